import type { Citation, Quote } from './events.ts';

/**
 * Those that name lines too long to prove anything, but for those in which words stand that the answer
 * quotes.
 */
export function withoutProof<Place extends Citation>(
  citations: readonly Place[],
  quotes: readonly Quote[],
): readonly Place[] {
  return citations.filter(({ longLine, path, startLine, endLine }) => {
    const isQuoted = quotes.some(
      ({ place }) =>
        place?.path === path && startLine <= place.startLine && place.endLine <= endLine,
    );
    return longLine !== undefined && !isQuoted;
  });
}
