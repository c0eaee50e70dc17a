import { TextNames } from '../../src/core/citedPlaces.ts';
import type { LineRange } from '../../src/core/environment.ts';
import type { Citation, RunStarted } from '../../src/core/events.ts';

type ContextFacts = RunStarted['context'];

/**
 * What is known of a place that an answer names: a model was shown its lines; they exist, but no model
 * was; they exist (records of earlier versions say no more); there are no such lines.
 */
export type Trust = 'shown' | 'unread' | 'there' | 'missing';

export function trustOf(citation: Citation | undefined): Trust {
  if (citation?.verified !== true) return 'missing';
  if (citation.shown === undefined) return 'there';
  return citation.shown ? 'shown' : 'unread';
}

/** By which names an answer may call the texts of a run. */
export function namesIn({ kind, label, sources }: ContextFacts): TextNames {
  return new TextNames({ kind, label, items: sources });
}

/** The line of the document at which an item of the Context begins: more than 1 in a selection. */
export function firstLineOf(path: string, sources: ContextFacts['sources']): number {
  const known =
    firstLines.get(sources) ??
    new Map(sources.toReversed().map((source) => [source.path, source.origin?.firstLine ?? 1]));
  firstLines.set(sources, known);
  return (sources.length === 1 ? sources[0]?.origin?.firstLine : known.get(path)) ?? 1;
}

const firstLines = new WeakMap<ContextFacts['sources'], ReadonlyMap<string, number>>();

/** `L12`, `L12-L20`, with the path before it where there is one; numbered as the editor does. */
export function labelOf({ path, ...place }: LineRange, firstLine = 1): string {
  const startLine = place.startLine + firstLine - 1;
  const endLine = place.endLine + firstLine - 1;
  const lines = startLine === endLine ? `L${startLine}` : `L${startLine}-L${endLine}`;
  return path === '' ? lines : `${path}:${lines}`;
}

const byPlace = new WeakMap<readonly Citation[], ReadonlyMap<string, Citation>>();

/** The checked citation of a place; undefined when nobody checked it. */
export function findCitation(
  place: LineRange,
  citations: readonly Citation[],
): Citation | undefined {
  const known =
    byPlace.get(citations) ?? new Map(citations.map((citation) => [keyOf(citation), citation]));
  byPlace.set(citations, known);
  return known.get(keyOf(place));
}

function keyOf({ path, startLine, endLine }: LineRange): string {
  return `${startLine}-${endLine} ${path}`;
}
