import type { Context, SharedText } from '../core/context.ts';
import { BinaryText, Cancelled, TextTooLarge, UnreadableFile } from '../core/errors.ts';
import { isBinary, TextDecoding, type TextEncoding } from './decode.ts';
import { diskReader, type FileReader } from './fileReader.ts';

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
  /** Files of a folder that were left out for what they are: binary, unreadable, links. */
  readonly skipped: readonly SkippedFile[];
  /** How many files and folders the ignore rules left out. */
  readonly ignored: number;
}

export interface ReadOptions {
  /** Where files are read from; the disk unless given. */
  readonly reader?: FileReader;
  /** What `-` stands for; the process's standard input unless given. */
  readonly standardInput?: AsyncIterable<Uint8Array>;
  /** Rejects with Cancelled when it fires. */
  readonly signal?: AbortSignal;
  /** The most that is read, all files together; 500 unless given. */
  readonly maxMegabytes?: number;
  /** Rejects with BinaryText after the first piece, instead of reading all of a binary file. */
  readonly refuseBinary?: boolean;
}

// Below the longest string of V8, 512 MB of one-byte characters.
const defaultMaxMegabytes = 500;
const megabyte = 1024 * 1024;
const binaryHeadBytes = 8_192;

/** One file's text. */
export interface ReadText {
  readonly text: SharedText;
  readonly encoding: TextEncoding;
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

/** Reads pieces to their end. `expectedBytes` may be wrong; when right, nothing is copied twice. */
export async function readText(
  pieces: AsyncIterable<Uint8Array>,
  label: string,
  limit: SizeLimit,
  options: ReadOptions & { readonly expectedBytes?: number },
): Promise<ReadText> {
  const decoding = new TextDecoding(options.expectedBytes ?? 0);
  let head: Uint8Array = new Uint8Array(0);
  let bytes = 0;
  for await (const piece of pieces) {
    if (options.signal?.aborted === true) throw new Cancelled();
    if (head.length < binaryHeadBytes) {
      head = Buffer.concat([head, piece.subarray(0, binaryHeadBytes - head.length)]);
      if (options.refuseBinary === true && isBinary(head)) throw new BinaryText(label);
    }
    bytes += piece.length;
    // Not before the first piece: it may tell that the file is none to read.
    limit.check(Math.max(bytes, options.expectedBytes ?? 0));
    decoding.push(piece);
  }
  limit.use(bytes);
  const { text, encoding } = await decoding.finish();
  return { text, encoding, bytes, isBinary: isBinary(head) };
}

/** Reads one file. Rejects as its reader does, or with TextTooLarge, BinaryText or Cancelled. */
export async function readFileText(
  path: string,
  label: string,
  limit: SizeLimit,
  options: ReadOptions,
): Promise<ReadText> {
  if (options.signal?.aborted === true) throw new Cancelled();
  const reader = options.reader ?? diskReader;
  const { kind, bytes } = await reader.stat(path);
  if (kind === 'folder') throw new UnreadableFile(label, 'it is a folder');
  return readText(reader.read(path), label, limit, { ...options, expectedBytes: bytes });
}
