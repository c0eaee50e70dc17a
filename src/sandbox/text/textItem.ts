import { Buffer } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import type { SharedText } from '../../core/context.ts';
import { LineIndex, type Units } from './lineIndex.ts';

// The worker empties its realm after this has been loaded.
const { latin1Slice, ucs2Slice } = Buffer.prototype;
// These make the string at once, where the slices of Node 24 copy shared memory once more before.
const latin1Decoder = new StringDecoder('latin1');
const utf16Decoder = new StringDecoder('utf16le');
/** Units from which on the copy costs more than the call. */
const longPiece = 1024 * 1024;

/**
 * One item of a Context over shared memory. What needs a V8 string (`text`) makes it on first use;
 * everything else reads the memory itself, so it works for texts longer than V8's longest string.
 */
export class TextItem {
  readonly path: string;
  readonly units: Units;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;
  #text: string | null = null;
  #lines: LineIndex | null = null;

  constructor(path: string, { units, width, length }: SharedText) {
    this.path = path;
    this.#bytes = new Uint8Array(units, 0, length * width);
    this.units = width === 1 ? this.#bytes : new Uint16Array(units, 0, length);
  }

  /** UTF-16 units. */
  get length(): number {
    return this.units.length;
  }

  /** All of it as one string, kept from the first time on; not for what V8 can't hold (windows.ts). */
  get text(): string {
    this.#text ??= this.slice(0, this.length);
    return this.#text;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.units);
    return this.#lines;
  }

  /** Units `start` to `end` (exclusive), which must be in range. */
  slice(start: number, end: number): string {
    const width = this.units.BYTES_PER_ELEMENT;
    if (end - start >= longPiece) {
      const bytes = this.#bytes.subarray(start * width, end * width);
      return width === 1 ? latin1Decoder.end(bytes) : utf16Decoder.end(bytes);
    }
    return width === 1
      ? latin1Slice.call(this.#bytes, start, end)
      : ucs2Slice.call(this.#bytes, start * 2, end * 2);
  }

  /** A line (from 0) without its end. */
  line(line: number): string {
    return this.slice(this.lines.start(line), this.lines.end(line));
  }

  /**
   * The line (from 0) in which an offset lies. As in the editor, the end of a text that ends in a
   * line end lies in one more line, although that is none to read.
   */
  lineAt(offset: number): number {
    const { lines, length } = this;
    const isBehindLast = offset === length && length > 0 && lines.end(lines.count - 1) < length;
    return isBehindLast ? lines.count : lines.lineAt(offset);
  }

  /** True where a cut would part the two halves of one character. */
  isInsidePair(offset: number): boolean {
    if (offset <= 0 || offset >= this.length) return false;
    return isHigh(this.units[offset - 1] ?? 0) && isLow(this.units[offset] ?? 0);
  }

  /** True where a cut would part `\r` from `\n`. */
  isInsideLineEnd(offset: number): boolean {
    return offset > 0 && this.units[offset - 1] === 13 && this.units[offset] === 10;
  }
}

/** `1,234,567`, without the Intl that would make it depend on the machine. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
