import * as vscode from 'vscode';
import type { PanelRequests, StalePlace } from '../../protocol/panel.ts';
import type { RunStore } from '../../runs/runStore.ts';
import { PlaceNotFound } from '../failures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';
import { notify } from '../notifications.ts';
import { openDocument } from '../texts/documents.ts';
import { isCell } from '../texts/notebooks.ts';
import { isOutsideFiles, largestDocument } from '../texts/originText.ts';
import { nameOf } from '../texts/target.ts';
import { showCell } from './citedCell.ts';
import { CitedMark } from './citedMark.ts';
import { CitedRuns, type Source } from './citedRuns.ts';
import { KeptTexts } from './keptTexts.ts';
import { StaleCitations } from './staleCitations.ts';

type Place = PanelRequests['openCitation']['params'];
type Range = PanelRequests['openRange']['params'];

/** Opens what answers point to, in the editor's own lines, and says what of it has changed. */
export class Citations implements vscode.Disposable {
  readonly #runs: CitedRuns;
  readonly #mark = new CitedMark();
  readonly #stale = new StaleCitations();
  readonly #kept: KeptTexts;

  constructor(runs: Pick<LiveRuns, 'get'>, store: Pick<RunStore, 'read' | 'readText'>) {
    this.#runs = new CitedRuns(runs, store);
    this.#kept = new KeptTexts(store);
  }

  /**
   * Opens the lines, which are numbered within the item of the Context, beside the panel in
   * `panelColumn`. Of a file that is gone it offers the lines as the run has kept them. Throws
   * PlaceNotFound.
   */
  async open(
    runId: string,
    place: Place,
    panelColumn: vscode.ViewColumn | undefined,
  ): Promise<void> {
    const source = await this.#runs.source(runId, place.path);
    const { origin, lines: count } = source;
    if (place.startLine < 1 || place.startLine > count) {
      throw new PlaceNotFound(vscode.l10n.t('the text had {0} lines', count));
    }
    if (origin !== null && (await isGone(vscode.Uri.parse(origin.uri, true)))) {
      await this.#tellGone(runId, place, nameOf(vscode.Uri.parse(origin.uri, true)));
      return;
    }
    const first = (origin?.firstLine ?? 1) + place.startLine - 2;
    const last = first + Math.max(0, place.endLine - place.startLine);
    const { column = 1 } = place;
    // A selection may begin within its first line.
    const before = place.startLine === 1 ? (origin?.range?.start.character ?? 0) : 0;
    const character = column > 1 ? before + column - 1 : 0;
    await this.#show(runId, source, panelColumn, async () => [first, last], character);
  }

