import { type Place, trimmed } from './lineTable.ts';
import { isAddition, type Printed } from './printed.ts';
import type { TextItem } from './textItem.ts';
import { isSame, runBackward, runForward } from './units.ts';

/** Fewer characters than this may be alike by chance. */
export const leastAlike = 16;
/** What may stand before or after a cut piece on its printed line. */
const opening = /(?:^|[:>"'`|([…])\s*$/;
const closing = /^[\s"'`\]})>.,;…]*$/;
const longestMark = 300;
/** Lines before and after a place that are compared. */
const neighbours = 16;
/** Blank lines that are passed over to a neighbour. */
const mostBlank = 1_000;

/** Whether the printed line is the item's line, after an addition perhaps. */
export function isLine(printed: Printed, here: number, item: TextItem, there: number): boolean {
  const [start, end] = contentOf(item, there);
  const [from, to] = printed.trimmed(here);
  const [, bareTo] = printed.bare(here);
  for (const last of bareTo === to ? [to] : [to, bareTo]) {
    const at = last - (end - start);
    if (at < from || !isSame(printed.text, at, last, item.units, start)) continue;
    if (at === from || isAddition(printed.text.slice(from, at), end - start)) return true;
  }
  return false;
}

/**
 * How far text and item go on alike from the two offsets. A printed line that parts from its line
 * in the middle counts as far as the line before it: many lines begin alike. Not so where the
 * printed line ends there, which is a cut.
 */
export function follow(
  printed: Printed,
  here: number,
  at: number,
  item: TextItem,
  from: number,
): { here: number; at: number; from: number } {
  const run = runForward(printed.text, at, item.units, from);
  let line = here;
  while (line + 1 < printed.count && printed.start(line + 1) <= run.at) line += 1;
  const start = Math.max(at, printed.start(line));
  const rest = printed.text.slice(run.at, Math.min(printed.end(line), run.at + longestMark));
  const isCut = run.at >= printed.end(line) || (run.at - start >= leastAlike && closing.test(rest));
  if (isCut || run.at - start > longestMark) return { here: line + 1, ...run };
  return { here: line, at: start, from: run.from - (run.at - start) };
}

/**
 * The printed line's end is the end of the item's line, but it begins later, since the piece was cut
 * out from there on: how many characters are alike, 0 when that is by chance.
 */
export function cutBefore(printed: Printed, here: number, item: TextItem, there: number): number {
  const [from, to] = printed.trimmed(here);
  const [start, end] = contentOf(item, there);
  const alike = runBackward(printed.text, to, item.units, end, Math.min(to - from, end - start));
  if (alike === to - from) return alike;
  const before = printed.text.slice(Math.max(from, to - alike - longestMark), to - alike);
  return alike >= leastAlike && opening.test(before) ? alike : 0;
}

/** How many lines around a place are alike too. */
export function countAlike(
  printed: Printed,
  here: number,
  item: TextItem,
  { line: there }: Place,
): number {
  let alike = 0;
  for (const way of [1, -1]) {
    for (let distance = way; Math.abs(distance) <= neighbours; distance += way) {
      const [one, other] = [here + distance, there + distance];
      if (one < 0 || one >= printed.count || other < 0 || other >= item.lines.count) break;
      if (!isLine(printed, one, item, other)) break;
      alike += 1;
    }
  }
  return alike;
}

/** Whether a line beside the printed one, blank ones passed over, is the one beside the item's. */
export function hasNeighbour(
  printed: Printed,
  here: number,
  item: TextItem,
  there: number,
): boolean {
  return [1, -1].some((way) => {
    const one = besides(here, way, printed.count, (line) => printed.isBlank(line));
    const other = one === null ? null : besides(there, way, item.lines.count, blankIn(item));
    return one !== null && other !== null && isLine(printed, one, item, other);
  });
}

/**
 * The next line before (`way` -1) or after a line that is not blank; null where there is none, or only
 * one beyond so many blank lines that nobody would call it a neighbour.
 */
export function besides(
  line: number,
  way: number,
  count: number,
  isBlank: (line: number) => boolean,
): number | null {
  let other = line + way;
  for (let passed = 0; passed < mostBlank; passed += 1, other += way) {
    if (other < 0 || other >= count) return null;
    if (!isBlank(other)) return other;
  }
  return null;
}

export function blankIn(item: TextItem): (line: number) => boolean {
  return (line) => isBlankLine(item, line);
}

/** A line's range without white space around it. */
export function contentOf({ units, lines }: TextItem, line: number): [from: number, to: number] {
  return trimmed(units, lines.start(line), lines.end(line));
}

export function isBlankLine(item: TextItem, line: number): boolean {
  const [from, to] = contentOf(item, line);
  return from >= to;
}
