import type { TextRange } from '../../core/context.ts';
import {
  contentOf,
  countAlike,
  cutBefore,
  follow,
  isBlankLine,
  isLine,
  leastAlike,
} from './alike.ts';
import { BlockTable } from './blockTable.ts';
import { LineFinder } from './lineFinder.ts';
import type { Place } from './lineTable.ts';
import { Printed } from './printed.ts';
import { SeenRanges } from './seenRanges.ts';
import type { TextItem } from './textItem.ts';
import { runBackward, runForward } from './units.ts';

/** Characters of the Context that may be searched in one `add` for short pieces of lines. */
const searchBudget = 32 * 1024 * 1024;
const shortestSearched = 16;
/** From this length on the block table finds every piece. */
const longestSearched = 128;
/** A shorter piece found by a block is as likely a part that many lines have. */
const shortestPiece = 64;
/** Places that are compared for a line that stands in many. */
const mostPlaces = 64;

/**
 * How much of the Context was printed or sent to a model. Text counts that stands there verbatim,
 * line by line, whatever numbering, indentation or mark was put before it. A printed line that
 * stands in many places counts at the line whose number it carries, else where its neighbours
 * match, else at its first place. Pieces of lines count too: at the cut ends of a verbatim piece,
 * where a line's number stands before them, and from 96 characters on (in texts up to 32 M
 * characters from 16) anywhere. White space between two seen parts, or
 * between one and an end of the item, belongs to them.
 *
 * The work is linear in the printed text, once the tables of the Context are made; they are made
 * when a printed text first asks for them.
 */
export class Coverage {
  readonly #items: readonly TextItem[];
  #seen: readonly SeenRanges[];
  readonly #finder: LineFinder;
  #blocks: BlockTable | null = null;
  /** Where the last piece ended: the next one often begins there. */
  #next: { readonly item: number; readonly offset: number } = { item: 0, offset: 0 };

  constructor(items: readonly TextItem[]) {
    this.#items = items;
    this.#seen = items.map((item) => new SeenRanges(item));
    this.#finder = new LineFinder(items);
  }

  /** All that has been seen so far, in the order of the items. */
  ranges(): TextRange[] {
    return this.#seen.flatMap((seen) => seen.ranges());
  }

  /** Nothing has been seen; the tables stay. */
  forget(): void {
    this.#seen = this.#items.map((item) => new SeenRanges(item));
    this.#next = { item: 0, offset: 0 };
  }

  add(text: string): void {
    const printed = new Printed(text);
    // 1: it has been found what this printed line shows.
    const placed = new Uint8Array(printed.count);
    const isOpen = (line: number) => placed[line] !== 1 && !printed.isBlank(line);
    for (let line = 0; line < printed.count; ) {
      line = isOpen(line) ? this.#placeSurely(printed, placed, line) : line + 1;
    }
    for (let line = 0; line < printed.count; ) {
      line = isOpen(line) ? this.#placeAmongMany(printed, placed, line) : line + 1;
    }
    let budget = searchBudget;
    for (let line = 0; line < printed.count; line += 1) {
      if (!isOpen(line) || this.#placeBlocks(printed, placed, line)) continue;
      budget = this.#searchPiece(printed, line, budget);
    }
  }

  #see(item: number, from: number, to: number): void {
    this.#seen[item]?.add(from, to);
    this.#next = { item, offset: to };
  }

  // The methods that place lines return the printed line to look at next.

