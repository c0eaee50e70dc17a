import type { TextItem } from './textItem.ts';

/** Characters of a line that are shown of it at most. */
const shownOfLine = 300;

/**
 * A line (from 0) as it is shown: of a long one, with `…` where it is cut, the part around the offsets
 * `from` to `to`, or its head.
 */
export function shownPart(item: TextItem, line: number, from?: number, to = from): string {
  const lineStart = item.lines.start(line);
  const lineEnd = item.lines.end(line);
  if (lineEnd - lineStart <= shownOfLine) return item.slice(lineStart, lineEnd);
  const [first, last] = [from ?? lineStart, to ?? lineStart];
  // As much before it as behind it, where the line has that much.
  const around = Math.max(0, Math.floor((shownOfLine - (last - first)) / 2));
  let start = Math.max(lineStart, Math.min(first - around, lineEnd - shownOfLine));
  let end = Math.min(lineEnd, start + shownOfLine);
  if (item.isInsidePair(start)) start += 1;
  if (item.isInsidePair(end)) end -= 1;
  return `${start > lineStart ? '…' : ''}${item.slice(start, end)}${end < lineEnd ? '…' : ''}`;
}
