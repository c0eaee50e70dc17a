import type { TextRange } from '../../core/context.ts';

/** The same places with no overlaps, by path and position. */
export function mergeRanges(ranges: readonly TextRange[]): readonly TextRange[] {
  const ordered = [...ranges].sort(
    (one, other) => compare(one.path, other.path) || one.start - other.start,
  );
  const merged: TextRange[] = [];
  for (const range of ordered) {
    const last = merged.at(-1);
    if (last === undefined || last.path !== range.path || last.end < range.start) {
      merged.push(range);
    } else if (last.end < range.end) {
      merged[merged.length - 1] = { ...last, end: range.end };
    }
  }
  return merged;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
