import { totalmem } from 'node:os';
import type { Context } from '../core/context.ts';
import { BinaryText, Cancelled, TextTooLarge, UnreadableFile } from '../core/errors.ts';
import { type DecodedText, type EncodingChoice, isBinary, TextDecoding } from './decode.ts';
import type { EncodingNote } from './encodingNotes.ts';
import { diskReader, type FileReader } from './fileReader.ts';
import { unpack } from './gzip.ts';

/** A file that is not part of the Context. `why` follows a colon. */
export interface SkippedFile {
  readonly path: string;
  readonly why: string;
}

/** A Context as it was read, with what the caller may want to refuse or to warn about. */
export interface SourceContext extends Context {
  /** No item has any text. */
  readonly isEmpty: boolean;
  /** Paths, as they are in the Context, of the items that look binary. */
  readonly binaryPaths: readonly string[];
  /** How the items were decoded that are not plain UTF-8. */
  readonly encodings: readonly EncodingNote[];
  /** Files of a folder that were left out for what they are: binary, unreadable, links. */
  readonly skipped: readonly SkippedFile[];
  /** How many files and folders the ignore rules left out. */
  readonly ignored: number;
}

export interface ReadOptions extends EncodingChoice {
  /** Where files are read from; the disk unless given. */
  readonly reader?: FileReader;
  /** What `-` stands for; the process's standard input unless given. */
  readonly standardInput?: AsyncIterable<Uint8Array>;
  /** Rejects with Cancelled when it fires. */
  readonly signal?: AbortSignal;
  /** The most that is read, all files together; `defaultMaxMegabytes` unless given. */
  readonly maxMegabytes?: number;
  /** Rejects with BinaryText after the first piece, instead of reading all of a binary file. */
  readonly refuseBinary?: boolean;
}

const megabyte = 1024 * 1024;
/**
 * 2,048, or half of the machine's memory where that is less. Node 20 can't look at more than 4 GB at
 * once, which is 2 GB of characters of two bytes; Node 24 could.
 */
export const defaultMaxMegabytes = Math.min(2048, Math.floor(totalmem() / 2 / megabyte));
/** Decoded at a time: some ms of work even where most of it is broken UTF-8. */
const pieceBytes = 512 * 1024;
/** ms after which the event loop gets a turn. */
const longestTurn = 8;
const binaryHeadBytes = 8_192;

/** One file's text. */
export interface ReadText extends DecodedText {
  readonly bytes: number;
  readonly isBinary: boolean;
}

/** What is still allowed of a limit that several files share. */
export class SizeLimit {
  readonly #label: string;
  readonly #maxBytes: number;
  #used = 0;

  constructor(label: string, maxMegabytes = defaultMaxMegabytes) {
    this.#label = label;
    this.#maxBytes = maxMegabytes * megabyte;
  }

