import type { TextItem } from './textItem.ts';

/** How texts are searched that are too big for a second copy of them, as one string. */
export interface WindowSizes {
  /** Bytes of an item (one or two a character) up to which it is searched as one string. */
  readonly wholeBytes: number;
  /** Bytes of a window. */
  readonly windowBytes: number;
  /** Characters before and behind a window that can be seen from within it. */
  readonly reach: number;
}

/**
 * Up to 128 MB the string is kept, which makes each later search two to six times as fast. Windows of
 * 16 MB are faster than larger ones, and than smaller ones with such a reach: memory of up to 32 MB
 * is used again by the allocator, while larger pieces are new pages from the system each time
 * (1 GB: 0.6 s in windows of 16 MB, 2.7 s and 1 GB more memory in windows of 256 MB).
 */
export const windowSizes: WindowSizes = {
  wholeBytes: 128 * 1024 * 1024,
  windowBytes: 16 * 1024 * 1024,
  reach: 1024 * 1024,
};

/** A part of an item in which matches begin, and the part around it that is seen. Offsets in units. */
export interface TextWindow {
  /** The string to search is from `start` to `stop`. */
  readonly start: number;
  readonly stop: number;
  /** Matches that begin here or later are those of the next window. */
  readonly end: number;
}

export function isSearchedWhole({ units }: TextItem, { wholeBytes }: WindowSizes): boolean {
  return units.byteLength <= wholeBytes;
}

/**
 * The window whose matches begin at `from` or later. It ends where a line does, so that what is found
 * within a line needs no reach; only where a line is longer than half a window it ends within one.
 */
export function windowAt(
  item: TextItem,
  from: number,
  { windowBytes }: WindowSizes,
  reach: { readonly before: number; readonly behind: number },
): TextWindow {
  const units = Math.max(1, Math.floor(windowBytes / item.units.BYTES_PER_ELEMENT));
  const start = Math.max(0, from - reach.before);
  const most = from + units;
  if (most >= item.length) return { start, stop: item.length, end: item.length };
  const lineStart = item.lines.start(item.lines.lineAt(most));
  const end = lineStart > from + units / 2 ? lineStart : most;
  return { start, stop: Math.min(end + reach.behind, item.length), end };
}
