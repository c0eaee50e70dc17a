// A server that tells what its models take, in one maker's way, and knows no other path.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** What a path answers: JSON, a status alone, or `hang` for never. */
export type Told = object | number | 'hang';

export interface WindowServer {
  /** The base URL, ending in `/v1`. */
  readonly url: string;
  /** `GET /v1/models` and so on, in order. */
  readonly asked: readonly string[];
  /** What the paths answer from now on. */
  readonly tell: (paths: Readonly<Record<string, Told>>) => void;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** `paths`: by path, for instance `/v1/models`; `redirect`: where everything else is sent. */
export async function startWindowServer(
  paths: Readonly<Record<string, Told>>,
  redirect?: string,
): Promise<WindowServer> {
  let known = paths;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    asked.push([request.method, path, body].filter(Boolean).join(' '));
    const told = known[path] ?? 404;
    if (told === 'hang') return;
    if (typeof told === 'number') {
      response.writeHead(
        redirect === undefined ? told : 307,
        redirect ? { location: redirect } : {},
      );
      response.end('<html>404</html>');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(told));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    asked,
    tell: (anew) => {
      known = anew;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
