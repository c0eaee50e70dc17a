// A client of the Model Context Protocol that writes its frames by hand.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface Frame {
  readonly jsonrpc?: unknown;
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: { readonly progress?: number; readonly message?: string };
  readonly result?: ToolFrame;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What a call of a tool comes to. */
export interface ToolFrame {
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: ReportFrame;
  readonly isError?: boolean;
}

export interface ReportFrame {
  readonly status: string;
  readonly answer: string;
  readonly citations: readonly {
    readonly path: string;
    readonly startLine: number;
    readonly endLine: number;
    readonly quote: string | null;
    readonly verified: boolean;
    readonly shown: boolean;
  }[];
  readonly costUsd: number | null;
  readonly runId: string;
  readonly runFolder: string | null;
}

export class FrameClient {
  /** All that has come, in order. */
  readonly received: Frame[] = [];
  readonly #input: Writable;
  readonly #watchers = new Set<() => void>();
  #last = 0;
  #isOver = false;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    createInterface({ input: output })
      .on('line', (line) => {
        // Whatever isn't a frame has no business there.
        const frame: Frame = JSON.parse(line);
        assert.equal(frame.jsonrpc, '2.0', line);
        this.received.push(frame);
        this.#changed();
      })
      .on('close', () => {
        this.#isOver = true;
        this.#changed();
      });
  }

  /** Sends a line as it stands. */
  line(text: string | Buffer): void {
    this.bytes(Buffer.concat([Buffer.from(text), Buffer.from('\n')]));
  }

  bytes(piece: string | Buffer): void {
    this.#input.write(piece);
  }

  send(frame: object): void {
    this.line(JSON.stringify({ jsonrpc: '2.0', ...frame }));
  }

  /** Opens the connection as clients of 2025 do. */
  async open(): Promise<void> {
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
    await this.replyTo(this.request('initialize', params));
    this.send({ method: 'notifications/initialized' });
  }

  /** Its id. */
  request(method: string, params: object = {}): number {
    this.#last += 1;
    this.send({ id: this.#last, method, params });
    return this.#last;
  }

  /** Asks for a tool; the request's id. */
  call(name: string, args: object, meta: object = {}): number {
    return this.request('tools/call', { name, arguments: args, _meta: meta });
  }

  /** The first frame that matches. Rejects when the connection is over without one. */
  seen(matches: (frame: Frame) => boolean): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.received.find(matches);
        if (found === undefined && !this.#isOver) return;
        this.#watchers.delete(look);
        if (found === undefined) reject(new Error('The connection is over.'));
        else resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }

  replyTo(id: string | number): Promise<Frame> {
    return this.seen((frame) => frame.id === id && frame.method === undefined);
  }

  /** What a tool returns. */
  async tool(name: string, args: object): Promise<ToolFrame> {
    const { result, error } = await this.replyTo(this.call(name, args));
    assert.ok(result, error?.message);
    return result;
  }

  /** Nothing more will be sent. */
  end(): void {
    this.#input.end();
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

const clientInfo = { name: 'frames', version: '1' };

/** The text of what a tool returned. */
export function textOf({ content }: ToolFrame): string {
  return content.map(({ text }) => text).join('\n');
}
