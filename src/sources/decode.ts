import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import type { SharedText } from '../core/context.ts';
import { sampleText } from './encodingSample.ts';
import { type EncodingName, fallbackEncoding } from './encodings.ts';
import { longestMark, markOf } from './marks.ts';
import {
  countReplacements,
  countWrittenReplacements,
  cutToLength,
  hasWide,
  pieceBytes,
  type Transcoding,
  transcode,
  transcodeUtf8,
  transcodeUtf16,
  transcodeUtf32,
  transcodeWindows1252,
  utf8Boundary,
  writeUnits,
} from './transcode.ts';
import { cutSequenceLength, type Utf8Weight, weighUtf8, withoutUtf8 } from './utf8Weight.ts';
import { asciiStart, countLines, hasOnlyUtf16Nuls, utf16ByParity, utf16Start } from './utf16.ts';

/** What is known of a file's encoding before its bytes are seen. A mark in them is stronger. */
export interface EncodingChoice {
  /** Somebody says that it is this one. */
  readonly encoding?: EncodingName;
  /** It is this one where the bytes are not UTF-8. */
  readonly unlessUtf8?: EncodingName;
}

/**
 * A file's bytes as text. `text.units` is exactly `length * width` bytes long. A mark (BOM) is no
 * part of the text.
 */
export interface DecodedText {
  readonly text: SharedText;
  /** As the WHATWG names it, or `utf-32le`, `utf-32be`. */
  readonly encoding: EncodingName;
  /**
   * `usual`: as chosen for what isn't UTF-8. `guess`: nothing could be told, so it is the one that is
   * most frequent everywhere.
   */
  readonly foundBy: 'choice' | 'mark' | 'bytes' | 'usual' | 'guess';
  /** Broken sequences, each of which became U+FFFD. */
  readonly replaced: number;
  /** Read as another encoding, it has so much UTF-8 in it that some of its lines must be that. */
  readonly hasUtf8: boolean;
  /**
   * The line, from 1, at which text begins that is UTF-16 in another encoding, or isn't UTF-16 in that,
   * and was not decoded; null: there is none.
   */
  readonly otherLine: number | null;
}

type FoundEncoding = Pick<DecodedText, 'encoding' | 'foundBy'>;

/** Sequences that hardly come together by chance, and their least share of the broken ones. */
const leastUtf8 = 8;
const leastUtf8Share = 1 / 4;

const binaryHeadBytes = 8_192;
/** Pieces that are weighed to tell whether a text is UTF-8. */
const mostWeighed = 64;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text that is a string already; lone surrogates and NUL survive. */
export function sharedText(text: string): SharedText {
  const width = hasWide(text) ? 2 : 1;
  const units = new SharedArrayBuffer(text.length * width);
  writeUnits(text, units, width, 0);
  return { units, width, length: text.length };
}

