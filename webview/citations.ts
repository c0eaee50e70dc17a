import type { Citation } from '../src/core/events.ts';

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

/** `L12`, `L12-L20`, with the path before it where there is one. */
export function labelOf({ path, startLine, endLine }: CitedPlace): string {
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
