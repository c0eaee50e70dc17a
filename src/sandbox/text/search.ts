import type { Found, Matcher } from './pattern.ts';
import { grouped, type TextItem } from './textItem.ts';
import { isSearchedWhole, type TextWindow, type WindowSizes, windowAt } from './windows.ts';

export type FoundCallback = (found: Found) => number | undefined;

/**
 * Calls `found` for each match of an item in order, with its offset in the item; it may return an
 * offset before which it wants no further match.
 *
 * A big item is searched in windows (`windowSizes`). What is found there is the same as in one string,
 * with one bound: a match of a regular expression that goes over several lines (or lies in a line of
 * over 8 MB) must not need more than `reach` characters, lookahead included, and a lookbehind not
 * more before it. What needs more may be missed; a match that turns out longer is an error, never a
 * part of it. Plain text and what stands within a line are found at any length.
 * @throws RangeError with a sentence for the model when a match is longer than that.
 */
export function searchItem(
  item: TextItem,
  matcher: Matcher,
  sizes: WindowSizes,
  found: FoundCallback,
): void {
  if (isSearchedWhole(item, sizes)) {
    const whole = { start: 0, stop: item.length, end: item.length };
    searchWindow(item.text, matcher, whole, 0, item.length, found);
    return;
  }
  const { plainLength } = matcher;
  const reach =
    plainLength === null
      ? { before: sizes.reach, behind: sizes.reach }
      : { before: 0, behind: plainLength - 1 };
  const checked = (match: Found, { stop, end }: TextWindow) => {
    const isLong = plainLength === null && match.match.length > sizes.reach && stop < item.length;
    if (isLong && (match.index + match.match.length > end || /[\n\r]/.test(match.match))) {
      throw new RangeError(
        `The match in line ${grouped(item.lineAt(match.index) + 1)} is over ` +
          `${grouped(sizes.reach)} characters long, too long for a text of this size: ` +
          'let the pattern end sooner.',
      );
    }
    return found(match);
  };
  for (let from = 0; from <= item.length; ) {
    const window = windowAt(item, from, sizes, reach);
    const text = item.slice(window.start, window.stop);
    from = searchWindow(text, matcher, window, from, item.length, (match) =>
      checked(match, window),
    );
  }
}

/** Returns the offset in the item at which the search goes on: behind its `length` when it is over. */
function searchWindow(
  text: string,
  matcher: Matcher,
  { start, end }: TextWindow,
  from: number,
  length: number,
  found: FoundCallback,
): number {
  const over = length + 1;
  // At the end of the item an empty match may stand.
  const limit = end === length ? over : end;
  for (let at = from; at < limit; ) {
    const match = matcher.next(text, at - start);
    if (match === null) return matcher.isSticky ? over : limit;
    const index = start + match.index;
    if (index >= limit) return limit;
    const next = found(start === 0 ? match : { ...match, index });
    at = start + matcher.after(text, match);
    if (next !== undefined && !matcher.isSticky) at = Math.max(at, next);
    if (at >= limit) return at;
  }
  return limit;
}