  /** Opens the lines that hold these characters of an item of the Context. Throws PlaceNotFound. */
  async openRange(
    runId: string,
    { path, start, end }: Range,
    panelColumn: vscode.ViewColumn | undefined,
  ): Promise<void> {
    const source = await this.#runs.source(runId, path);
    await this.#show(runId, source, panelColumn, async (uri) => {
      const first = (source.origin?.firstLine ?? 1) - 1;
      if (uri === null) {
        // As if all lines were of one length.
        const lineAt = (chars: number): number =>
          first + Math.floor((chars / Math.max(1, source.chars)) * source.lines);
        return [lineAt(start), lineAt(end)];
      }
      const document = await vscode.workspace.openTextDocument(uri);
      const { character = 0 } = source.origin?.range?.start ?? {};
      const offset = document.offsetAt(new vscode.Position(first, character));
      const lineAt = (chars: number): number => document.positionAt(offset + chars).line;
      return [lineAt(start), lineAt(Math.max(start, end - 1))];
    });
  }

  /** The answer's verified places whose lines say something else today. */
  async stale(runId: string): Promise<readonly StalePlace[]> {
    return this.#stale.find(await this.#runs.get(runId));
  }

  /** Whether any of these files, by their uris, is one that the run read. */
  async concern(runId: string, uris: ReadonlySet<string>): Promise<boolean> {
    const { sources } = await this.#runs.get(runId);
    return sources.some(({ origin }) => origin !== null && uris.has(origin.uri));
  }

  dispose(): void {
    this.#mark.dispose();
    this.#kept.dispose();
  }

  async #tellGone(runId: string, place: Place, name: string): Promise<void> {
    const { citations } = await this.#runs.get(runId);
    const cited = citations.find(
      ({ path, startLine, endLine }) =>
        path === place.path && startLine === place.startLine && endLine === place.endLine,
    );
    const kept = cited && (await this.#kept.find(runId, name, cited));
    if (kept == null) throw new PlaceNotFound(goneSentence(name));
    const title = vscode.l10n.t('Show the lines as they were');
    notify('warning', `${goneSentence(name)}.`, [
      { title, command: 'vscode.open', argument: kept },
    ]);
  }

  /**
   * `find` gets the uri, or null where there is no document, and gives first and last line from 0;
   * `character`, from 0 too, is where in the first one the place begins.
   */
  async #show(
    runId: string,
    { origin }: Source,
    panelColumn: vscode.ViewColumn | undefined,
    find: (uri: vscode.Uri | null) => Promise<readonly [number, number]>,
    character = 0,
  ): Promise<void> {
    if (origin === null) throw new PlaceNotFound(vscode.l10n.t('the text was not in a file'));
    const uri = vscode.Uri.parse(origin.uri, true);
    if (await isGone(uri)) throw new PlaceNotFound(goneSentence(nameOf(uri)));
    const viewColumn = columnFor(uri, panelColumn);
    if (isCell(uri)) {
      const [line, last] = await find(uri);
      await showCell(uri, line, viewColumn);
      const lines = new vscode.Range(line, 0, last, Number.MAX_SAFE_INTEGER);
      this.#mark.show({ uri, lines, runId });
      return;
    }
    const size = await vscode.workspace.fs.stat(uri).then(
      (stat) => stat.size,
      // An untitled document has no file; one that is gone is told by the opening.
      () => 0,
    );
    if (size > largestDocument) {
      const [line] = await find(null);
      const selection = new vscode.Range(line, character, line, character);
      await vscode.commands.executeCommand('vscode.open', uri, { selection, viewColumn });
      sayWhere(runId, uri, line);
      return;
    }
    try {
      const [first, last] = await find(uri);
      const selection = new vscode.Range(first, character, first, character);
      const editor = await vscode.window.showTextDocument(uri, { selection, viewColumn });
      const lines = new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER);
      const shown = character > 0 ? selection : lines;
      editor.revealRange(shown, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      this.#mark.show({ uri, lines, runId });
    } catch (error) {
      throw new PlaceNotFound(error instanceof Error ? error.message : String(error));
    }
  }
}

/** Without its full stop. */
function goneSentence(name: string): string {
  return vscode.l10n.t('"{0}" was moved, renamed or deleted', name);
}

/** Whether nothing is there any more that had a file. */
async function isGone(uri: vscode.Uri): Promise<boolean> {
  if (isCell(uri) || isOutsideFiles(uri) || openDocument(uri) !== undefined) return false;
  return vscode.workspace.fs.stat(uri).then(
    () => false,
    (error: unknown) => error instanceof vscode.FileSystemError && error.code === 'FileNotFound',
  );
}

/** Extensions get no editor for such a file: whether it shows can't be known, nor can it be marked. */
function sayWhere(runId: string, uri: vscode.Uri, line: number): void {
  const where = vscode.l10n.t(
    'The place is line {0} of {1}. VS Code may ask before it shows a file of this size.',
    line + 1,
    nameOf(uri),
  );
  const title = vscode.l10n.t('Back to the answer');
  notify('information', where, [{ title, command: 'rlm.showRun', argument: runId }]);
}

/** A column that isn't the panel's. */
export function columnBeside(panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  return panelColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
}

/** Where the file already shows, else beside the panel. */
function columnFor(uri: vscode.Uri, panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  return shown?.viewColumn ?? columnBeside(panelColumn);
}
