/** Code units of a text, one a cell, as they stand in shared memory. */
export type Units = Uint8Array<SharedArrayBuffer> | Uint16Array<SharedArrayBuffer>;

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Where the lines of a text begin. Lines are numbered from 0 here; they end at `\r\n`, `\n` or a
 * lone `\r`, and an end at the very end of the text starts no further line.
 */
export class LineIndex {
  /** Lines; an empty text has none. */
  readonly count: number;
  /** Units of the longest line, its end not counted. */
  readonly longest: number;
  readonly #units: Units;
  readonly #starts: Uint32Array | Float64Array;

  constructor(units: Units) {
    this.#units = units;
    const ends = findLineEnds(units);
    const last = ends.count === 0 ? 0 : (ends.after[ends.count - 1] ?? 0);
    this.count = ends.count + (last < units.length ? 1 : 0);
    this.longest = Math.max(ends.longest, units.length - last);
    this.#starts = ends.after.subarray(0, ends.count);
  }

  /** The offset of the line's first unit; of the text's end for the line after the last. */
  start(line: number): number {
    if (line >= this.count) return this.#units.length;
    return line === 0 ? 0 : (this.#starts[line - 1] ?? 0);
  }

  /** The offset after the line's last unit, its end not counted. */
  end(line: number): number {
    const start = this.start(line);
    let end = this.start(line + 1);
    if (end > start && this.#units[end - 1] === lineFeed) {
      end -= 1;
      if (end > start && this.#units[end - 1] === carriageReturn) end -= 1;
    } else if (end > start && this.#units[end - 1] === carriageReturn) end -= 1;
    return end;
  }

  /** The line in which an offset lies; the last one for the end of the text. */
  lineAt(offset: number): number {
    let low = 0;
    let high = Math.max(0, this.count - 1);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.start(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/**
 * The offset after each line end. Looks at four bytes at a time for one that could be part of a line
 * end, which is several times as fast as unit by unit and as fast for short lines as for long ones.
 */
function findLineEnds(units: Units): {
  after: Uint32Array | Float64Array;
  count: number;
  longest: number;
} {
  const room = Math.ceil(units.length / 48) + 16;
  const fits = units.length < 2 ** 32;
  let after: Uint32Array | Float64Array = fits ? new Uint32Array(room) : new Float64Array(room);
  let count = 0;
  let longest = 0;
  let lineStart = 0;

  function look(from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const unit = units[at];
      if (unit !== lineFeed && unit !== carriageReturn) continue;
      const isSecondOfPair = unit === lineFeed && at > 0 && units[at - 1] === carriageReturn;
      if (unit === carriageReturn && units[at + 1] === lineFeed) {
        if (at - lineStart > longest) longest = at - lineStart;
        continue;
      }
      if (!isSecondOfPair && at - lineStart > longest) longest = at - lineStart;
      lineStart = at + 1;
      if (count === after.length) {
        const larger = fits ? new Uint32Array(count * 2) : new Float64Array(count * 2);
        larger.set(after);
        after = larger;
      }
      after[count] = lineStart;
      count += 1;
    }
  }

  const perWord = 4 / units.BYTES_PER_ELEMENT;
  const words = new Int32Array(units.buffer, 0, Math.floor(units.length / perWord));
  // Set in each lane whose unit is below 14 (and in some others, which `look` sorts out).
  const fourteens = perWord === 4 ? 0x0e0e0e0e : 0x000e000e;
  const highBits = perWord === 4 ? 0x80808080 : 0x80008000;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? 0;
    if (((word - fourteens) & ~word & highBits) !== 0) look(index * perWord, (index + 1) * perWord);
  }
  look(words.length * perWord, units.length);
  return { after, count, longest };
}
