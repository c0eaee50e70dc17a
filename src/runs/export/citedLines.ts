import { createHash } from 'node:crypto';
import type { Citation, RunEvent } from '../../core/events.ts';
import { findKeptLines } from '../keptLines.ts';

/** The lines of a citation, joined by line feeds; null where they are not to be had. */
export type CitedLines = (citation: Pick<Citation, 'sha256'>) => string | null;

/** Whole lines of a document, from 1, both in. */
interface Span {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * Reads lines of the document of that uri: of each span all that its bytes may mean, or null where it has
 * no such lines. May reject where the document is gone.
 */
export type LineReader = (
  uri: string,
  spans: readonly Span[],
) => Promise<readonly (readonly string[] | null)[]>;

/** Citations whose lines are looked for. */
const mostCitations = 500;
/** Characters of the lines of one citation. */
const longestLines = 20_000;

/**
 * Finds the lines that a run's answer cites, by their hashes: in what the run itself has kept (what its
 * cells printed, what its calls were sent), else in the documents as they are today. What reads otherwise
 * by now is not shown.
 */
export async function findCitedLines(
  events: readonly RunEvent[],
  readLines: LineReader | null,
): Promise<CitedLines> {
  const found = new Map<string, string>();
  const wanted = citationsOf(events);
  const texts = events.flatMap((event) => {
    if (event.type === 'cell.finished') return [event.output];
    return event.type === 'call.started' ? [event.prompt] : [];
  });
  const keep = (sha256: string, lines: string | null | undefined): void => {
    if (lines != null && lines.length <= longestLines) found.set(sha256, lines);
  };
  for (const { startLine, endLine, sha256 } of wanted) {
    keep(sha256, findKeptLines(texts, { count: endLine - startLine + 1, sha256 }));
  }
  const open = wanted.filter(({ sha256 }) => !found.has(sha256));
  for (const source of readLines === null ? [] : sourcesOf(events)) {
    const own = open.filter(({ path }) => path === source.path);
    if (own.length === 0 || source.origin === null || readLines === null) continue;
    const { uri, firstLine } = source.origin;
    const spans = own.map(({ startLine, endLine }) => ({
      startLine: startLine + firstLine - 1,
      endLine: endLine + firstLine - 1,
    }));
    // What is gone or can't be read any more is not to be had: the page says so where it is asked for.
    const read = await readLines(uri, spans).catch(() => []);
    for (const [index, { sha256 }] of own.entries()) {
      keep(
        sha256,
        read[index]?.find((lines) => hashOf(lines) === sha256),
      );
    }
  }
  return ({ sha256 }) => found.get(sha256) ?? null;
}

function citationsOf(events: readonly RunEvent[]): readonly Citation[] {
  const answer = events.findLast((event) => event.type === 'answer' && event.run === '');
  const citations = answer?.type === 'answer' ? answer.citations : [];
  return citations
    .filter(({ verified, sha256 }) => verified && sha256 !== '')
    .slice(0, mostCitations);
}

function sourcesOf(events: readonly RunEvent[]) {
  const [first] = events;
  return first?.type === 'run.started' ? first.context.sources : [];
}

function hashOf(lines: string): string {
  return createHash('sha256').update(lines).digest('hex');
}
