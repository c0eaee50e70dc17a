import { setTimeout as sleep } from 'node:timers/promises';
import { readEvents, splitValues } from './eventStream.ts';
import { Refused } from './fetching.ts';
import { readSaid, readSaidIn } from './said.ts';
import type { Watch } from './watch.ts';

/** The stream ended, or its connection broke, before the reply was complete. */
export class CutStream extends Error {
  constructor(cause?: unknown) {
    super('The stream was cut', { cause });
    this.name = 'CutStream';
  }
}

/** The stream ended by itself, but never said that the reply was over. */
export class UnendedStream extends CutStream {}

/** A successful answer that isn't the API's: a web page, a text. */
export class ForeignReply extends Error {
  /** What came: its title, its first words. */
  readonly words: string;
  constructor(words: string) {
    super('The answer is not the API’s');
    this.name = 'ForeignReply';
    this.words = words;
  }
}

/** A reply that is longer than any could be. */
export class EndlessReply extends Error {
  constructor() {
    super('The reply has no end');
    this.name = 'EndlessReply';
  }
}

/** A reply as it arrives: the events of a stream, or the whole that a server sent in one piece. */
export type Arrival<Event, Whole> =
  | {
      readonly kind: 'stream';
      readonly events: AsyncIterable<Event>;
      /** True when the last thing received is the `[DONE]` that ends a stream. */
      readonly sawDone: () => boolean;
      /** True when reading stopped at the most that is read. */
      readonly isFull: () => boolean;
    }
  | { readonly kind: 'whole'; readonly whole: Whole };

/** Bytes on the wire of one character of a reply, at most: it may come in JSON of its own. */
const bytesOfChar = 512;
/** In one piece, which is kept whole until it has come: some write a list of chunks for tokens. */
const bytesOfWholeChar = 32;
const leastBytes = 4_194_304;
/** However much a reply may hold; the longest that models write are smaller, chunk by chunk. */
const ceilingBytes = 67_108_864;
/** ms that a body whose last event has come may take to end. */
const closingMs = 200;

/**
 * Opens the answer to a request. Whether it is a stream or one piece is told by its first characters,
 * since servers send either under any content type. What comes is still unchecked: the type
 * arguments say what it should be. Throws `ForeignReply`, `CutStream`, `EndlessReply`, `Refused`.
 */
export async function openReply<Event, Whole>(
  response: Response,
  { heard }: Watch,
  mostChars: number,
): Promise<Arrival<Event, Whole>> {
  if (response.body === null) throw new ForeignReply('');
  const source = new Pieces(response.body, heard, bytesFor(mostChars, bytesOfChar));
  const start = await source.peek();
  if (/^(?:[{]|\[(?!DONE))/.test(start)) {
    source.mostBytes = bytesFor(mostChars, bytesOfWholeChar);
    return readWhole<Event, Whole>(source);
  }
  if (/^(?:data|event|id|retry|error)?:/.test(start)) {
    const { events, sawDone } = readEvents(source.rest());
    const typed = events as AsyncIterable<Event>;
    return { kind: 'stream', events: withEnd(typed), sawDone, isFull: () => source.isFull };
  }
  if (start === '') throw new CutStream();
  const said = readSaid(await source.gather(mostForeign));
  if (said.isPage || !/event-stream/i.test(response.headers.get('content-type') ?? ''))
    throw new ForeignReply(said.words);
  throw new CutStream();
}

/** Characters of a page that are looked at for its title. */
const mostForeign = 65_536;

function bytesFor(mostChars: number, bytes: number): number {
  return Math.min(ceilingBytes, Math.max(leastBytes, mostChars * bytes));
}

/** Throws EndlessReply where a text was longer than any can be. */
async function* withEnd<Value>(values: AsyncIterable<Value>): AsyncGenerator<Value> {
  try {
    yield* values;
  } catch (error) {
    throw sayingTooLong(error);
  }
}

/** What the engine says of a text that no string can hold is no bug here. */
function sayingTooLong(error: unknown): unknown {
  const isTooLong = error instanceof RangeError && /invalid string length/i.test(error.message);
  return isTooLong ? new EndlessReply() : error;
}

async function readWhole<Event, Whole>(source: Pieces): Promise<Arrival<Event, Whole>> {
  const text = await source.gather(Number.POSITIVE_INFINITY);
  if (source.isFull) throw new EndlessReply();
  const values = splitValues(text.trim());
  if (values === null) throw new CutStream();
  const [whole] = values;
  const several = values.length === 1 && Array.isArray(whole) ? (whole as unknown[]) : values;
  if (values.length === 1 && !Array.isArray(whole)) return { kind: 'whole', whole: whole as Whole };
  async function* each(): AsyncGenerator<Event> {
    for (const value of several) yield value as Event;
  }
  return { kind: 'stream', events: each(), sawDone: () => false, isFull: () => false };
}

/** An error that stands where a reply should: in the server's words where it has any. */
export function refuseBody(body: unknown): Refused | ForeignReply {
  const said = readSaidIn(body);
  const reason = said.words === '' && said.codes === '' ? null : said;
  return reason === null
    ? new ForeignReply('JSON of another kind')
    : new Refused(undefined, undefined, reason);
}

/** The text of a body in the pieces that it comes in; no more than so many bytes are read. */
class Pieces {
  isFull = false;
  mostBytes: number;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #heard: () => void;
  // Takes a byte order mark off, too.
  readonly #decoder = new TextDecoder();
  #bytes = 0;
  #start = '';

  constructor(body: ReadableStream<Uint8Array>, heard: () => void, mostBytes: number) {
    this.#reader = body.getReader();
    this.#heard = heard;
    this.mostBytes = mostBytes;
  }

  /** The first characters that aren't blank; empty for a body without any. */
  async peek(): Promise<string> {
    while (this.#start.length < 8) {
      const piece = await this.#next();
      if (piece === null) break;
      this.#start = (this.#start + piece).trimStart();
    }
    return this.#start;
  }

  async *rest(): AsyncGenerator<string> {
    try {
      yield this.#start;
      for (let piece = await this.#next(); piece !== null; piece = await this.#next()) yield piece;
    } finally {
      await this.#close();
    }
  }

  async gather(mostChars: number): Promise<string> {
    const pieces: string[] = [];
    let chars = 0;
    try {
      for await (const piece of this.rest()) {
        pieces.push(piece);
        chars += piece.length;
        if (chars >= mostChars) break;
      }
      return pieces.join('');
    } catch (error) {
      throw sayingTooLong(error);
    }
  }

  async #next(): Promise<string | null> {
    if (this.#bytes > this.mostBytes) {
      this.isFull = true;
      return null;
    }
    const { done, value } = await this.#reader.read();
    if (done) return this.#decoder.decode() || null;
    // Comments that only keep the connection alive count as life.
    this.#heard();
    this.#bytes += value.byteLength;
    return this.#decoder.decode(value, { stream: true });
  }

  /**
   * Closes the connection, unless the body ends by itself within moments: then it can be used again.
   * What a body that broke says about it was thrown where it was read.
   */
  async #close(): Promise<void> {
    const late = new AbortController();
    const end = this.#reader.read().then(
      ({ done }) => done,
      () => true,
    );
    const pause = sleep(closingMs, false, { signal: late.signal }).catch(() => false);
    const isOver = await Promise.race([end, pause]);
    late.abort();
    if (!isOver) await this.#reader.cancel().catch(() => undefined);
  }
}