/** True for what has a NUL among its first 8,192 bytes that is not one of UTF-16 or UTF-32. */
export function isBinary(start: Uint8Array, { encoding }: EncodingChoice = {}): boolean {
  const head = start.subarray(0, binaryHeadBytes);
  const known = markOf(head)?.encoding ?? encoding ?? '';
  if (/^utf-(16|32)/.test(known) || !head.includes(0)) return false;
  return utf16ByParity(head) === null && !hasOnlyUtf16Nuls(head);
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
 * The encoding: by its mark, else as chosen, else UTF-8 where whole sequences of several bytes outweigh
 * broken ones (which become U+FFFD), else UTF-16 where every second byte says so, else what is detected,
 * else windows-1252.
 */
export class TextDecoding {
  #raw: Uint8Array<SharedArrayBuffer> | null = null;
  #length = 0;
  /** The first bytes, until there are enough to tell a mark. */
  #head: Uint8Array = new Uint8Array(0);
  #mark: EncodingName | null = null;
  readonly #expectedBytes: number;
  readonly #choice: EncodingChoice;

  /** Bytes of `#raw` that have been looked at, and what they would be as UTF-8. */
  #scanned = 0;
  #replaced = 0;
  #units = 0;
  #wide = false;
  /** Where pieces begin and end that are not all ASCII. */
  readonly #beyondAscii: (readonly [start: number, end: number])[] = [];
  #firstNul = -1;
  #weight: Utf8Weight = { whole: 0, broken: 0, lines: 0 };

  constructor(expectedBytes = 0, choice: EncodingChoice = {}) {
    this.#expectedBytes = expectedBytes;
    this.#choice = choice;
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
    if (this.#raw === null) this.#start();
    const raw = this.#raw ?? new Uint8Array(new SharedArrayBuffer(0));
    const found = await this.#findEncoding(raw);
    const otherLine = await inTurns(this.#otherLine(raw, found.encoding));
    const transcoded = await inTurns(this.#transcode(raw, found.encoding));
    return { ...transcoded, ...found, hasUtf8: this.#hasUtf8 && this.#weight.lines > 0, otherLine };
  }

  #start(): void {
    const mark = markOf(this.#head);
    this.#mark = mark?.encoding ?? null;
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
    // More than a piece, so that it can end before a character whose rest is still to come.
    while (!this.#isSettled && this.#length - this.#scanned > pieceBytes) this.#scanUtf8(raw);
  }

  /** The encoding is known without a look, and is not UTF-8. */
  get #isSettled(): boolean {
    return (this.#mark ?? this.#choice.encoding ?? 'utf-8') !== 'utf-8';
  }

  get #hasUtf8(): boolean {
    const { whole, broken } = this.#weight;
    return whole < broken && whole >= Math.max(leastUtf8, broken * leastUtf8Share);
  }

  #bytes(raw: Uint8Array<SharedArrayBuffer>): Uint8Array<SharedArrayBuffer> {
    return raw.subarray(0, this.#length);
  }

  /** Looks at the next piece, which ends between two characters. */
  #scanUtf8(raw: Uint8Array<SharedArrayBuffer>): void {
    const start = this.#scanned;
    const piece = raw.subarray(start, utf8Boundary(raw, start, this.#length));
    this.#scanned += piece.length;
    if (this.#firstNul < 0) {
      const nul = Buffer.from(piece.buffer, piece.byteOffset, piece.length).indexOf(0);
      if (nul >= 0) this.#firstNul = start + nul;
    }
    if (isAscii(piece)) {
      this.#units += piece.length;
      return;
    }
    this.#beyondAscii.push([start, this.#scanned]);
    const text = utf8.decode(piece);
    this.#units += text.length;
    this.#wide ||= hasWide(text);
    if (!isUtf8(piece)) this.#replaced += countReplacements(text) - countWrittenReplacements(piece);
  }

  async #findEncoding(raw: Uint8Array<SharedArrayBuffer>): Promise<FoundEncoding> {
    const { encoding, unlessUtf8 } = this.#choice;
    if (this.#isSettled) {
      const settled = this.#mark ?? encoding ?? fallbackEncoding;
      return { encoding: settled, foundBy: settled === encoding ? 'choice' : 'mark' };
    }
    await inTurns(this.#scanRest(raw));
    if (this.#mark !== null) return { encoding: this.#mark, foundBy: 'mark' };
    if (encoding !== undefined) return { encoding, foundBy: 'choice' };
    if (this.#firstNul < 0 && this.#replaced === 0) return { encoding: 'utf-8', foundBy: 'bytes' };
    if (this.#replaced > 0 && unlessUtf8 !== undefined) {
      return { encoding: unlessUtf8, foundBy: 'usual' };
    }
    if (this.#replaced > 0 && (await inTurns(this.#outweighs(raw)))) {
      return { encoding: 'utf-8', foundBy: 'bytes' };
    }
    const utf16 = this.#firstNul < 0 ? null : utf16ByParity(this.#bytes(raw));
    if (utf16 !== null) return { encoding: utf16, foundBy: 'bytes' };
    if (this.#replaced === 0) return { encoding: 'utf-8', foundBy: 'bytes' };
    // Its tables are needed for files alone that are not UTF-8.
    const { detectEncoding } = await import('./detectEncoding.ts');
    const sample = sampleText(raw, this.#beyondAscii);
    const { name, isSure } = detectEncoding(this.#hasUtf8 ? withoutUtf8(sample) : sample);
    return { encoding: name, foundBy: isSure ? 'bytes' : 'guess' };
  }

  *#otherLine(
    raw: Uint8Array<SharedArrayBuffer>,
    encoding: EncodingName,
  ): Generator<void, number | null> {
    const bytes = this.#bytes(raw);
    const width = encoding.startsWith('utf-16') ? 2 : 1;
    if (encoding.startsWith('utf-32') || (width === 1 && this.#firstNul < 0)) return null;
    const start = width === 2 ? yield* asciiStart(bytes) : utf16Start(bytes, this.#firstNul);
    return start < 0 ? null : yield* countLines(bytes, start, encoding);
  }

  *#scanRest(raw: Uint8Array<SharedArrayBuffer>): Generator<void, void> {
    while (this.#scanned < this.#length) {
      this.#scanUtf8(raw);
      yield;
    }
  }

  /** Whether it is UTF-8 in which something is broken. */
  *#outweighs(raw: Uint8Array<SharedArrayBuffer>): Generator<void, boolean> {
    // What the end of the file cuts off speaks neither for nor against it.
    const cut = cutSequenceLength(raw, this.#length);
    let whole = 0;
    let broken = -cut;
    let lines = 0;
    const step = Math.ceil(this.#beyondAscii.length / mostWeighed);
    for (let index = 0; index < this.#beyondAscii.length; index += step) {
      const [start, end] = this.#beyondAscii[index] ?? [0, 0];
      const weight = weighUtf8(raw, start, end);
      whole += weight.whole;
      broken += weight.broken;
      lines += weight.lines;
      yield;
    }
    this.#weight = { whole, broken, lines };
    if (broken > 0 || whole > 0) return whole >= broken;
    // The last letter of a word in Latin-1, `café`, looks like such a beginning too.
    const isWord = /[a-z]/i.test(String.fromCharCode(raw[this.#length - 2] ?? 0));
    return cut > 1 || !isWord || (raw[this.#length - 1] ?? 0) < 0xe0;
  }

  #transcode(raw: Uint8Array<SharedArrayBuffer>, encoding: EncodingName): Transcoding {
    if (encoding === 'utf-8') {
      if (this.#beyondAscii.length === 0) return plain(raw, this.#length);
      const found = { unitCount: this.#units, isWide: this.#wide, replaced: this.#replaced };
      return transcodeUtf8(raw, this.#length, found);
    }
    if (encoding === 'windows-1252') return transcodeWindows1252(raw, this.#length);
    const [, bits, order] = /^utf-(16|32)(le|be)$/.exec(encoding) ?? [];
    if (bits === '16') return transcodeUtf16(raw, this.#length, order === 'be');
    if (bits === '32') return transcodeUtf32(raw, this.#length, order === 'be');
    return transcode(raw, this.#length, encoding);
  }
}

function* plain(raw: Uint8Array<SharedArrayBuffer>, length: number): Transcoding {
  return { text: yield* cutToLength(raw, length), replaced: 0 };
}

/** Does all steps, and gives way to the event loop between them. */
async function inTurns<Result>(steps: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
