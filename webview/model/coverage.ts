import type { TextRange } from '../../src/core/context.ts';
import type { RunStarted } from '../../src/core/events.ts';
import type { RunModel } from '../../src/trajectory/model.ts';

type ContextFacts = RunStarted['context'];

/** A part of the whole Context, its items end to end: both from 0 to 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A part of one item that was read or wasn't, searched or not. */
export interface ReadPart extends TextRange {
  readonly wasRead: boolean;
  /** By code; null where a record doesn't say. */
  readonly wasSearched: boolean | null;
  /**
   * As the editor numbers them; estimated from the share of characters before them, but for the
   * item's first line and its last.
   */
  readonly startLine: number;
  readonly endLine: number;
}

/** Where these ranges lie in the Context as a whole, merged where they touch. */
export function stretchesOf(
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

/** Share of the Context that models have read, 0 to 1. */
export function shareRead({ context, ranges, shares }: CoveredRun): number {
  if (shares.read !== null) return shares.read;
  const read = stretchesOf(context, ranges).reduce((sum, { from, to }) => sum + to - from, 0);
  return Math.min(1, read);
}

/** What of a run says how far it has come through its text. */
export type CoveredRun = Pick<RunModel, 'context' | 'ranges' | 'searchedRanges' | 'shares'>;

/** Where one item ends and the next begins, from 0 to 1. */
export function itemBoundaries(context: ContextFacts): readonly number[] {
  return [...itemStarts(context).values()].slice(1).map((start) => start / context.chars);
}

/** All items, each cut into what was read, searched or neither, in order. */
export function readParts({
  context,
  ranges,
  searchedRanges,
  shares,
}: CoveredRun): readonly ReadPart[] {
  const read = Map.groupBy(ranges, ({ path }) => path);
  const searched = Map.groupBy(searchedRanges, ({ path }) => path);
  const isSearchKnown = shares.searched !== null;
  return context.sources.flatMap((source) => {
    const { path, chars, lines, origin } = source;
    const firstLine = origin?.firstLine ?? 1;
    const lastLine = firstLine + Math.max(1, lines) - 1;
    const lineAt = (offset: number): number => Math.floor((offset / chars) * lines) + firstLine;
    const isRead = marker(read.get(path) ?? []);
    const isSearched = marker(searched.get(path) ?? []);
    const edges = [...new Set([0, chars, ...isRead.edges, ...isSearched.edges])]
      .filter((edge) => edge >= 0 && edge <= chars)
      .sort((one, other) => one - other);
    const parts: ReadPart[] = [];
    for (const [index, start] of edges.slice(0, -1).entries()) {
      const end = edges[index + 1] ?? chars;
      const wasRead = isRead.at(start);
      const wasSearched = isSearchKnown ? isSearched.at(start) : null;
      const last = parts.at(-1);
      // What a model has read is read, whether or not code has searched it too.
      const isSame = last?.wasRead === wasRead && (wasRead || last.wasSearched === wasSearched);
      const from = isSame && last !== undefined ? last.start : start;
      if (isSame) parts.pop();
      parts.push({
        ...{ path, start: from, end, wasRead, wasSearched },
        startLine: Math.min(lastLine, lineAt(from)),
        endLine: Math.min(lastLine, Math.max(lineAt(from), lineAt(end - 1))),
      });
    }
    return parts;
  });
}

/** Whether a place lies in one of the ranges; asked in ascending order. */
function marker(ranges: readonly TextRange[]) {
  const ordered = ranges.toSorted((one, other) => one.start - other.start);
  let next = 0;
  let end = 0;
  return {
    edges: ranges.flatMap((range) => [range.start, range.end]),
    at(place: number): boolean {
      for (let range = ordered[next]; range !== undefined && range.start <= place; ) {
        end = Math.max(end, range.end);
        next += 1;
        range = ordered[next];
      }
      return place < end;
    },
  };
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
