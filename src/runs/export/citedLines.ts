import type { Citation, RunEvent } from '../../core/events.ts';
import { findKeptLines } from '../keptLines.ts';

/** The lines of a citation, joined by line feeds; null where they are not to be had. */
export type CitedLines = (citation: Citation) => string | null;

/** Citations whose lines are looked for. */
const mostCitations = 500;
/** Characters of the lines of one citation. */
const longestLines = 20_000;

/**
 * Finds the cited lines in what the run itself has kept, by their hashes: what its cells printed, what
 * its calls were sent, the text of a plain question.
 */
export function findCitedLines(events: readonly RunEvent[]): CitedLines {
  const texts = events.flatMap((event) => {
    if (event.type === 'cell.finished') return [event.output];
    return event.type === 'call.started' ? [event.prompt] : [];
  });
  const found = new Map<string, string | null>();
  return ({ startLine, endLine, sha256, verified }) => {
    if (!verified || sha256 === '') return null;
    const known = found.get(sha256);
    if (known !== undefined) return known;
    if (found.size >= mostCitations) return null;
    const lines = findKeptLines(texts, { count: endLine - startLine + 1, sha256 });
    const kept = lines !== null && lines.length <= longestLines ? lines : null;
    found.set(sha256, kept);
    return kept;
  };
}
