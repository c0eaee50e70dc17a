import type { TextRange } from '../../core/context.ts';
import { grouped, type TextItem } from './textItem.ts';

export interface ChunkOptions {
  /** Characters or lines that a chunk has in common with the one before. */
  readonly overlap: number;
  readonly by: 'chars' | 'lines';
}

/** More pieces than this are a mistake, and would take the sandbox's memory. */
const mostChunks = 1_000_000;

/**
 * Cuts each item into pieces of `size` characters or lines (with their ends): together, overlaps
 * apart, they are the whole text. A piece by characters is a character shorter (of size 1: longer)
 * where it would part a surrogate pair or `\r\n`. No piece spans two items; an empty item has none.
 * @throws TypeError or RangeError with a sentence for the model.
 */
export function chunkItems(
  items: readonly TextItem[],
  size: number,
  { overlap, by }: ChunkOptions,
): TextRange[] {
  if (!Number.isInteger(size) || size < 1) {
    throw new TypeError(`The size of chunks must be a whole number, 1 or more; it is ${size}.`);
  }
  if (by !== 'chars' && by !== 'lines') {
    throw new TypeError(`by must be 'chars' or 'lines'; it is ${JSON.stringify(by)}.`);
  }
  if (!Number.isInteger(overlap) || overlap < 0 || overlap >= size) {
    throw new RangeError(
      `overlap must be a whole number from 0 to ${size - 1}, less than the size of ${size}; ` +
        `it is ${overlap}.`,
    );
  }
  const lengthOf = (item: TextItem) => (by === 'chars' ? item.length : item.lines.count);
  const expected = items.reduce(
    (sum, item) => sum + Math.ceil(lengthOf(item) / (size - overlap)),
    0,
  );
  if (expected > mostChunks) {
    throw new RangeError(
      `That would make ${grouped(expected)} chunks; the most is ${grouped(mostChunks)}. ` +
        'Take a larger size.',
    );
  }
  return items.flatMap((item) =>
    by === 'chars' ? chunkByChars(item, size, overlap) : chunkByLines(item, size, overlap),
  );
}

function chunkByLines(item: TextItem, size: number, overlap: number): TextRange[] {
  const { lines, path } = item;
  const chunks: TextRange[] = [];
  for (let line = 0; line < lines.count; line += size - overlap) {
    chunks.push({ path, start: lines.start(line), end: lines.start(line + size) });
    if (line + size >= lines.count) break;
  }
  return chunks;
}

function chunkByChars(item: TextItem, size: number, overlap: number): TextRange[] {
  const { path, length } = item;
  const chunks: TextRange[] = [];
  let start = 0;
  while (start < length) {
    const end = wholeEnd(item, start, Math.min(start + size, length));
    chunks.push({ path, start, end });
    if (end === length) break;
    const next = wholeEnd(item, start, end - overlap);
    start = next > start && next < end ? next : end;
  }
  return chunks;
}

/** `end`, or the offset before it that parts nothing; the one after it when none is past `start`. */
function wholeEnd(item: TextItem, start: number, end: number): number {
  if (!item.isInsidePair(end) && !item.isInsideLineEnd(end)) return end;
  return end - 1 > start ? end - 1 : end + 1;
}
