import type { Readable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import {
  isJSONRPCRequest,
  ProtocolErrorCode,
  parseJSONRPCMessage,
} from '@modelcontextprotocol/server';

/** Bytes of one message. */
const longestFrame = 10 * 1024 * 1024;
const lineFeed = 10;
/** ms for the last replies, once nothing more comes. */
const longestGoodbye = 2_000;

/**
 * Messages of the protocol as lines of JSON, over any two streams. What is no message is answered with an
 * error, where it can be told to whom, and costs the connection nothing. When the input ends, what was
 * asked before is still answered.
 */
export class FrameTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>;
  readonly #input: Readable;
  readonly #write: (message: unknown) => void;
  readonly #onEnd: () => void;
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Requests that wait for their reply. */
  readonly #open = new Set<string | number>();
  #hasEnded = false;
  #isClosed = false;
  #close: () => void = () => {};

  /** `write`: sends one message as one line. `onEnd`: told as soon as nothing more can come. */
  constructor(input: Readable, write: (message: unknown) => void, onEnd: () => void) {
    this.#input = input;
    this.#write = write;
    this.#onEnd = onEnd;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  async start(): Promise<void> {
    this.#input.on('data', this.#take).on('end', this.#end).on('close', this.#end);
    this.#input.on('error', this.#fail);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#write(message);
    if ('id' in message && !('method' in message) && message.id !== undefined) {
      this.#open.delete(message.id);
      if (this.#hasEnded && this.#open.size === 0) await this.close();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#input.off('data', this.#take).off('end', this.#end).off('close', this.#end);
    this.#input.pause();
    this.onclose?.();
    this.#close();
  }

  readonly #take = (piece: Buffer): void => {
    let start = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, start)) {
      this.#keep(piece.subarray(start, end));
      start = end + 1;
      this.#readLine();
    }
    this.#keep(piece.subarray(start));
  };

  /** What is over the bound is counted, not kept. */
  #keep(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > longestFrame) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  #readLine(): void {
    const isTooLong = this.#bytes > longestFrame;
    const line = Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    this.#bytes = 0;
    if (isTooLong) this.#refuse(ProtocolErrorCode.InvalidRequest, 'A message is over 10 MB.');
    else this.#read(line);
  }

  #read(line: string): void {
    const text = line.replace(/^\uFEFF/, '').trim();
    if (text === '') return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.#refuse(ProtocolErrorCode.ParseError, 'A line is not JSON.');
      return;
    }
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(value);
    } catch {
      this.#refuseValue(value);
      return;
    }
    if (isJSONRPCRequest(message)) this.#open.add(message.id);
    else if ('method' in message && message.method === 'notifications/cancelled')
      this.#open.delete(idOf(message.params?.requestId) ?? '');
    this.onmessage?.(message);
  }

  /** A reply that is none is nobody's question. */
  #refuseValue(value: unknown): void {
    const fields: object = typeof value === 'object' && value !== null ? value : {};
    const isReply = !('method' in fields) && ('result' in fields || 'error' in fields);
    if (isReply) this.onerror?.(new Error('A reply is no message of the protocol.'));
    else {
      const id = 'id' in fields ? idOf(fields.id) : undefined;
      this.#refuse(ProtocolErrorCode.InvalidRequest, 'This is no message of the protocol.', id);
    }
  }

  #refuse(code: number, message: string, id?: string | number): void {
    this.onerror?.(new Error(message));
    this.#write({ jsonrpc: '2.0', ...(id !== undefined && { id }), error: { code, message } });
  }

  readonly #end = (): void => {
    if (this.#hasEnded) return;
    // The last line may have no end.
    this.#readLine();
    this.#hasEnded = true;
    this.#onEnd();
    if (this.#open.size === 0) setImmediate(() => void this.close());
    else setTimeout(() => void this.close(), longestGoodbye).unref();
  };

  readonly #fail = (error: Error): void => {
    this.onerror?.(error);
    this.#end();
  };
}

function idOf(id: unknown): string | number | undefined {
  return typeof id === 'string' || Number.isSafeInteger(id) ? (id as string | number) : undefined;
}
