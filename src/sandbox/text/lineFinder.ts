import { contentOf } from './alike.ts';
import { LineTable, longestTableLine, type Place } from './lineTable.ts';
import { isAddition, type Printed } from './printed.ts';
import type { TextItem } from './textItem.ts';
import { isSame } from './units.ts';

/** What a printed line's number leads to: the whole line, or the part of it that was printed. */
export interface Numbered {
  readonly place: Place;
  /** The range of the item when only a part of the line was printed. */
  readonly part: readonly [start: number, end: number] | null;
}

const shortestPart = 8;
const longestHeading = 400;
const atStart = /^[\s>*•"'`|[(#-]*(?:l|line )?$/i;

/** Finds which line of the Context a printed line is, by its number or by its content. */
export class LineFinder {
  readonly #items: readonly TextItem[];
  readonly #indexes: ReadonlyMap<string, number>;
  #table: LineTable | null = null;
  /** Sets of equal lines that were asked for, by the first of each. */
  readonly #taken = new Set<number>();
  /** The item whose path was named last: numbered lines below a heading are its. */
  #named = 0;

  constructor(items: readonly TextItem[]) {
    this.#items = items;
    this.#indexes = new Map(items.map(({ path }, index) => [path, index]));
  }

  /** The line whose number the printed line carries, if it stands there indeed. */
  byNumber(printed: Printed, line: number): Numbered | null {
    if (this.#items.length > 1) this.#noteHeading(printed, line);
    const [from, to] = printed.trimmed(line);
    for (const { before, line: number, at } of printed.numberings(line)) {
      const named = this.#itemNamed(before);
      const index = named ?? this.#named;
      const item = this.#items[index];
      if (item === undefined || number < 1 || number > item.lines.count) continue;
      const place = { item: index, line: number - 1 };
      const [start, end] = contentOf(item, place.line);
      const begin = to - (end - start);
      const isWhole =
        begin >= at &&
        isSame(printed.text, begin, to, item.units, start) &&
        printed.text.slice(at, begin).trim() === '';
      // A line may begin with its own number.
      const isItself =
        end - start === to - from && isSame(printed.text, from, to, item.units, start);
      if (isWhole || isItself) return { place, part: null };
      // Numbers further inside the line are hardly ever its own.
      if (named === null && !atStart.test(before)) continue;
      const part = this.#partOf(printed.text, at, to, item, place.line);
      if (part !== null) return { place, part };
    }
    return null;
  }

  /** The first `most` places where the line stands, or else what is left of it behind an addition. */
  byContent(printed: Printed, line: number, most: number): Place[] {
    const [from, to] = printed.trimmed(line);
    const table = this.#lines;
    const whole = this.byWhole(printed, line, most);
    if (whole.length > 0 || to - from > longestTableLine) return whole;
    const [bareFrom, bareTo] = printed.bare(line);
    const ends = bareTo === to ? [to] : [to, bareTo];
    for (const at of [bareFrom, ...printed.guesses(line)]) {
      for (const end of ends) {
        if (at >= end || !isAddition(printed.text.slice(from, at), end - at)) continue;
        const found = table.find(printed.text, at, end, most);
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  /** The first `most` places where the line stands as it was printed. */
  byWhole(printed: Printed, line: number, most: number): Place[] {
    const [from, to] = printed.trimmed(line);
    return this.#lines.find(printed.text, from, to, most);
  }

  /** Whether no other line is equal. */
  isAlone(place: Place): boolean {
    return !this.#lines.hasLike(place) || this.#lines.equalTo(place, 2).length < 2;
  }

  /** The lines that are equal to this one, the first time that any of them is asked for. */
  takeTwins(place: Place): readonly Place[] {
    if (!this.#lines.hasLike(place)) return [];
    const first = this.#lines.firstEqualTo(place);
    if (first === null || this.#taken.has(first)) return [];
    const equal = this.#lines.equalTo(place, Number.POSITIVE_INFINITY);
    if (equal.length < 2) return [];
    this.#taken.add(first);
    return equal;
  }

  /** All sets of equal lines can be taken again. */
  forget(): void {
    this.#taken.clear();
  }

  get #lines(): LineTable {
    this.#table ??= new LineTable(this.#items);
    return this.#table;
  }

  /** Where a line that was shortened, with `…` perhaps, stands in the whole one. */
  #partOf(text: string, at: number, to: number, item: TextItem, line: number): Numbered['part'] {
    const start = item.lines.start(line);
    const length = item.lines.end(line) - start;
    // Pieces of longer lines are found by the block table, without a scan for each.
    if (to - at > longestTableLine || length > longestTableLine) return null;
    const piece = text
      .slice(at, to)
      .replace(/^[\s…]+/, '')
      .replace(/…$/, '')
      .trimEnd();
    if (piece.length < shortestPart) return null;
    const offset = item.slice(start, start + length).indexOf(piece);
    return offset < 0 ? null : [start + offset, start + offset + piece.length];
  }

  #noteHeading(printed: Printed, line: number): void {
    const [from, to] = printed.trimmed(line);
    if (to - from > longestHeading) return;
    const heading = printed.text.slice(from, to);
    const bare = heading.replace(/^[\s#=*"'`-]+|[\s:=*"'`-]+$/g, '');
    this.#named = this.#indexes.get(heading) ?? this.#indexes.get(bare) ?? this.#named;
  }

  /** The item whose path ends what stands before a number. */
  #itemNamed(before: string): number | null {
    if (this.#items.length === 1 || before === '') return null;
    const path = before.replace(/(?:^|[\s:#([,])(?:l|line )?$/i, '').replace(/^[\s"'`[(*-]+/, '');
    const index = this.#indexes.get(path) ?? this.#indexes.get(path.split(/\s/).at(-1) ?? '');
    return index ?? null;
  }
}
