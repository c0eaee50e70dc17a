import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import type { SharedText } from '../core/context.ts';

export type TextEncoding = 'utf8' | 'utf8bom' | 'utf16le' | 'utf16be' | 'latin1';

/**
 * A file's bytes as text. `text.units` is exactly `length * width` bytes long. A mark (BOM) is no
 * part of the text.
 */
export interface DecodedText {
  readonly text: SharedText;
  readonly encoding: TextEncoding;
}

/** Bytes worked on at a time: about a ms. */
const pieceBytes = 512 * 1024;
const marks = [
  { encoding: 'utf8bom', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf16be', bytes: [0xfe, 0xff] },
] as const;
const longestMark = 3;
const replacementCharacter = Buffer.from('\uFFFD');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text that is a string already; lone surrogates and NUL survive. */
export function sharedText(text: string): SharedText {
  const width = isWide(text) ? 2 : 1;
  const units = new SharedArrayBuffer(text.length * width);
  write(text, units, width, 0);
  return { units, width, length: text.length };
}

/** True for what has a NUL among its first 8,192 bytes and is not UTF-16 by its mark. */
export function isBinary(head: Uint8Array): boolean {
  const encoding = markOf(head)?.encoding;
  if (encoding === 'utf16le' || encoding === 'utf16be') return false;
  return head.subarray(0, 8192).includes(0);
}

/** Decodes what is in memory already, at once; by the same rules as `TextDecoding`. */
export function decodeBytes(bytes: Uint8Array): DecodedText {
  const decoding = new TextDecoding(bytes.length);
  decoding.push(bytes);
  return decoding.finishNow();
}

/**
 * Decodes bytes that arrive in pieces, without ever working for more than some ms at a time:
 *
 *     const decoding = new TextDecoding((await handle.stat()).size);
 *     for (;;) {
 *       const { bytesRead } = await handle.read(piece, 0, piece.length);
 *       if (bytesRead === 0) break;
 *       decoding.push(piece.subarray(0, bytesRead));
 *     }
 *     const { text, encoding } = await decoding.finish();
 *
 * `push` copies, so one buffer serves all reads; pieces may end anywhere, even inside a
 * character. `expectedBytes` need not be right: when it is, an ASCII or Latin-1 file is never copied
 * again. Other files are transcoded by `finish`, which gives way to the event loop between pieces.
 *
 * The encoding: by its mark (UTF-8, UTF-16 of either order), else UTF-8, else Latin-1. Broken
 * sequences become U+FFFD in UTF-8. It is taken for Latin-1 when there are more of them than one
 * in 1,000 bytes and also more than there are whole sequences of several bytes (text in another
 * encoding hardly ever forms those by chance, so a short damaged text with umlauts stays UTF-8).
 */
export class TextDecoding {
  #raw: Uint8Array<SharedArrayBuffer> | null = null;
  #length = 0;
  /** The first bytes, until there are enough to tell a mark. */
  #head: Uint8Array = new Uint8Array(0);
  #encoding: TextEncoding | null = null;
  readonly #expectedBytes: number;

  /** Bytes of `#raw` that have been looked at, and what they would be as UTF-8. */
  #scanned = 0;
  #ascii = true;
  #broken = 0;
  #units = 0;
  #wide = false;

  constructor(expectedBytes = 0) {
    this.#expectedBytes = expectedBytes;
  }

  push(bytes: Uint8Array): void {
    if (this.#raw !== null) {
      this.#append(bytes);
      return;
    }
    this.#head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= longestMark) this.#start();
    // The caller will use its buffer again.
    else this.#head = Uint8Array.from(this.#head);
  }

  /** Call once, after the last `push`. */
  async finish(): Promise<DecodedText> {
    const steps = this.#decode();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The same as `finish`, in one go. */
  finishNow(): DecodedText {
    const steps = this.#decode();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  #start(): void {
    const mark = markOf(this.#head);
    this.#encoding = mark?.encoding ?? null;
    const first = this.#head.subarray(mark?.bytes.length ?? 0);
    const room = this.#expectedBytes - (this.#head.length - first.length);
    this.#raw = new Uint8Array(new SharedArrayBuffer(Math.max(room, first.length)));
    this.#head = new Uint8Array(0);
    this.#append(first);
  }

  #append(bytes: Uint8Array): void {
    let raw = this.#raw ?? new Uint8Array(new SharedArrayBuffer(0));
    const length = this.#length + bytes.length;
    if (length > raw.length) {
      const larger = new Uint8Array(new SharedArrayBuffer(Math.max(length, raw.length * 2)));
      larger.set(raw.subarray(0, this.#length));
      raw = larger;
    }
    raw.set(bytes, this.#length);
    this.#raw = raw;
    this.#length = length;
    const isUtf16 = this.#encoding === 'utf16le' || this.#encoding === 'utf16be';
    // More than a piece, so that it can end before a character whose rest is still to come.
    while (!isUtf16 && this.#length - this.#scanned > pieceBytes) this.#scanUtf8(raw);
  }

  /** Looks at the next piece, which ends between two characters. */
  #scanUtf8(raw: Uint8Array<SharedArrayBuffer>): void {
    const piece = raw.subarray(this.#scanned, utf8Boundary(raw, this.#scanned, this.#length));
    this.#scanned += piece.length;
    if (isAscii(piece)) {
      this.#units += piece.length;
      return;
    }
    this.#ascii = false;
    const text = utf8.decode(piece);
    this.#units += text.length;
    this.#wide ||= isWide(text);
    if (!isUtf8(piece)) this.#broken += countReplacements(text) - countIn(piece);
  }

  *#decode(): Generator<void, DecodedText> {
    if (this.#raw === null) this.#start();
    const raw = this.#raw ?? new Uint8Array(new SharedArrayBuffer(0));
    if (this.#encoding === 'utf16le' || this.#encoding === 'utf16be') {
      const text = yield* decodeUtf16(raw, this.#length, this.#encoding === 'utf16be');
      return { text, encoding: this.#encoding };
    }
    while (this.#scanned < this.#length) {
      this.#scanUtf8(raw);
      yield;
    }
    // A sequence of several bytes is at most two bytes longer than its units.
    const wholeSequences = (this.#length - this.#units) / 2;
    const isLatin1 =
      this.#encoding === null &&
      this.#broken > this.#length / 1000 &&
      this.#broken > wholeSequences;
    if (this.#ascii || isLatin1) {
      const text = yield* cutToLength(raw, this.#length);
      return { text, encoding: isLatin1 ? 'latin1' : (this.#encoding ?? 'utf8') };
    }
    const text = yield* transcodeUtf8(raw, this.#length, this.#units, this.#wide);
    return { text, encoding: this.#encoding ?? 'utf8' };
  }
}

function* transcodeUtf8(
  raw: Uint8Array<SharedArrayBuffer>,
  length: number,
  unitCount: number,
  wide: boolean,
): Generator<void, SharedText> {
  const width = wide ? 2 : 1;
  const units = new SharedArrayBuffer(unitCount * width);
  let written = 0;
  for (let start = 0; start < length; ) {
    const end = utf8Boundary(raw, start, length);
    const text = utf8.decode(raw.subarray(start, end));
    write(text, units, width, written);
    written += text.length;
    start = end;
    yield;
  }
  return { units, width, length: unitCount };
}

/** Units that all fit one byte are narrowed; an odd last byte becomes U+FFFD, as everywhere. */
function* decodeUtf16(
  raw: Uint8Array<SharedArrayBuffer>,
  length: number,
  bigEndian: boolean,
): Generator<void, SharedText> {
  const whole = Math.floor(length / 2);
  const torn = length % 2 === 1;
  let wide = torn;
  for (let start = 0; start < whole; start += pieceBytes / 2) {
    const count = Math.min(pieceBytes / 2, whole - start);
    if (bigEndian) Buffer.from(raw.buffer, start * 2, count * 2).swap16();
    let seen = 0;
    for (const unit of new Uint16Array(raw.buffer, start * 2, count)) seen |= unit;
    wide ||= seen > 0xff;
    yield;
  }
  if (wide && !torn) return { ...(yield* cutToLength(raw, length)), width: 2, length: whole };
  const target = wide
    ? new Uint16Array(new SharedArrayBuffer((whole + 1) * 2))
    : new Uint8Array(new SharedArrayBuffer(whole));
  for (let start = 0; start < whole; start += pieceBytes / 2) {
    const count = Math.min(pieceBytes / 2, whole - start);
    target.set(new Uint16Array(raw.buffer, start * 2, count), start);
    yield;
  }
  if (torn) target[whole] = 0xfffd;
  return { units: target.buffer, width: wide ? 2 : 1, length: target.length };
}

/** The bytes as Latin-1, in a buffer of exactly their number: the same one where it fits. */
function* cutToLength(
  raw: Uint8Array<SharedArrayBuffer>,
  length: number,
): Generator<void, SharedText> {
  if (raw.length === length) return { units: raw.buffer, width: 1, length };
  const target = new Uint8Array(new SharedArrayBuffer(length));
  for (let start = 0; start < length; start += pieceBytes) {
    target.set(raw.subarray(start, Math.min(start + pieceBytes, length)), start);
    yield;
  }
  return { units: target.buffer, width: 1, length };
}

/** Where a piece from `start` should end, so that no whole UTF-8 sequence is cut. */
function utf8Boundary(raw: Uint8Array, start: number, length: number): number {
  if (length - start <= pieceBytes) return length;
  const end = start + pieceBytes;
  // Up to three bytes back stands the first byte of the sequence that `end` would cut.
  for (let back = 0; back <= 3; back += 1) {
    const byte = raw[end - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) return end - back;
  }
  return end;
}

function markOf(head: Uint8Array): (typeof marks)[number] | undefined {
  return marks.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
}

function isWide(text: string): boolean {
  return /[^\0-\xff]/.test(text);
}

function countReplacements(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count += 1;
  return count;
}

/** U+FFFD that stand in the bytes as such. */
function countIn(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  let at = buffer.indexOf(replacementCharacter);
  while (at >= 0) {
    count += 1;
    at = buffer.indexOf(replacementCharacter, at + 3);
  }
  return count;
}

function write(text: string, units: SharedArrayBuffer, width: 1 | 2, at: number): void {
  // Only the part to write to: Node 20 miscounts in a buffer of 4 GB.
  const target = Buffer.from(units, at * width, text.length * width);
  target.write(text, width === 1 ? 'latin1' : 'utf16le');
}
