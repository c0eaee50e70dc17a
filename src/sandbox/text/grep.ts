import { type Found, type Pattern, prepareMatcher } from './pattern.ts';
import { searchItem } from './search.ts';
import { grouped, type TextItem } from './textItem.ts';
import type { WindowSizes } from './windows.ts';

export interface GrepMatch {
  readonly path: string;
  /** From 1, of the match's first character. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** UTF-16 units from the start of the item. */
  readonly offset: number;
  readonly match: string;
  /**
   * The captures in order; an object by name when the expression names its groups. Null: a group
   * that took no part.
   */
  readonly groups: readonly (string | null)[] | Readonly<Record<string, string | null>>;
  /** The line of the match's first character; a long one is shortened around it, with `…`. */
  readonly text: string;
}

/** Characters of a line that `text` shows at most. */
const shownOfLine = 300;
/** Characters that all matches returned may have together: they are copied to the sandbox. */
const mostReturned = 64 * 1024 * 1024;
/** What an entry and each of its groups count beside their text: many empty ones are big too. */
const entryChars = 100;
const groupChars = 16;

/**
 * All matches in all items: the first `max` as entries, and how many there are.
 * @throws TypeError for a bad pattern, RangeError for matches too big to be returned or to
 *   be found (`searchItem`).
 */
export function grepItems(
  items: readonly TextItem[],
  pattern: Pattern,
  max: number,
  sizes: WindowSizes,
): { matches: GrepMatch[]; total: number } {
  if (!(max >= 0)) throw new TypeError('max must be a number, 0 or more.');
  const matcher = prepareMatcher(pattern);
  const matches: GrepMatch[] = [];
  let total = 0;
  let returned = 0;
  for (const item of items) {
    searchItem(item, matcher, sizes, (found) => {
      total += 1;
      if (matches.length >= max) return;
      const entry = describeMatch(item, found);
      returned += sizeOf(entry);
      if (returned > mostReturned) {
        throw new RangeError(
          `The first ${grouped(matches.length)} matches are over ${grouped(mostReturned)} ` +
            'characters long together: give a smaller max, or use count().',
        );
      }
      matches.push(entry);
    });
  }
  return { matches, total };
}

/** @throws TypeError for a bad pattern, RangeError for a match too long to be found. */
export function countInItems(
  items: readonly TextItem[],
  pattern: Pattern,
  sizes: WindowSizes,
): number {
  const matcher = prepareMatcher(pattern);
  let total = 0;
  for (const item of items) {
    searchItem(item, matcher, sizes, () => {
      total += 1;
    });
  }
  return total;
}

function describeMatch(item: TextItem, { index, match, captures }: Found): GrepMatch {
  const line = item.lineAt(index);
  const column = index - item.lines.start(line) + 1;
  return {
    path: item.path,
    line: line + 1,
    column,
    offset: index,
    match: detached(match),
    groups: captures === undefined ? [] : groupsOf(captures),
    text: shortenLine(item, line, index, match.length),
  };
}

function groupsOf(captures: RegExpExecArray): GrepMatch['groups'] {
  const { groups } = captures;
  if (groups === undefined) {
    return captures.slice(1).map(kept);
  }
  return Object.fromEntries(Object.entries(groups).map(([name, capture]) => [name, kept(capture)]));
}

function kept(capture: string | undefined): string | null {
  return capture === undefined ? null : detached(capture);
}

/** A copy: a part of a string keeps the whole one in memory, here megabytes for each match. */
function detached(part: string): string {
  return ` ${part}`.slice(1);
}

function shortenLine(item: TextItem, line: number, index: number, matchLength: number): string {
  const lineStart = item.lines.start(line);
  const lineEnd = item.lines.end(line);
  if (lineEnd - lineStart <= shownOfLine) return item.slice(lineStart, lineEnd);
  // As much before the match as behind it, where the line has that much.
  const around = Math.max(0, Math.floor((shownOfLine - matchLength) / 2));
  let start = Math.max(lineStart, Math.min(index - around, lineEnd - shownOfLine));
  let end = Math.min(lineEnd, start + shownOfLine);
  if (item.isInsidePair(start)) start += 1;
  if (item.isInsidePair(end)) end -= 1;
  return `${start > lineStart ? '…' : ''}${item.slice(start, end)}${end < lineEnd ? '…' : ''}`;
}

/** Characters that an entry takes, what it costs to keep and to name its parts included. */
function sizeOf({ path, match, groups, text }: GrepMatch): number {
  let size = entryChars + path.length + match.length + text.length;
  for (const [name, group] of Object.entries(groups)) {
    size += groupChars + name.length + (group?.length ?? 0);
  }
  return size;
}