  /** By what came before, by its number, or because it stands in one place only. */
  #placeSurely(printed: Printed, placed: Uint8Array, line: number): number {
    const after = this.#continue(printed, placed, line);
    if (after > line) return after;
    const numbered = this.#finder.byNumber(printed, line);
    if (numbered?.part) {
      this.#see(numbered.place.item, ...numbered.part);
      placed[line] = 1;
      return line + 1;
    }
    if (numbered !== null) return this.#spread(printed, placed, line, numbered.place);
    const [only, second] = this.#finder.byContent(printed, line, 2);
    if (only === undefined || second !== undefined) return line + 1;
    return this.#spread(printed, placed, line, only);
  }

  /** A verbatim piece that begins where the last one ended. */
  #continue(printed: Printed, placed: Uint8Array, line: number): number {
    const { item: index, offset } = this.#next;
    const item = this.#items[index];
    if (item === undefined) return line;
    const start = printed.start(line);
    const run = follow(printed, line, start, item, offset);
    const isLong = run.at - start >= leastAlike || run.from === item.length;
    if (run.here === line || !isLong) return line;
    this.#see(index, offset, run.from);
    placed.fill(1, line, run.here);
    return run.here;
  }

  /** The line, and all around it that matches. */
  #spread(printed: Printed, placed: Uint8Array, line: number, place: Place): number {
    const item = this.#items[place.item];
    if (item === undefined) return line + 1;
    this.#spreadBackward(printed, placed, line, item, place);
    return this.#spreadForward(printed, placed, line, item, place);
  }

  #spreadBackward(
    printed: Printed,
    placed: Uint8Array,
    line: number,
    item: TextItem,
    place: Place,
  ): void {
    let here = line;
    let there = place.line;
    for (;;) {
      here = previous(here, (before) => printed.isBlank(before));
      there = previous(there, (before) => isBlankLine(item, before));
      if (here < 0 || there < 0 || placed[here] === 1) return;
      const isWhole = isLine(printed, here, item, there);
      const [, end] = contentOf(item, there);
      const cut = isWhole ? 0 : cutBefore(printed, here, item, there);
      if (!isWhole && cut === 0) return;
      placed[here] = 1;
      this.#see(
        place.item,
        isWhole ? item.lines.start(there) : end - cut,
        item.lines.start(there + 1),
      );
      if (!isWhole) return;
    }
  }

  #spreadForward(
    printed: Printed,
    placed: Uint8Array,
    line: number,
    item: TextItem,
    place: Place,
  ): number {
    const { lines } = item;
    let here = line;
    let there = place.line;
    for (;;) {
      this.#see(place.item, lines.start(there), lines.start(there + 1));
      placed[here] = 1;
      // What follows verbatim is seen in one go, the rest line by line.
      const [, end] = contentOf(item, there);
      const run = follow(printed, here, printed.trimmed(here)[1], item, end);
      if (run.from > lines.start(there + 1)) {
        this.#see(place.item, end, run.from);
        placed.fill(1, here, run.here);
        here = run.here - 1;
        const last = lines.lineAt(run.from);
        there = run.from >= contentOf(item, last)[1] ? last : last - 1;
        this.#see(place.item, run.from, Math.max(run.from, lines.start(there + 1)));
      }
      const nextHere = next(here, printed.count, (after) => printed.isBlank(after));
      const nextThere = next(there, lines.count, (after) => isBlankLine(item, after));
      if (nextHere >= printed.count || nextThere >= lines.count) return nextHere;
      if (placed[nextHere] === 1 || !isLine(printed, nextHere, item, nextThere)) return nextHere;
      here = nextHere;
      there = nextThere;
    }
  }

  /** A line that stands in many places: where its neighbours match best, else the first. */
  #placeAmongMany(printed: Printed, placed: Uint8Array, line: number): number {
    let best: Place | null = null;
    let most = -1;
    for (const place of this.#finder.byContent(printed, line, mostPlaces)) {
      const item = this.#items[place.item];
      const alike = item === undefined ? -1 : countAlike(printed, line, item, place);
      if (alike > most) {
        most = alike;
        best = place;
      }
    }
    return best === null ? line + 1 : this.#spread(printed, placed, line, best);
  }

  /** Long pieces of lines, wherever they were cut. */
  #placeBlocks(printed: Printed, placed: Uint8Array, line: number): boolean {
    const { text } = printed;
    const end = printed.end(line);
    let start = printed.start(line);
    if (end - start < shortestPiece) return false;
    this.#blocks ??= new BlockTable(this.#items);
    let from = start;
    let found = false;
    for (;;) {
      const hit = this.#blocks.find(text, from, end);
      const item = hit === null ? undefined : this.#items[hit.item];
      if (hit === null || item === undefined) return found;
      const back = runBackward(text, hit.at, item.units, hit.offset, hit.at - start);
      const inLine = runForward(text, hit.at, item.units, hit.offset);
      const run =
        inLine.at < end
          ? { here: line, ...inLine }
          : follow(printed, line, hit.at, item, hit.offset);
      if (back + run.at - hit.at < shortestPiece) {
        from = hit.at + 1;
        continue;
      }
      found = true;
      this.#see(hit.item, hit.offset - back, run.from);
      placed.fill(1, line, run.here);
      if (run.at >= end) return true;
      start = run.at;
      from = run.at;
    }
  }

  /** A short piece, by a search through the whole text; returns what is left of the budget. */
  #searchPiece(printed: Printed, line: number, budget: number): number {
    const [from, to] = printed.bare(line);
    if (to - from < shortestSearched || to - from > longestSearched) return budget;
    const piece = printed.text.slice(from, to);
    let left = budget;
    for (const [index, item] of this.#items.entries()) {
      left -= item.length;
      if (left < 0) return 0;
      const offset = item.text.indexOf(piece);
      if (offset < 0) continue;
      this.#see(index, offset, offset + piece.length);
      return left;
    }
    return left;
  }
}

function previous(line: number, isBlank: (line: number) => boolean): number {
  let before = line - 1;
  while (before >= 0 && isBlank(before)) before -= 1;
  return before;
}

function next(line: number, count: number, isBlank: (line: number) => boolean): number {
  let after = line + 1;
  while (after < count && isBlank(after)) after += 1;
  return after;
}
