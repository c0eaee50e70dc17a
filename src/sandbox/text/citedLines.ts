import type { CitedLines, LineRange } from '../../core/environment.ts';
import { isBlankLine } from './alike.ts';
import type { Coverage } from './coverage.ts';
import type { TextItem } from './textItem.ts';

/** Characters that the lines of one answer's citations may have together: they are copied and hashed. */
const mostCited = 2 ** 28;
/** Characters of a line beyond which its number says little about what stands where. */
export const longLine = 2_000;

/** Lines of one item, from 0, both ends in. */
interface Lines {
  readonly index: number;
  readonly first: number;
  readonly last: number;
}

/** The lines that an answer points to, and whether a model was shown them; null where they are not. */
export function citeLines(
  ranges: readonly LineRange[],
  items: readonly TextItem[],
  coverage: Coverage,
  indexOf: (path: string) => number | undefined,
): (CitedLines | null)[] {
  const found = ranges.map((range) => linesOf(range, items, indexOf));
  const shown = shownLines(
    found.filter((lines) => lines !== null),
    items,
    coverage,
  );
  let left = mostCited;
  return found.map((lines) => {
    const item = items[lines?.index ?? -1];
    if (lines === null || item === undefined) return null;
    const isShown = shown.has(lines);
    const [from, to] = [lines.first + 1, lines.last + 1];
    const chars = charsOf(item, from, to);
    const facts = { isShown, ...longestOf(item, lines) };
    if (chars > left) return { text: null, ...facts };
    left -= chars;
    return { text: joinLines(item, from, to, false), ...facts };
  });
}

/** The longest line, where that is too long for its number to say much. */
function longestOf({ lines }: TextItem, { first, last }: Lines): Pick<CitedLines, 'longLine'> {
  let longest = 0;
  // Where no line of the text is so long, none needs to be looked at.
  for (let line = first; line <= last && lines.longest > longLine; line += 1)
    longest = Math.max(longest, lines.end(line) - lines.start(line));
  return longest > longLine ? { longLine: longest } : {};
}

function linesOf(
  { path, startLine, endLine }: LineRange,
  items: readonly TextItem[],
  indexOf: (path: string) => number | undefined,
): Lines | null {
  const index = indexOf(path);
  const count = items[index ?? -1]?.lines.count ?? 0;
  const isRange = Number.isInteger(startLine) && Number.isInteger(endLine);
  if (index === undefined || !isRange || startLine < 1 || endLine < startLine || endLine > count) {
    return null;
  }
  return { index, first: startLine - 1, last: endLine - 1 };
}

/**
 * Those of the ranges whose lines all were shown to a model; blank ones follow their neighbours.
 * Each line is looked at once, however many ranges hold it.
 */
function shownLines(
  ranges: readonly Lines[],
  items: readonly TextItem[],
  coverage: Coverage,
): ReadonlySet<Lines> {
  const shown = new Set<Lines>();
  const ordered = [...ranges].sort(
    (one, other) => one.index - other.index || one.first - other.first,
  );
  let index = -1;
  /** All lines before this one that were looked at were shown, from where they were looked at. */
  let next = 0;
  /** `next` was not shown. */
  let isBad = false;
  /** The first line that is not blank, from where that was looked for last. */
  let filled = 0;
  let isBesideShown = false;
  for (const range of ordered) {
    const item = items[range.index];
    if (item === undefined) continue;
    if (range.index !== index) {
      index = range.index;
      next = 0;
      isBad = false;
      filled = -1;
    }
    if (filled < range.first) {
      filled = nextFilled(item, range.first, 1);
      const before = filled > range.first ? nextFilled(item, range.first, -1) : -1;
      isBesideShown = [before, filled].some((line) => coverage.isShown(index, line) === true);
    }
    if (filled > range.last) {
      if (isBesideShown) shown.add(range);
      continue;
    }
    if (next < range.first) {
      next = range.first;
      isBad = false;
    }
    while (!isBad && next <= range.last) {
      if (coverage.isShown(index, next) === false) isBad = true;
      else next += 1;
    }
    if (next > range.last) shown.add(range);
  }
  return shown;
}

/** The next line that is not blank; behind the last one, or -1, where there is none. */
function nextFilled(item: TextItem, from: number, way: 1 | -1): number {
  let line = from;
  while (line >= 0 && line < item.lines.count && isBlankLine(item, line)) line += way;
  return line;
}

/** Characters of lines from 1, both ends in. */
export function charsOf({ lines }: TextItem, from: number, to: number): number {
  return lines.start(to) - lines.start(from - 1);
}

/** Lines from 1, both ends in, which must exist. */
export function joinLines(item: TextItem, from: number, to: number, numbers: boolean): string {
  const joined: string[] = [];
  for (let line = from; line <= to; line += 1) {
    joined.push(numbers ? `L${line}: ${item.line(line - 1)}` : item.line(line - 1));
  }
  return joined.join('\n');
}
