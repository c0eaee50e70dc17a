import * as vscode from 'vscode';
import { sharedText } from '../../sources/decode.ts';
import type { TextPart } from '../../sources/selection.ts';

import { originOf } from './originText.ts';

/** A cell's place in its notebook. */
interface CellPlace {
  readonly notebook: vscode.NotebookDocument;
  /** From 1. */
  readonly number: number;
}

export function isCell({ scheme }: vscode.Uri): boolean {
  return scheme === 'vscode-notebook-cell';
}

/** The cell whose document has that uri, where its notebook is open. */
export function cellAt(uri: vscode.Uri): CellPlace | null {
  if (!isCell(uri)) return null;
  const key = uri.toString();
  for (const notebook of vscode.workspace.notebookDocuments) {
    const index = notebook.getCells().findIndex(({ document }) => document.uri.toString() === key);
    if (index !== -1) return { notebook, number: index + 1 };
  }
  return null;
}

/** Where the notebook stands that a cell belongs to; null for the uri of no cell. */
export function notebookOfCell(uri: vscode.Uri): vscode.Uri | null {
  if (!isCell(uri)) return null;
  // Of one that isn't open only the path is known: notebooks of other schemes have to be.
  return cellAt(uri)?.notebook.uri ?? uri.with({ scheme: 'file', fragment: '' });
}

/** The notebook of a uri, opened if need be; null where it is none that VS Code can open. */
export async function openNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument | null> {
  const key = uri.toString();
  const open = vscode.workspace.notebookDocuments.find((each) => each.uri.toString() === key);
  if (open !== undefined || !uri.path.endsWith('.ipynb')) return open ?? null;
  return vscode.workspace.openNotebookDocument(uri).then(
    (notebook) => notebook,
    // No extension knows it, or it is broken: as a file it still has text.
    () => null,
  );
}

/** Its cells and the text of their outputs, as they stand in the editor; empty ones are left out. */
export function notebookParts(notebook: vscode.NotebookDocument): TextPart[] {
  const cells = notebook.getCells();
  const digits = String(cells.length).length;
  return cells.flatMap((cell, index): TextPart[] => {
    const name = `cell-${String(index + 1).padStart(digits, '0')}`;
    const { document } = cell;
    const path = `${name}.${extensionOf(cell)}`;
    const origin = originOf(document.uri, null);
    const source = { path, text: sharedText(document.getText()), origin };
    // Outputs stand in no document that could be opened at a line.
    const output = { path: `${name}.output.txt`, text: sharedText(outputText(cell)), origin: null };
    return [source, output].filter(({ text }) => text.length > 0);
  });
}

const extensions: Readonly<Record<string, string>> = {
  python: 'py',
  javascript: 'js',
  typescript: 'ts',
  julia: 'jl',
  shellscript: 'sh',
  csharp: 'cs',
  markdown: 'md',
};

/** As of a file in the cell's language, which tells the model what the text is. */
function extensionOf({ kind, document: { languageId } }: vscode.NotebookCell): string {
  if (kind === vscode.NotebookCellKind.Markup) return 'md';
  return extensions[languageId] ?? languageId;
}

/** The kinds of output that are text, the most telling first: one and the same comes in several. */
const textTypes = [
  'text/plain',
  'text/markdown',
  'application/vnd.code.notebook.stdout',
  'application/vnd.code.notebook.stderr',
  'application/vnd.code.notebook.error',
  'application/json',
] as const;

function outputText({ outputs }: vscode.NotebookCell): string {
  const decoder = new TextDecoder();
  return outputs
    .map(({ items }) => {
      const type = textTypes.find((each) => items.some(({ mime }) => mime === each));
      return items
        .filter(({ mime }) => mime === type)
        .map(({ data }) => decoder.decode(data))
        .join('');
    })
    .filter((text) => text !== '')
    .join('\n');
}
