import { follow } from './alike.ts';
import { BlockTable } from './blockTable.ts';
import type { Printed } from './printed.ts';
import type { TextItem } from './textItem.ts';
import { runBackward, runForward } from './units.ts';

/** A part of an item that stands in a printed text. */
export interface Piece {
  readonly item: number;
  readonly from: number;
  readonly to: number;
  /** The printed line behind the last one that it takes up. */
  readonly until: number;
}

/** Characters of the Context that may be searched for the short pieces of one printed text. */
const searchBudget = 32 * 1024 * 1024;
const shortestSearched = 16;
/** From this length on the block table finds every piece. */
const longestSearched = 128;
/** A shorter piece found by a block is as likely a part that many lines have. */
const shortestPiece = 64;
/** No two lines of a usual text have so much in common. */
const longestCommon = 300;

/** Finds the pieces of lines that a printed line consists of, wherever they were cut. */
export class PieceFinder {
  readonly #items: readonly TextItem[];
  #blocks: BlockTable | null = null;
  /** What is left of the budget. */
  #left = searchBudget;

  constructor(items: readonly TextItem[]) {
    this.#items = items;
  }

  /** Another printed text follows. */
  begin(): void {
    this.#left = searchBudget;
  }

  find(printed: Printed, line: number): readonly Piece[] {
    const long = this.#findLong(printed, line);
    if (long.length > 0) return long;
    const short = this.#findShort(printed, line);
    return short === null ? [] : [short];
  }

  /** Whether the piece stands nowhere else, as far as there is time to look. */
  isOnlyThere({ item: index, from, to }: Piece): boolean {
    const whole = this.#items[index];
    if (whole === undefined) return false;
    if (to - from > longestCommon || whole.lines.count === 1) return true;
    const piece = whole.slice(from, to);
    if (/\S[^\S\r\n]*[\r\n]\s*\S/.test(piece)) return true;
    return this.#items.every((item, other) => {
      this.#left -= item.length;
      if (this.#left < 0) return false;
      const first = item.text.indexOf(piece);
      if (other !== index) return first < 0;
      return first === from && item.text.indexOf(piece, from + 1) < 0;
    });
  }

  #findLong(printed: Printed, line: number): Piece[] {
    const { text } = printed;
    const end = printed.end(line);
    let start = printed.start(line);
    const found: Piece[] = [];
    if (end - start < shortestPiece) return found;
    this.#blocks ??= new BlockTable(this.#items);
    for (let from = start; ; ) {
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
      const until = Math.max(run.here, line);
      found.push({ item: hit.item, from: hit.offset - back, to: run.from, until });
      if (run.at >= end) return found;
      start = run.at;
      from = run.at;
    }
  }

  /** By a search through the whole text. */
  #findShort(printed: Printed, line: number): Piece | null {
    const [from, to] = printed.bare(line);
    if (to - from < shortestSearched || to - from > longestSearched) return null;
    const piece = printed.text.slice(from, to);
    for (const [index, item] of this.#items.entries()) {
      this.#left -= item.length;
      if (this.#left < 0) {
        this.#left = 0;
        return null;
      }
      const offset = item.text.indexOf(piece);
      if (offset < 0) continue;
      return { item: index, from: offset, to: offset + piece.length, until: line };
    }
    return null;
  }
}
