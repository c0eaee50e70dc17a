import * as vscode from 'vscode';
import { PlaceNotFound } from '../failures.ts';
import { cellAt, notebookOfCell, openNotebook } from '../texts/notebooks.ts';

/**
 * Shows the cell with that uri in its notebook, with the line (from 0) selected where the cell's own
 * editor shows. Throws PlaceNotFound.
 */
export async function showCell(
  uri: vscode.Uri,
  line: number,
  viewColumn: vscode.ViewColumn,
): Promise<void> {
  const around = notebookOfCell(uri);
  if (around !== null) await openNotebook(around);
  const place = cellAt(uri);
  if (place === null)
    throw new PlaceNotFound(vscode.l10n.t('the cell is not in the notebook any more'));
  const { notebook, number } = place;
  const cell = new vscode.NotebookRange(number - 1, number);
  const shown = await vscode.window.showNotebookDocument(notebook, {
    viewColumn,
    selections: [cell],
  });
  shown.revealRange(cell, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  const key = uri.toString();
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === key,
  );
  if (editor !== undefined) editor.selection = new vscode.Selection(line, 0, line, 0);
}
