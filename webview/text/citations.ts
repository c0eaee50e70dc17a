import type { Citation, RunStarted } from '../../src/core/events.ts';

/** A place that a text names, as it stands in it. */
export interface CitedPlace {
  /** `''` for the one text of a run over a single text. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

const place = /^(?:(.*):)?\s*L(\d+)(?:\s*[-–]\s*L?(\d+))?$/;

/**
 * The places inside one bracket: `L12`, `L12-L20`, `path:L12-L20`, or a list of them, where each has
 * the path of the one before. Null when anything in it is something else.
 */
export function parsePlaces(inside: string): readonly CitedPlace[] | null {
  const places: CitedPlace[] = [];
  let path = '';
  for (const entry of inside.split(/[,;]/)) {
    const match = place.exec(entry.trim());
    if (match === null) return null;
    path = match[1]?.trim() ?? path;
    const startLine = Number(match[2]);
    places.push({ path, startLine, endLine: Number(match[3] ?? match[2]) });
  }
  return places;
}

/** Where the bracket that opens at `start` closes, those inside it passed over; -1 when it doesn't. */
export function bracketEnd(text: string, start: number): number {
  let open = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') return -1;
    if (character === '[') open += 1;
    // No place has more: what a model writes must not be searched to its end for each of its brackets.
    if (open > 3) return -1;
    if (character === ']') open -= 1;
    if (open === 0) return at;
  }
  return -1;
}

/** The line of the document at which an item of the Context begins: more than 1 in a selection. */
export function firstLineOf(path: string, sources: RunStarted['context']['sources']): number {
  const source = sources.length === 1 ? sources[0] : sources.find((item) => item.path === path);
  return source?.origin?.firstLine ?? 1;
}

/** `L12`, `L12-L20`, with the path before it where there is one; numbered as the editor does. */
export function labelOf({ path, ...place }: CitedPlace, firstLine = 1): string {
  const startLine = place.startLine + firstLine - 1;
  const endLine = place.endLine + firstLine - 1;
  const lines = startLine === endLine ? `L${startLine}` : `L${startLine}-L${endLine}`;
  return path === '' ? lines : `${path}:${lines}`;
}

/** The checked citation of a place; undefined when nobody checked it. A single text has no path. */
export function findCitation(
  place: CitedPlace,
  citations: readonly Citation[],
): Citation | undefined {
  return citations.find(
    ({ path, startLine, endLine }) =>
      startLine === place.startLine &&
      endLine === place.endLine &&
      (path === place.path || path === ''),
  );
}
