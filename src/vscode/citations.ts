import * as vscode from 'vscode';
import type { RunStarted, StoredEvent } from '../core/events.ts';
import type { PanelRequests } from '../protocol/panel.ts';
import type { RunStore } from '../runs/runStore.ts';
import { PlaceNotFound } from './failures.ts';
import type { LiveRuns } from './liveRuns.ts';
import { nameOf } from './texts/target.ts';

type Place = PanelRequests['openCitation']['params'];
type Source = RunStarted['context']['sources'][number];

/** ms that cited lines stay marked: long enough to find them after the eye has moved over. */
const markedFor = 8_000;
/** Bytes over which VS Code hands extensions no document. */
const largestDocument = 50 * 1024 * 1024;

/** Opens what answers point to, in the editor's own lines. */
export class Citations implements vscode.Disposable {
  readonly #runs: Pick<LiveRuns, 'get'>;
  readonly #store: Pick<RunStore, 'read'>;
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.symbolHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  #timer: NodeJS.Timeout | null = null;

  constructor(runs: Pick<LiveRuns, 'get'>, store: Pick<RunStore, 'read'>) {
    this.#runs = runs;
    this.#store = store;
  }

  /**
   * Opens the lines, which are numbered within the item of the Context. The panel, in
   * `panelColumn`, stays where it is: it is the way back. Throws PlaceNotFound.
   */
  async open(
    runId: string,
    place: Place,
    panelColumn: vscode.ViewColumn | undefined,
  ): Promise<void> {
    const { origin, lines: count } = await this.#sourceOf(runId, place.path);
    if (origin === null) throw new PlaceNotFound(vscode.l10n.t('the text was not in a file'));
    if (place.startLine < 1 || place.startLine > count) {
      throw new PlaceNotFound(vscode.l10n.t('the text had {0} lines', count));
    }
    const uri = vscode.Uri.parse(origin.uri, true);
    const first = origin.firstLine - 1 + place.startLine - 1;
    const last = origin.firstLine - 1 + Math.max(place.startLine, place.endLine) - 1;
    const selection = new vscode.Range(first, 0, first, 0);
    const viewColumn = columnFor(uri, panelColumn);
    const size = await vscode.workspace.fs.stat(uri).then(
      (stat) => stat.size,
      // An untitled document has no file; one that is gone is told by the opening.
      () => 0,
    );
    if (size > largestDocument) {
      await vscode.commands.executeCommand('vscode.open', uri, { selection, viewColumn });
      // Extensions get no editor for it, so whether it shows can't be known, nor can it be marked.
      const where = vscode.l10n.t(
        'The place is line {0} of {1}. VS Code may ask before it shows a file of this size.',
        first + 1,
        nameOf(uri),
      );
      vscode.window.showInformationMessage(where);
      return;
    }
    const editor = await vscode.window.showTextDocument(uri, { selection, viewColumn }).then(
      (shown) => shown,
      (error: unknown) => {
        throw new PlaceNotFound(error instanceof Error ? error.message : String(error));
      },
    );
    const lines = new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER);
    editor.revealRange(lines, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.#mark(editor, lines);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#decoration.dispose();
  }

  #mark(editor: vscode.TextEditor, lines: vscode.Range): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const other of vscode.window.visibleTextEditors)
      other.setDecorations(this.#decoration, []);
    editor.setDecorations(this.#decoration, [lines]);
    this.#timer = setTimeout(() => editor.setDecorations(this.#decoration, []), markedFor);
  }

  async #sourceOf(runId: string, path: string): Promise<Source> {
    const live = this.#runs.get(runId)?.eventsSince(0);
    const events: readonly StoredEvent[] = live ?? (await this.#store.read(runId));
    const started = events.find((event) => event.type === 'run.started' && event.run === '');
    const sources = started?.type === 'run.started' ? started.context.sources : [];
    const source = sources.find((candidate) => candidate.path === path);
    if (source === undefined) {
      throw new PlaceNotFound(vscode.l10n.t('the run had no text "{0}"', path));
    }
    return source;
  }
}

/** Where the file already shows, else a column that isn't the panel's. */
function columnFor(uri: vscode.Uri, panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  if (shown?.viewColumn !== undefined) return shown.viewColumn;
  return panelColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
}
