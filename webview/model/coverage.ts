import type { TextRange } from '../../src/core/context.ts';
import type { RunStarted } from '../../src/core/events.ts';

type ContextFacts = RunStarted['context'];

/** A part of the whole Context, its items end to end: both from 0 to 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A part of one item that was read or wasn't. */
export interface ReadPart extends TextRange {
  readonly wasRead: boolean;
  /**
   * As the editor numbers them; estimated from the share of characters before them, but for the
   * item's first line and its last.
   */
  readonly startLine: number;
  readonly endLine: number;
}

/** Where the ranges that were read lie in the Context as a whole, merged where they touch. */
export function stretchesRead(
  context: ContextFacts,
  ranges: readonly TextRange[],
): readonly Stretch[] {
  if (context.chars === 0) return [];
  const starts = itemStarts(context);
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

/** Where one item ends and the next begins, from 0 to 1. */
export function itemBoundaries(context: ContextFacts): readonly number[] {
  return [...itemStarts(context).values()].slice(1).map((start) => start / context.chars);
}

/** All items, each cut into what was read of it and what wasn't, in order. */
export function readParts(
  context: ContextFacts,
  ranges: readonly TextRange[],
): readonly ReadPart[] {
  const byPath = Map.groupBy(ranges, ({ path }) => path);
  return context.sources.flatMap((source) => {
    const { path, chars, lines, origin } = source;
    const firstLine = origin?.firstLine ?? 1;
    const part = (start: number, end: number, wasRead: boolean): ReadPart => {
      const lineAt = (offset: number): number => Math.floor((offset / chars) * lines) + firstLine;
      const lastLine = firstLine + Math.max(1, lines) - 1;
      return {
        ...{ path, start, end, wasRead },
        startLine: Math.min(lastLine, lineAt(start)),
        endLine: Math.min(lastLine, Math.max(lineAt(start), lineAt(end - 1))),
      };
    };
    const parts: ReadPart[] = [];
    let at = 0;
    const own = (byPath.get(path) ?? []).toSorted((one, other) => one.start - other.start);
    for (const { start, end } of own) {
      if (start > at) parts.push(part(at, start, false));
      if (end > Math.max(at, start)) parts.push(part(Math.max(at, start), end, true));
      at = Math.max(at, end);
    }
    if (at < chars) parts.push(part(at, chars, false));
    return parts;
  });
}

/** The part at a place of the whole, from 0 to 1. */
export function partAt(
  context: ContextFacts,
  parts: readonly ReadPart[],
  place: number,
): ReadPart | undefined {
  const starts = itemStarts(context);
  const offset = place * context.chars;
  const low = (part: ReadPart): number => (starts.get(part.path) ?? 0) + part.start;
  return parts.findLast((part) => low(part) <= offset) ?? parts[0];
}

/** Where each item begins in the whole, in characters. */
function itemStarts({ sources }: ContextFacts): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  let chars = 0;
  for (const source of sources) {
    starts.set(source.path, chars);
    chars += source.chars;
  }
  return starts;
}
