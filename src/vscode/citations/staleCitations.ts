import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Citation } from '../../core/events.ts';
import type { StalePlace } from '../../protocol/panel.ts';
import { readLines } from '../../sources/readLines.ts';
import { bytesOf, isOnDisk, openDocument } from '../texts/documents.ts';
import { editorReader } from '../texts/editorReader.ts';
import { nameOf } from '../texts/target.ts';
import type { CitedRun, Source } from './citedRuns.ts';

type Verdict = StalePlace['why'] | 'same';

/** A file as it was when it was looked at last. */
interface Looked {
  /** Changes whenever the text may have. */
  readonly stamp: string;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** Files whose verdicts are kept. */
const mostKept = 1_000;

/** Compares the lines that answers point to with what stands there today; unsaved text wins. */
export class StaleCitations {
  readonly #looked = new Map<string, Looked>();

  /** What can't be read any more is stale for that reason. */
  async find({ label, sources, citations }: CitedRun): Promise<readonly StalePlace[]> {
    const stale: StalePlace[] = [];
    for (const source of sources) {
      const own = citations.filter(({ path, verified }) => verified && path === source.path);
      if (own.length === 0 || source.origin === null) continue;
      const verdicts = await this.#judge(source, source.origin, label, own);
      for (const citation of own) {
        const why = verdicts.get(keyOf(source.origin, citation)) ?? 'gone';
        const { path, startLine, endLine } = citation;
        if (why !== 'same') stale.push({ path, startLine, endLine, why });
      }
    }
    return stale;
  }

  async #judge(
    source: Source,
    origin: NonNullable<Source['origin']>,
    label: string,
    citations: readonly Citation[],
  ): Promise<ReadonlyMap<string, Verdict>> {
    const uri = vscode.Uri.parse(origin.uri, true);
    const known = this.#looked.get(origin.uri);
    const stamp = await stampOf(uri).catch(() => null);
    if (stamp === null) return new Map();
    const verdicts = new Map(known?.stamp === stamp ? known.verdicts : []);
    const open = citations.filter((citation) => !verdicts.has(keyOf(origin, citation)));
    if (open.length === 0) return verdicts;
    const spans = open.map(({ startLine, endLine }) => ({
      startLine: startLine + origin.firstLine - 1,
      endLine: endLine + origin.firstLine - 1,
    }));
    const texts = await readLines(piecesOf(uri), spans).catch(() => null);
    if (texts === null) return new Map();
    const isWhole = (source.path === '' ? label : source.path).endsWith(nameOf(uri));
    for (const [index, citation] of open.entries()) {
      const says = (text: string): boolean =>
        sha256(text) === citation.sha256 || (!isWhole && holdsPart(text, citation, source));
      const readings = texts[index] ?? null;
      const verdict = readings === null ? 'short' : readings.some(says) ? 'same' : 'changed';
      verdicts.set(keyOf(origin, citation), verdict);
    }
    if (this.#looked.size >= mostKept) this.#looked.clear();
    this.#looked.set(origin.uri, { stamp, verdicts });
    return verdicts;
  }
}

function keyOf({ firstLine }: { readonly firstLine: number }, citation: Citation): string {
  return `${firstLine} ${citation.startLine} ${citation.endLine} ${citation.sha256}`;
}

/** Rejects when there is no such file. */
async function stampOf(uri: vscode.Uri): Promise<string> {
  const document = openDocument(uri);
  if (document !== undefined && !isOnDisk(document)) return `version ${document.version}`;
  const { mtime, size } = await vscode.workspace.fs.stat(uri);
  return `${mtime} ${size}`;
}

async function* piecesOf(uri: vscode.Uri): AsyncGenerator<Uint8Array> {
  const document = openDocument(uri);
  if (document?.isUntitled === true) yield bytesOf(document);
  else yield* editorReader(uri).read(uri.path);
}

/** Characters that are hashed in the search for one selection's edges, at most. */
const mostHashed = 50_000_000;

/**
 * Whether the lines still hold the part of them that was selected: a selection may begin and end
 * within a line, and where it did isn't kept.
 */
function holdsPart(text: string, citation: Citation, source: Source): boolean {
  const tries = Math.floor(mostHashed / Math.max(1, text.length));
  const isFirst = citation.startLine === 1;
  const isLast = citation.endLine === source.lines;
  const firstEnd = text.includes('\n') ? text.indexOf('\n') : text.length;
  const lastStart = text.lastIndexOf('\n') + 1;
  const starts = isFirst ? Math.min(firstEnd, tries) : 0;
  for (let start = 0; start <= starts; start += 1) {
    let ends = [text.length];
    // The length of a selection that is cited as a whole is known; each of its line ends is 1 or 2.
    if (isFirst && isLast) ends.push(start + source.chars, start + source.chars - source.lines + 1);
    else if (isLast) ends = countDown(text.length, Math.max(lastStart, text.length - tries));
    if (ends.some((end) => sha256(text.slice(start, end)) === citation.sha256)) return true;
  }
  return false;
}

function countDown(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
