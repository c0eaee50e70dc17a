import type { TextItem } from './textItem.ts';
import { isBlankUnit } from './units.ts';

/** What a blank counts as; a run of them is one. */
export const blank = 32;
const ignored = 0;

/**
 * A text as quotes of it are compared: but for white space, line ends, the form of quotes and
 * apostrophes, and Markdown's `*` and backticks. Offsets are those of the text itself. The parts
 * that are looked for must be folded.
 */
export class FoldedText {
  readonly #item: TextItem;
  /** Units looked at so far, in all. */
  compared = 0;

  constructor(item: TextItem) {
    this.#item = item;
  }

  /** Where a part begins whose first `length` units end with the unit at `end`; null: it doesn't. */
  startOf(part: string, length: number, end: number): number | null {
    let at = end;
    for (let index = length - 1; index >= 0; at -= 1) {
      if (at < 0) return null;
      const unit = this.#unit(at);
      if (unit === ignored) continue;
      if (unit !== part.charCodeAt(index)) return null;
      index -= 1;
      if (unit === blank) while (this.#isSkipped(at - 1)) at -= 1;
    }
    return at + 1;
  }

  /** The offset behind a part whose units from `index` on stand at `start`; null: they don't. */
  endOf(part: string, index: number, start: number): number | null {
    let at = start;
    for (let next = index; next < part.length; at += 1) {
      if (next > 0 && part.charCodeAt(next - 1) === blank) while (this.#isSkipped(at)) at += 1;
      if (at >= this.#item.length) return null;
      const unit = this.#unit(at);
      if (unit === ignored) continue;
      if (unit !== part.charCodeAt(next)) return null;
      next += 1;
    }
    return at;
  }

  /** The first place of a part within a range. */
  find(part: string, from: number, to: number): [start: number, end: number] | null {
    const first = part.charCodeAt(0);
    for (let start = from; start < to; start += 1) {
      if (this.#unit(start) !== first) continue;
      const end = this.endOf(part, 0, start);
      if (end !== null && end <= to) return [start, end];
    }
    return null;
  }

  /** The last place of a part within a range. */
  findLast(part: string, from: number, to: number): [start: number, end: number] | null {
    const last = part.charCodeAt(part.length - 1);
    for (let end = to - 1; end >= from; end -= 1) {
      if (this.#unit(end) !== last) continue;
      const start = this.startOf(part, part.length, end);
      if (start !== null && start >= from) return [start, end + 1];
    }
    return null;
  }

  /** Whether this very text stands at `start`. */
  isExact(text: string, start: number): boolean {
    for (let at = 0; at < text.length; at += 1) {
      this.compared += 1;
      if (this.#item.units[start + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }

  #unit(at: number): number {
    this.compared += 1;
    return folded[this.#item.units[at] ?? 0] ?? 0;
  }

  #isSkipped(at: number): boolean {
    if (at < 0 || at >= this.#item.length) return false;
    const unit = this.#unit(at);
    return unit === blank || unit === ignored;
  }
}

export function fold(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = folded[text.charCodeAt(at)] ?? 0;
    if (unit !== ignored) result += String.fromCharCode(unit);
  }
  return result.replace(/ +/g, ' ').trim();
}

/** What each unit counts as. */
const folded = Uint16Array.from({ length: 65_536 }, (_, unit) => {
  if (isBlankUnit(unit) || (unit >= 0x2000 && unit <= 0x200a) || unit === 0x202f) return blank;
  if (unit === 0x200b || unit === 0xad || unit === 42 || unit === 96) return ignored;
  if (unit >= 0x2018 && unit <= 0x201b) return 39;
  if ((unit >= 0x201c && unit <= 0x201f) || unit === 0xab || unit === 0xbb) return 34;
  return unit;
});

/** What each unit adds to a hash, over all its bits; nothing when it is ignored. */
export const spread = Int32Array.from(folded, (unit) => Math.imul(unit, 0x9e3779b1));