  /** Throws TextTooLarge when these bytes are not allowed any more. */
  check(bytes: number): void {
    const total = this.#used + bytes;
    if (total <= this.#maxBytes) return;
    const limit = this.#maxBytes / megabyte;
    throw new TextTooLarge(this.#label, Math.ceil(total / megabyte), limit);
  }

  use(bytes: number): void {
    this.check(bytes);
    this.#used += bytes;
  }
}

/**
 * Reads pieces, unpacked already, to their end, and gives way to the event loop while it works on them. `expectedBytes`
 * may be wrong; when right, nothing is copied twice. Rejects with UnreadableFile when the memory
 * doesn't suffice.
 */
export async function readText(
  pieces: AsyncIterable<Uint8Array>,
  label: string,
  limit: SizeLimit,
  options: ReadOptions & { readonly expectedBytes?: number },
): Promise<ReadText> {
  const expectedBytes = options.expectedBytes ?? 0;
  const read = checked(pieces, label, limit, { ...options, expectedBytes });
  try {
    // Of unknown size: collected first, since a buffer that grows is copied again and again.
    if (expectedBytes === 0) {
      const [collected, bytes] = await collect(read);
      return await decodeAll(collected, bytes, limit, options);
    }
    return await decodeAll(read, expectedBytes, limit, options);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UnreadableFile(label, 'there is not enough memory for it');
  }
}

/** The pieces, as long as they may be read. */
async function* checked(
  pieces: AsyncIterable<Uint8Array>,
  label: string,
  limit: SizeLimit,
  options: ReadOptions & { readonly expectedBytes: number },
): AsyncGenerator<Uint8Array> {
  const { signal, refuseBinary, expectedBytes } = options;
  let head: Uint8Array = new Uint8Array(0);
  let bytes = 0;
  for await (const piece of pieces) {
    if (signal?.aborted === true) throw new Cancelled();
    if (refuseBinary === true && head.length < binaryHeadBytes) {
      head = longer(head, piece);
      if (isBinary(head, options)) throw new BinaryText(label);
    }
    bytes += piece.length;
    // Not before the first piece: it may tell that the file is none to read.
    limit.check(Math.max(bytes, expectedBytes));
    yield piece;
  }
}

/** The first bytes, as many as tell whether they are text. */
function longer(head: Uint8Array, piece: Uint8Array): Uint8Array {
  return Buffer.concat([head, piece.subarray(0, binaryHeadBytes - head.length)]);
}

async function collect(
  pieces: AsyncIterable<Uint8Array>,
): Promise<[pieces: readonly Uint8Array[], bytes: number]> {
  const collected: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of inTurns(pieces)) {
    // Its reader will use the memory again.
    collected.push(new Uint8Array(piece));
    bytes += piece.length;
  }
  return [collected, bytes];
}

/** The same bytes in small pieces, between which the event loop has its turns. */
async function* inTurns(
  pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): AsyncGenerator<Uint8Array> {
  let turnEnds = performance.now() + longestTurn;
  for await (const piece of pieces) {
    for (let start = 0; start < piece.length; start += pieceBytes) {
      yield piece.subarray(start, start + pieceBytes);
      if (performance.now() < turnEnds) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turnEnds = performance.now() + longestTurn;
    }
  }
}

async function decodeAll(
  pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  expectedBytes: number,
  limit: SizeLimit,
  choice: EncodingChoice,
): Promise<ReadText> {
  const decoding = new TextDecoding(expectedBytes, choice);
  let head: Uint8Array = new Uint8Array(0);
  let bytes = 0;
  for await (const piece of inTurns(pieces)) {
    if (head.length < binaryHeadBytes) head = longer(head, piece);
    bytes += piece.length;
    decoding.push(piece);
  }
  limit.use(bytes);
  return { ...(await decoding.finish()), bytes, isBinary: isBinary(head, choice) };
}

/** The text of a file. */
export interface ReadFile extends ReadText {
  /** That of a ContextItem: absent where it can't be read again, as from a pipe. */
  readonly stored: { readonly fileEncoding?: string };
}

/** Reads one file. Rejects as its reader does, or with TextTooLarge, BinaryText or Cancelled. */
export async function readFileText(
  path: string,
  label: string,
  limit: SizeLimit,
  options: ReadOptions,
): Promise<ReadFile> {
  if (options.signal?.aborted === true) throw new Cancelled();
  const reader = options.reader ?? diskReader;
  const { kind, bytes } = await reader.stat(path);
  if (kind === 'folder') throw new UnreadableFile(label, 'it is a folder');
  const { pieces, isPacked } = await unpack(reader.read(path, options.signal), label);
  const chosen = { ...options, ...reader.encodingOf?.(path) };
  const read = await readText(pieces, label, limit, {
    ...chosen,
    expectedBytes: isPacked ? 0 : bytes,
  });
  const isStored = kind === 'file' && (reader.isStored?.(path) ?? true);
  return { ...read, stored: isStored ? { fileEncoding: read.encoding } : {} };
}
