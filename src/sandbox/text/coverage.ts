import {
  besides,
  blankIn,
  contentOf,
  countAlike,
  cutBefore,
  follow,
  hasNeighbour,
  isBlankLine,
  isLine,
  leastAlike,
} from './alike.ts';
import { LineFinder } from './lineFinder.ts';
import type { Place } from './lineTable.ts';
import { MarkedText } from './markedText.ts';
import { PieceFinder } from './pieceFinder.ts';
import { Printed } from './printed.ts';
import type { TextItem } from './textItem.ts';

/** Places that are compared for a line that stands in many. */
const mostPlaces = 64;

/** Characters of a line that was shortened from which on it counts as shown. */
const shownOfLine = 96;
/** Of a line in many equally likely places, those that count as shown. */
const mostTies = 8;

/**
 * How much of the Context was printed or sent to a model. Text counts as seen that stands there verbatim,
 * line by line, whatever numbering, indentation or mark was put before it, and then all lines that are
 * equal. Pieces of lines count too: at the cut ends of a verbatim piece,
 * where a line's number stands before them, and from 96 characters on (in texts up to 32 M
 * characters from 16) anywhere. White space between two seen parts, or
 * between one and an end of the item, belongs to them.
 *
 * Of what a model has answered to, the lines count as shown too. A line that stands more than once
 * is shown only where its number or a neighbour stood beside it.
 *
 * The work is linear in the printed text and, once for each set of equal lines, in those, once the tables of the
 * Context are made; they are made when a printed text first asks for them.
 */
export class Coverage {
  readonly seen: MarkedText;
  readonly shown: MarkedText;
  readonly #items: readonly TextItem[];
  readonly #finder: LineFinder;
  readonly #pieces: PieceFinder;
  /** Where the last piece ended: the next one often begins there. */
  #next: { readonly item: number; readonly offset: number } = { item: 0, offset: 0 };
  /** What is added now was sent to a model, which has answered. */
  #isAnswered = false;
  /** Seen in what is added now. */
  readonly #fresh: { readonly item: number; readonly from: number; readonly to: number }[] = [];

  constructor(items: readonly TextItem[]) {
    this.#items = items;
    this.seen = new MarkedText(items);
    this.shown = new MarkedText(items);
    this.#finder = new LineFinder(items);
    this.#pieces = new PieceFinder(items);
  }

  /** Nothing has been seen; the tables stay. */
  forget(): void {
    this.seen.clear();
    this.shown.clear();
    this.#finder.forget();
    this.#next = { item: 0, offset: 0 };
  }

  /** `isAnswered`: a model was sent it, and has answered. */
  add(text: string, isAnswered: boolean): void {
    this.#isAnswered = isAnswered;
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
    this.#pieces.begin();
    for (let line = 0; line < printed.count; line += 1) {
      if (!isOpen(line)) continue;
      for (const piece of this.#pieces.find(printed, line)) {
        const isSure = isAnswered && this.#pieces.isOnlyThere(piece);
        this.#see(piece.item, piece.from, piece.to, isSure);
        placed.fill(1, line, piece.until);
      }
    }
    this.#seeEqualLines();
  }

  /** Whether a line (from 0) was shown: all of it, or enough of a long one; null for a blank one. */
  isShown(item: number, line: number): boolean | null {
    const text = this.#items[item];
    if (text === undefined || line < 0 || line >= text.lines.count) return null;
    if (isBlankLine(text, line)) return null;
    const [from, to] = contentOf(text, line);
    return this.shown.charsWithin(item, from, to) >= Math.min(to - from, shownOfLine);
  }

  /** `isSure`: it was this place that stood there, not one that reads alike. */
  #see(item: number, from: number, to: number, isSure: boolean): void {
    this.seen.add(item, from, to);
    this.#fresh.push({ item, from, to });
    if (isSure && this.#isAnswered) this.shown.add(item, from, to);
    this.#next = { item, offset: to };
  }

