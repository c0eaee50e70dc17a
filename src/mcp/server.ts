import type { Readable } from 'node:stream';
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { FrameTransport } from './frames.ts';
import { registerTools, type Services } from './tools.ts';

/** The two ends of a connection, and where trouble with it is told. */
export interface Connection {
  readonly input: Readable;
  /** Sends one message as one line. */
  readonly write: (message: unknown) => void;
  /** What a client has sent that is none of the protocol. */
  readonly onTrouble: (error: Error) => void;
}

/**
 * Serves one client, of the protocols of 2025 and 2026 alike, until its input ends or the signal fires;
 * both stop the runs that go on. Resolves when they are over.
 */
export async function serveMcp(
  { input, write, onTrouble }: Connection,
  services: Services,
  version: string,
  signal: AbortSignal,
): Promise<void> {
  const transport = new FrameTransport(input, write, () => void services.runs.close());
  const served = serveStdio(
    () => {
      const server = new McpServer({ name: 'rlm', title: 'RLM', version });
      registerTools(server, services);
      return server;
    },
    { transport, onerror: onTrouble },
  );
  const stop = (): void => void served.close();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  await transport.closed;
  await services.runs.close();
}
