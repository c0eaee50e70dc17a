import type { TextRange } from '../../core/context.ts';
import type { TextItem } from './textItem.ts';
import { isBlankUnit } from './units.ts';

type Range = readonly [start: number, end: number];

/**
 * The parts of one item that have been seen. White space between two of them, or between one and an
 * end of the item, belongs to them.
 */
export class SeenRanges {
  readonly #item: TextItem;
  #merged: Range[] = [];
  #added: Range[] = [];
  /** Added since `takeNews` was called last. */
  #news: TextRange[] = [];

  constructor(item: TextItem) {
    this.#item = item;
  }

  add(start: number, end: number): void {
    if (end <= start) return;
    const last = this.#added.at(-1);
    // Most lines follow one another.
    if (last !== undefined && start >= last[0] && start <= last[1]) {
      this.#added[this.#added.length - 1] = [last[0], Math.max(last[1], end)];
    } else this.#added.push([start, end]);
  }

  ranges(): TextRange[] {
    this.#merge();
    return this.#merged.map((range) => this.#told(range));
  }

  /** What was added since this was called last. */
  takeNews(): readonly TextRange[] {
    this.#merge();
    return this.#news.splice(0);
  }

  /** How many characters from `from` to `to` are in it. */
  charsWithin(from: number, to: number): number {
    this.#merge();
    let low = 0;
    let high = this.#merged.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#merged[middle]?.[1] ?? 0) <= from) low = middle + 1;
      else high = middle;
    }
    let chars = 0;
    for (let at = low; at < this.#merged.length; at += 1) {
      const [start, end] = this.#merged[at] ?? [to, to];
      if (start >= to) break;
      chars += Math.min(end, to) - Math.max(start, from);
    }
    return chars;
  }

  #merge(): void {
    if (this.#added.length === 0) return;
    this.#added.sort((one, other) => one[0] - other[0]);
    for (const range of this.#added) this.#news.push(this.#told(range));
    this.#merged = this.#join(mergeSorted(this.#merged, this.#added));
    this.#added = [];
  }

  #told([start, end]: Range): TextRange {
    return { path: this.#item.path, start, end };
  }

  #join(sorted: readonly Range[]): Range[] {
    const joined: Range[] = [];
    for (const range of sorted) {
      const last = joined.at(-1);
      if (last !== undefined && (range[0] <= last[1] || this.#isBlank(last[1], range[0]))) {
        joined[joined.length - 1] = [last[0], Math.max(last[1], range[1])];
      } else joined.push(range);
    }
    const [first, last] = [joined[0], joined.at(-1)];
    if (first !== undefined && this.#isBlank(0, first[0])) joined[0] = [0, first[1]];
    if (last !== undefined && this.#isBlank(last[1], this.#item.length)) {
      joined[joined.length - 1] = [joined.at(-1)?.[0] ?? 0, this.#item.length];
    }
    return joined;
  }

  #isBlank(start: number, end: number): boolean {
    const { units } = this.#item;
    for (let at = start; at < end; at += 1) if (!isBlankUnit(units[at] ?? 0)) return false;
    return true;
  }
}

function mergeSorted(one: readonly Range[], other: readonly Range[]): Range[] {
  const merged: Range[] = [];
  let index = 0;
  for (const range of other) {
    for (let next = one[index]; next !== undefined && next[0] <= range[0]; next = one[index]) {
      merged.push(next);
      index += 1;
    }
    merged.push(range);
  }
  return merged.concat(one.slice(index));
}
