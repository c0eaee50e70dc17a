import type { TextRange } from '../../core/context.ts';
import { SeenRanges } from './seenRanges.ts';
import type { TextItem } from './textItem.ts';

/** Ranges that are told at once: a record has them once an iteration, and a strip has few pixels. */
const mostTold = 4_000;

/** The parts of a Context that something holds for. */
export class MarkedText {
  readonly #items: readonly TextItem[];
  #marked: (SeenRanges | undefined)[] = [];
  /** Items with marks that `takeNews` has not told yet. */
  readonly #fresh = new Set<number>();

  constructor(items: readonly TextItem[]) {
    this.#items = items;
  }

  add(item: number, from: number, to: number): void {
    const marked = this.#at(item);
    if (marked === undefined || to <= from) return;
    marked.add(from, to);
    this.#fresh.add(item);
  }

  /** All of an item. */
  addItem(item: number): void {
    this.add(item, 0, this.#items[item]?.length ?? 0);
  }

  /** What was told of another REPL's marks; no news. */
  restore(ranges: readonly TextRange[], indexOf: (path: string) => number | undefined): void {
    for (const { path, start, end } of ranges) this.#at(indexOf(path) ?? -1)?.add(start, end);
    this.#marked.forEach((marked) => {
      marked?.takeNews();
    });
  }

  /** Characters marked, and where: of very many ranges the longest. */
  told(): { readonly chars: number; readonly ranges: readonly TextRange[] } {
    const ranges: TextRange[] = [];
    this.#marked.forEach((marked) => {
      for (const range of marked?.ranges() ?? []) ranges.push(range);
    });
    const chars = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    return { chars, ranges: longestOf(ranges) };
  }

  /** What was marked since this was asked last. */
  takeNews(): readonly TextRange[] {
    const news = [...this.#fresh].flatMap((item) => this.#marked[item]?.takeNews() ?? []);
    this.#fresh.clear();
    return news;
  }

  /** How many characters from `from` to `to` are marked. */
  charsWithin(item: number, from: number, to: number): number {
    return this.#marked[item]?.charsWithin(from, to) ?? 0;
  }

  clear(): void {
    this.#marked = [];
    this.#fresh.clear();
  }

  #at(index: number): SeenRanges | undefined {
    const item = this.#items[index];
    if (item === undefined) return undefined;
    this.#marked[index] ??= new SeenRanges(item);
    return this.#marked[index];
  }
}

function longestOf(ranges: readonly TextRange[]): readonly TextRange[] {
  if (ranges.length <= mostTold) return ranges;
  const lengths = Float64Array.from(ranges, ({ start, end }) => end - start).sort();
  const shortest = lengths[lengths.length - mostTold] ?? 0;
  let left = mostTold;
  const longer = ranges.filter(({ start, end }) => end - start > shortest).length;
  left -= longer;
  return ranges.filter(({ start, end }) => {
    if (end - start !== shortest) return end - start > shortest;
    left -= 1;
    return left >= 0;
  });
}
