import type { TextRange } from '../src/core/context.ts';
import type { RunStarted } from '../src/core/events.ts';

/** A part of the whole Context, its items end to end: both from 0 to 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where the ranges that were read lie in the Context as a whole, merged where they touch. */
export function stretchesRead(
  context: RunStarted['context'],
  ranges: readonly TextRange[],
): readonly Stretch[] {
  if (context.chars === 0) return [];
  const starts = new Map<string, number>();
  let chars = 0;
  for (const source of context.sources) {
    starts.set(source.path, chars);
    chars += source.chars;
  }
  const placed = ranges
    .map(({ path, start, end }) => {
      const offset = starts.get(path) ?? 0;
      return { from: (offset + start) / context.chars, to: (offset + end) / context.chars };
    })
    .sort((one, other) => one.from - other.from);
  const merged: { from: number; to: number }[] = [];
  for (const stretch of placed) {
    const last = merged.at(-1);
    if (last !== undefined && stretch.from <= last.to) last.to = Math.max(last.to, stretch.to);
    else merged.push({ ...stretch });
  }
  return merged;
}

/** Share of the Context in these stretches, 0 to 1. */
export function shareRead(stretches: readonly Stretch[]): number {
  return Math.min(
    1,
    stretches.reduce((sum, { from, to }) => sum + to - from, 0),
  );
}