  #seeEqualLines(): void {
    for (const { item: index, from, to } of this.#fresh.splice(0)) {
      const item = this.#items[index];
      if (item === undefined) continue;
      for (let line = item.lines.lineAt(from); line < item.lines.count; line += 1) {
        const [start, end] = contentOf(item, line);
        if (end > to) break;
        if (end <= start || start < from) continue;
        for (const twin of this.#finder.takeTwins({ item: index, line })) {
          const { lines } = this.#items[twin.item] ?? item;
          this.seen.add(twin.item, lines.start(twin.line), lines.start(twin.line + 1));
        }
      }
    }
  }

  // The methods that place lines return the printed line to look at next.

  /** By what came before, by its number, or because it stands in one place only. */
  #placeSurely(printed: Printed, placed: Uint8Array, line: number): number {
    const after = this.#continue(printed, placed, line);
    if (after > line) return after;
    const numbered = this.#finder.byNumber(printed, line);
    // What begins with a number can be another line's own words.
    if (numbered?.part && this.#finder.byWhole(printed, line, 1).length === 0) {
      this.#see(numbered.place.item, ...numbered.part, true);
      placed[line] = 1;
      return line + 1;
    }
    if (numbered?.part === null) return this.#spread(printed, placed, line, numbered.place, true);
    const [only, second] = this.#finder.byContent(printed, line, 2);
    if (only === undefined || second !== undefined) return line + 1;
    return this.#spread(printed, placed, line, only, true);
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
    const place = { item: index, line: item.lines.lineAt(offset) };
    const isSure = spansLines(printed, line, run.here) || this.#finder.isAlone(place);
    this.#see(index, offset, run.from, isSure);
    placed.fill(1, line, run.here);
    return run.here;
  }

  /** The line, and all around it that matches. */
  #spread(
    printed: Printed,
    placed: Uint8Array,
    line: number,
    place: Place,
    isSure: boolean,
  ): number {
    const item = this.#items[place.item];
    if (item === undefined) return line + 1;
    // What has a neighbour beside it is sure.
    this.#spreadBackward(printed, placed, line, item, place);
    return this.#spreadForward(printed, placed, line, item, place, isSure);
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
      const before = besides(here, -1, printed.count, (other) => printed.isBlank(other));
      const above = besides(there, -1, item.lines.count, blankIn(item));
      if (before === null || above === null || placed[before] === 1) return;
      [here, there] = [before, above];
      const isWhole = isLine(printed, here, item, there);
      const [, end] = contentOf(item, there);
      const cut = isWhole ? 0 : cutBefore(printed, here, item, there);
      if (!isWhole && cut === 0) return;
      placed[here] = 1;
      this.#see(
        place.item,
        isWhole ? item.lines.start(there) : end - cut,
        item.lines.start(there + 1),
        true,
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
    isSure: boolean,
  ): number {
    const { lines } = item;
    let here = line;
    let there = place.line;
    for (;;) {
      this.#see(place.item, lines.start(there), lines.start(there + 1), isSure || here > line);
      placed[here] = 1;
      // What follows verbatim is seen in one go, the rest line by line.
      const [, end] = contentOf(item, there);
      const run = follow(printed, here, printed.trimmed(here)[1], item, end);
      if (run.from > lines.start(there + 1)) {
        this.#see(place.item, end, run.from, isSure || spansLines(printed, here, run.here));
        placed.fill(1, here, run.here);
        here = run.here - 1;
        const last = lines.lineAt(run.from);
        there = run.from >= contentOf(item, last)[1] ? last : last - 1;
        this.#see(place.item, run.from, Math.max(run.from, lines.start(there + 1)), true);
      }
      const nextHere = besides(here, 1, printed.count, (other) => printed.isBlank(other));
      if (nextHere === null) return here + 1;
      const nextThere = besides(there, 1, lines.count, blankIn(item));
      if (nextThere === null) return nextHere;
      if (placed[nextHere] === 1 || !isLine(printed, nextHere, item, nextThere)) return nextHere;
      here = nextHere;
      there = nextThere;
    }
  }

  /** A line that stands in many places: where its neighbours match best, else the first. */
  #placeAmongMany(printed: Printed, placed: Uint8Array, line: number): number {
    let best: Place[] = [];
    let most = -1;
    for (const place of this.#finder.byContent(printed, line, mostPlaces)) {
      const item = this.#items[place.item];
      const alike = item === undefined ? -1 : countAlike(printed, line, item, place);
      if (alike > most) {
        most = alike;
        best = [];
      }
      if (alike === most) best.push(place);
    }
    const ties = best.slice(0, mostTies);
    const isSure = ties.map((place) => {
      const item = this.#items[place.item];
      return item !== undefined && hasNeighbour(printed, line, item, place.line);
    });
    let next = line + 1;
    // Those that read alike with their neighbours too stood there as much as the first.
    for (const [index, place] of ties.entries()) {
      if (index > 0 && !(isSure[index] && this.#isAnswered)) continue;
      const after = this.#spread(printed, placed, line, place, isSure[index] ?? false);
      if (index === 0) next = after;
    }
    return next;
  }
}

/** Whether more than one of these printed lines is not blank. */
function spansLines(printed: Printed, from: number, to: number): boolean {
  let lines = 0;
  for (let line = from; line < to && lines < 2; line += 1) if (!printed.isBlank(line)) lines += 1;
  return lines > 1;
}
