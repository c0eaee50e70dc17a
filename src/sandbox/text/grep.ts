import { type Found, type Pattern, prepareMatcher } from './pattern.ts';
import { searchItem } from './search.ts';
import { shownPart } from './shownLines.ts';
import { grouped, type TextItem } from './textItem.ts';
import type { WindowSizes } from './windows.ts';

export interface GrepMatch {
  readonly path: string;
  /** From 1, of the match's first character that is not white space. */
  readonly line: number;
  /** Of the same character, from 1, in UTF-16 units. */
  readonly column: number;
  /** UTF-16 units from the start of the item to the match's own first character. */
  readonly offset: number;
  readonly match: string;
  /** The captures in order. Null: a group that took no part. */
  readonly groups: readonly (string | null)[];
  /** Those that have a name, by it; absent when the expression names none. */
  readonly named?: Readonly<Record<string, string | null>>;
  /** The line; a long one is shortened around the match, with `…`. */
  readonly text: string;
  /** Up to `around` lines before and behind that line, `L12: text` each, shortened too. */
  readonly before?: string;
  readonly after?: string;
}

/** Which of the matches are returned, and how. */
export interface GrepView {
  /** Most matches returned. */
  readonly max: number;
  /** So many lines before and behind each match come with it; 0 or absent: none. */
  readonly around?: number;
  /** Of the matches in one line the first alone counts. */
  readonly perLine?: boolean;
}

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
  { max, around = 0, perLine = false }: GrepView,
  sizes: WindowSizes,
): { matches: GrepMatch[]; total: number } {
  if (!(max >= 0)) throw new TypeError('max must be a number, 0 or more.');
  if (!Number.isInteger(around) || around < 0) {
    throw new TypeError(`around must be a whole number of lines, 0 or more; it is ${around}.`);
  }
  const matcher = prepareMatcher(pattern);
  const matches: GrepMatch[] = [];
  let total = 0;
  let returned = 0;
  const spend = (chars: number): void => {
    returned += chars;
    if (returned <= mostReturned) return;
    throw new RangeError(
      `The first ${grouped(matches.length)} matches are over ${grouped(mostReturned)} ` +
        `characters long together: give a smaller max${around > 0 ? ' or around' : ''}, or use count().`,
    );
  };
  for (const item of items) {
    let last = -1;
    searchItem(item, matcher, sizes, (found) => {
      if (!perLine && matches.length >= max) {
        total += 1;
        return undefined;
      }
      const place = placeOf(item, found);
      if (perLine && place.line === last) return undefined;
      last = place.line;
      total += 1;
      if (matches.length < max) {
        const entry = describeMatch(item, found, place);
        spend(sizeOf(entry));
        matches.push(around > 0 ? { ...entry, ...linesAround(item, last, around, spend) } : entry);
      }
      return perLine ? item.lines.start(last + 1) : undefined;
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
      return undefined;
    });
  }
  return total;
}

/** Of the first character that is not white space: `^\s*def` begins lines before its `def`. */
interface Place {
  /** From 0. */
  readonly line: number;
  readonly offset: number;
}

function placeOf(item: TextItem, { index, match }: Found): Place {
  const offset = index + Math.max(0, match.search(/\S/));
  return { line: item.lineAt(offset), offset };
}

function describeMatch(
  item: TextItem,
  { index, match, captures }: Found,
  { line, offset }: Place,
): GrepMatch {
  const named = captures?.groups;
  return {
    path: item.path,
    line: line + 1,
    column: offset - item.lines.start(line) + 1,
    offset: index,
    match: detached(match),
    groups: captures === undefined ? [] : captures.slice(1).map(kept),
    ...(named && {
      named: Object.fromEntries(
        Object.entries(named).map(([name, capture]) => [name, kept(capture)]),
      ),
    }),
    text: shownPart(item, line, offset, index + match.length),
  };
}

function linesAround(
  item: TextItem,
  line: number,
  around: number,
  spend: (chars: number) => void,
): { before: string; after: string } {
  const join = (from: number, to: number): string => {
    const shown: string[] = [];
    for (let at = Math.max(0, from); at < Math.min(to, item.lines.count); at += 1) {
      const text = `L${at + 1}: ${shownPart(item, at)}`;
      spend(groupChars + text.length);
      shown.push(text);
    }
    return shown.join('\n');
  };
  return { before: join(line - around, line), after: join(line + 1, line + 1 + around) };
}

function kept(capture: string | undefined): string | null {
  return capture === undefined ? null : detached(capture);
}

/** A copy: a part of a string keeps the whole one in memory, here megabytes for each match. */
function detached(part: string): string {
  return ` ${part}`.slice(1);
}

/** Characters that an entry takes, what it costs to keep and to name its parts included. */
function sizeOf({ path, match, groups, named = {}, text }: GrepMatch): number {
  let size = entryChars + path.length + match.length + text.length;
  for (const group of groups) size += groupChars + (group?.length ?? 0);
  for (const [name, group] of Object.entries(named)) {
    size += groupChars + name.length + (group?.length ?? 0);
  }
  return size;
}
