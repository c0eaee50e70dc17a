import { Buffer, constants } from 'node:buffer';
import type { SharedText } from '../../core/context.ts';
import { LineIndex, type Units } from './lineIndex.ts';

// The worker empties its realm after this has been loaded.
const { latin1Slice, ucs2Slice } = Buffer.prototype;
const longestString = constants.MAX_STRING_LENGTH;

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

  /** @throws RangeError when the item is longer than V8's longest string, about 536 million units. */
  get text(): string {
    if (this.length > longestString) {
      throw new RangeError(
        `${this.path === '' ? 'context' : JSON.stringify(this.path)} has ${grouped(this.length)} ` +
          `characters; what is longer than ${grouped(longestString)} can't be searched. ` +
          'lines() and chunks() work on it.',
      );
    }
    this.#text ??= this.slice(0, this.length);
    return this.#text;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.units);
    return this.#lines;
  }

  /** Units `start` to `end` (exclusive), which must be in range. */
  slice(start: number, end: number): string {
    return this.units.BYTES_PER_ELEMENT === 1
      ? latin1Slice.call(this.#bytes, start, end)
      : ucs2Slice.call(this.#bytes, start * 2, end * 2);
  }

  /** A line (from 0) without its end. */
  line(line: number): string {
    return this.slice(this.lines.start(line), this.lines.end(line));
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
