import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Origin } from '../../core/context.ts';
import type { Citation } from '../../core/events.ts';
import type { StalePlace } from '../../protocol/panel.ts';
import { readLines } from '../../sources/readLines.ts';
import { bytesOf, isOnDisk, openDocument } from '../texts/documents.ts';
import { editorReader } from '../texts/editorReader.ts';
import { notebookOfCell, openNotebook } from '../texts/notebooks.ts';
import { isOutsideFiles } from '../texts/originText.ts';
import type { CitedRun } from './citedRuns.ts';

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
  async find({ sources, citations }: CitedRun): Promise<readonly StalePlace[]> {
    const stale: StalePlace[] = [];
    for (const source of sources) {
      // Without a hash there is nothing to compare them with.
      const own = citations.filter(
        ({ path, verified, sha256 }) => verified && sha256 !== '' && path === source.path,
      );
      if (own.length === 0 || source.origin === null) continue;
      const verdicts = await this.#judge(source.origin, own);
      for (const citation of own) {
        const why = verdicts.get(keyOf(source.origin, citation)) ?? 'gone';
        const { path, startLine, endLine } = citation;
        if (why !== 'same') stale.push({ path, startLine, endLine, why });
      }
    }
    return stale;
  }

  async #judge(
    origin: Origin,
    citations: readonly Citation[],
  ): Promise<ReadonlyMap<string, Verdict>> {
    const uri = vscode.Uri.parse(origin.uri, true);
    const known = this.#looked.get(origin.uri);
    const document = await unsavedDocument(uri);
    const stamp = await stampOf(uri, document).catch(() => null);
    if (stamp === null) return new Map();
    const verdicts = new Map(known?.stamp === stamp ? known.verdicts : []);
    const open = citations.filter((citation) => !verdicts.has(keyOf(origin, citation)));
    if (open.length === 0) return verdicts;
    const spans = open.map(({ startLine, endLine }) => ({
      startLine: startLine + origin.firstLine - 1,
      endLine: endLine + origin.firstLine - 1,
    }));
    const texts = await readLines(piecesOf(uri, document), spans).catch(() => null);
    if (texts === null) return new Map();
    for (const [index, citation] of open.entries()) {
      const readings = texts[index] ?? null;
      const isSame = readings?.some(
        (text) => sha256(cutToSelection(text, citation, origin)) === citation.sha256,
      );
      verdicts.set(
        keyOf(origin, citation),
        readings === null ? 'short' : isSame ? 'same' : 'changed',
      );
    }
    if (this.#looked.size >= mostKept) this.#looked.clear();
    this.#looked.set(origin.uri, { stamp, verdicts });
    return verdicts;
  }
}

function keyOf({ firstLine }: { readonly firstLine: number }, citation: Citation): string {
  return `${firstLine} ${citation.startLine} ${citation.endLine} ${citation.sha256}`;
}

/** The document, where it says what no file does: unsaved text, a cell of a notebook. */
async function unsavedDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const notebook = notebookOfCell(uri);
  if (notebook !== null) await openNotebook(notebook);
  const document = openDocument(uri);
  return document !== undefined && (isOutsideFiles(uri) || !isOnDisk(document))
    ? document
    : undefined;
}

/** Rejects when there is no such file. */
async function stampOf(
  uri: vscode.Uri,
  document: vscode.TextDocument | undefined,
): Promise<string> {
  if (document !== undefined) return `version ${document.version}`;
  const { mtime, size } = await vscode.workspace.fs.stat(uri);
  return `${mtime} ${size}`;
}

async function* piecesOf(
  uri: vscode.Uri,
  document: vscode.TextDocument | undefined,
): AsyncGenerator<Uint8Array> {
  if (document === undefined) yield* editorReader(uri).read(uri.path);
  else yield bytesOf(document);
}

/** What of whole lines belonged to the Context: a selection may begin and end within a line. */
function cutToSelection(
  text: string,
  { startLine, endLine }: Citation,
  { firstLine, range }: Origin,
): string {
  if (range === undefined) return text;
  const { start, end } = range;
  const endsInLast = end.line === endLine + firstLine - 2;
  const lastLine = text.lastIndexOf('\n') + 1;
  return text.slice(
    startLine === 1 ? start.character : 0,
    endsInLast ? lastLine + end.character : text.length,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
