import * as vscode from 'vscode';
import type { Citation, StoredEvent } from '../../core/events.ts';
import { findKeptLines } from '../../runs/keptLines.ts';
import type { RunStore } from '../../runs/runStore.ts';

const scheme = 'rlm-lines';
/** Texts over 4,096 characters that are fetched for one citation at most. */
const mostFetched = 200;

/** Shows cited lines of files that are gone, as far as the runs have kept them: read-only documents. */
export class KeptTexts implements vscode.Disposable {
  readonly #store: Pick<RunStore, 'read' | 'readText'>;
  readonly #shown = new Map<string, string>();
  readonly #registration: vscode.Disposable;

  constructor(store: Pick<RunStore, 'read' | 'readText'>) {
    this.#store = store;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.#shown.get(uri.toString()),
    });
  }

  /** A document with the cited lines; null where the run has kept none that are the same. */
  async find(runId: string, name: string, citation: Citation): Promise<vscode.Uri | null> {
    const { startLine, endLine, sha256 } = citation;
    if (sha256 === '') return null;
    const texts = await this.#textsOf(runId);
    const lines = findKeptLines(texts, { count: endLine - startLine + 1, sha256 });
    if (lines === null) return null;
    const where = startLine === endLine ? `L${startLine}` : `L${startLine}-${endLine}`;
    const uri = vscode.Uri.from({ scheme, path: `/${where} ${name}`, query: runId });
    this.#shown.set(uri.toString(), lines);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #textsOf(runId: string): Promise<readonly string[]> {
    const events = await this.#store.read(runId);
    const kept = events.flatMap(textOf);
    let fetched = 0;
    const texts: string[] = [];
    for (const { text, whole } of kept) {
      if (whole !== undefined && fetched++ < mostFetched)
        texts.push(await this.#store.readText(runId, whole));
      else texts.push(text);
    }
    return texts;
  }
}

/** `whole`: the hash of the whole text where only its beginning stands in the event. */
function textOf(event: StoredEvent): readonly { text: string; whole: string | undefined }[] {
  switch (event.type) {
    case 'cell.finished':
      return [{ text: event.output, whole: event.refs?.output?.sha256 }];
    case 'call.started':
      return [{ text: event.prompt, whole: event.refs?.prompt?.sha256 }];
    default:
      return [];
  }
}
