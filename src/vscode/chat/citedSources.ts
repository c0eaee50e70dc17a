import type { LineRange } from '../../core/environment.ts';
import type { RunStarted } from '../../core/events.ts';

type Sources = RunStarted['context']['sources'];

/** Lines of a document, from 1 as the editor shows them, both in. */
export interface DocumentPlace {
  /** As text. */
  readonly uri: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** Where the lines of an item of the Context stand in a document; null for text that is in none. */
export function locate(place: LineRange, sources: Sources): DocumentPlace | null {
  const source =
    sources.length === 1 ? sources[0] : sources.find(({ path }) => path === place.path);
  const origin = source?.origin;
  if (origin === null || origin === undefined) return null;
  const before = origin.firstLine - 1;
  return {
    uri: origin.uri,
    startLine: place.startLine + before,
    endLine: Math.max(place.startLine, place.endLine) + before,
  };
}
