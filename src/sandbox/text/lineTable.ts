import type { Units } from './lineIndex.ts';
import type { TextItem } from './textItem.ts';
import { hashText, hashUnits, isBlankUnit, isSame, mix } from './units.ts';

/** A line of one item, both counted from 0. */
export interface Place {
  readonly item: number;
  readonly line: number;
}

/** Behind an addition longer lines are found by their pieces alone (BlockTable). */
export const longestTableLine = 4096;
/**
 * The lines that are found by their content: the first 33 million, in tables of up to 512 MB (10
 * million lines: 208 MB). Those after them are found by their numbers, by their neighbours, and by
 * the pieces of 96 characters and more of the block table, but not alone.
 */
const mostLines = 2 ** 25;
const leftOut = -1;

/**
 * Finds the lines of the Context that have a given content, white space around it left aside.
 * Made in one pass over the text (100 MB: about a quarter of a second).
 */
export class LineTable {
  readonly #items: readonly TextItem[];
  /** The number of lines before each item: a line's number over all items is its id. */
  readonly #bases: readonly number[];
  /** Open addressing: id + 1 of the first line with a hash, 0 where free. */
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  /** id + 1 of the next line with the same hash, 0 for none; `leftOut` for a line left out. */
  readonly #nexts: Int32Array;

  constructor(items: readonly TextItem[], most = mostLines) {
    this.#items = items;
    const bases: number[] = [];
    let lines = 0;
    for (const item of items) {
      bases.push(lines);
      lines += item.lines.count;
    }
    this.#bases = bases;
    const indexed = Math.min(lines, most);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, indexed * 2))));
    this.#hashes = new Int32Array(indexed);
    this.#nexts = new Int32Array(indexed);
    for (const [index, item] of items.entries()) this.#hashLines(item, bases[index] ?? 0);
    // By itself: a processor looks at many slots at a time when no hash is in between. Backwards, so
    // that each chain begins with its first line.
    for (let id = indexed - 1; id >= 0; id -= 1) {
      if (this.#nexts[id] === leftOut) continue;
      const slot = this.#slotOf(this.#hashes[id] ?? 0);
      this.#nexts[id] = this.#slots[slot] ?? 0;
      this.#slots[slot] = id + 1;
    }
  }

  /** The first `most` lines with the content of characters `from` to `to`, in their order. */
  find(text: string, from: number, to: number, most: number): Place[] {
    const places: Place[] = [];
    if (to <= from) return places;
    let next = this.#slots[this.#slotOf(mix(hashText(text, from, to)))] ?? 0;
    while (next > 0 && places.length < most) {
      const place = this.#placeOf(next - 1);
      if (this.#holds(place, text, from, to)) places.push(place);
      next = this.#nexts[next - 1] ?? 0;
    }
    return places;
  }

  /** The first `most` lines with the content of this one, itself among them; none for one left out. */
  equalTo(place: Place, most: number): Place[] {
    const places: Place[] = [];
    for (const id of this.#chainOf(place)) {
      if (places.length >= most) break;
      const other = this.#placeOf(id);
      if (this.#isEqual(place, other)) places.push(other);
    }
    return places;
  }

  /** Whether another line may have this content: one with the same hash. */
  hasLike({ item, line }: Place): boolean {
    const id = (this.#bases[item] ?? 0) + line;
    if (id >= this.#hashes.length || this.#nexts[id] === leftOut) return false;
    const first = this.#slots[this.#slotOf(this.#hashes[id] ?? 0)] ?? 0;
    return first - 1 !== id || this.#nexts[id] !== 0;
  }

  /** The number of the first line with this content; null for one left out. */
  firstEqualTo(place: Place): number | null {
    for (const id of this.#chainOf(place)) {
      if (this.#isEqual(place, this.#placeOf(id))) return id;
    }
    return null;
  }

  /** The lines with the hash of this one. */
  *#chainOf({ item, line }: Place): Generator<number> {
    const id = (this.#bases[item] ?? 0) + line;
    if (id >= this.#hashes.length || this.#nexts[id] === leftOut) return;
    let next = this.#slots[this.#slotOf(this.#hashes[id] ?? 0)] ?? 0;
    for (; next > 0; next = this.#nexts[next - 1] ?? 0) yield next - 1;
  }

  #isEqual(one: Place, other: Place): boolean {
    if (one.item === other.item && one.line === other.line) return true;
    const [first, second] = [this.#items[one.item], this.#items[other.item]];
    if (first === undefined || second === undefined) return false;
    const [from, to] = trimmed(first.units, first.lines.start(one.line), first.lines.end(one.line));
    const [start, end] = trimmed(
      second.units,
      second.lines.start(other.line),
      second.lines.end(other.line),
    );
    if (end - start !== to - from) return false;
    for (let at = 0; at < to - from; at += 1) {
      if (first.units[from + at] !== second.units[start + at]) return false;
    }
    return true;
  }

  #hashLines({ units, lines }: TextItem, base: number): void {
    const count = Math.min(lines.count, this.#hashes.length - base);
    for (let line = 0; line < count; line += 1) {
      const [from, to] = trimmed(units, lines.start(line), lines.end(line));
      if (to <= from) this.#nexts[base + line] = leftOut;
      else this.#hashes[base + line] = mix(hashUnits(units, from, to));
    }
  }

  /** Where the hash stands, or the free slot where it would. */
  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = this.#slots[slot] ?? 0;
      if (id === 0 || this.#hashes[id - 1] === hash) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #placeOf(id: number): Place {
    const item = lastAtMost(this.#bases, id);
    return { item, line: id - (this.#bases[item] ?? 0) };
  }

  #holds({ item, line }: Place, text: string, from: number, to: number): boolean {
    const found = this.#items[item];
    if (found === undefined) return false;
    const { units, lines } = found;
    const [start, end] = trimmed(units, lines.start(line), lines.end(line));
    return end - start === to - from && isSame(text, from, to, units, start);
  }
}

/** The range without white space at its ends. */
export function trimmed(units: Units, start: number, end: number): [from: number, to: number] {
  let from = start;
  let to = end;
  while (from < to && isBlankUnit(units[from] ?? 0)) from += 1;
  while (to > from && isBlankUnit(units[to - 1] ?? 0)) to -= 1;
  return [from, to];
}

/** The index of the last of ascending numbers that is not above `limit`. */
export function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
