import * as vscode from 'vscode';
import type { Context } from '../../core/context.ts';
import { EmptyText } from '../../core/errors.ts';
import { type TextPart, textContext } from '../../sources/selection.ts';
import { formatBytes } from '../figures.ts';
import { openDocument } from './documents.ts';
import { notebookParts, openNotebook } from './notebooks.ts';
import { originOf, readDocumentText } from './originText.ts';
import { linesOf, nameOf, type Target } from './target.ts';
import type { TextSource } from './textSource.ts';

/** A file, a notebook or some ranges of a document, as the editor shows it. */
export function targetSource(target: Target): TextSource {
  return {
    label: target.label,
    isLong: false,
    read: ({ signal }) => ({
      size: sizeOf(target),
      text: readTarget(target, signal).then((context) => ({ context, notices: [], leftOut: [] })),
    }),
  };
}

/** Rejects with EmptyText and as `readDocumentText`. */
async function readTarget(target: Target, signal: AbortSignal): Promise<Context> {
  const { uri, label, ranges } = target;
  const context =
    ranges === null
      ? ((await notebookContext(uri, label)) ?? (await wholeContext(target, signal)))
      : await rangesContext(target, ranges, signal);
  if (context.items.every(({ text }) => text.length === 0)) throw new EmptyText(label);
  return context;
}

/** `48.2 MB`, as far as it is known without reading; null when it isn't. */
async function sizeOf({ uri, ranges }: Target): Promise<string | null> {
  if (ranges !== null || openDocument(uri)?.isUntitled) return null;
  return vscode.workspace.fs.stat(uri).then(
    ({ size }) => formatBytes(size),
    // The reading, which goes on beside this, says why.
    () => null,
  );
}

/** Null for what is no notebook. */
async function notebookContext(uri: vscode.Uri, label: string): Promise<Context | null> {
  const notebook = await openNotebook(uri);
  return notebook && textContext(notebookParts(notebook), label);
}

async function wholeContext({ uri, label }: Target, signal: AbortSignal): Promise<Context> {
  const text = await readDocumentText(uri, null, label, signal);
  return { kind: 'string', items: [{ path: '', text, origin: originOf(uri, null) }], label };
}

/** Each range is a text of its own, which knows the line in the editor that it begins at. */
async function rangesContext(
  { uri, label }: Target,
  ranges: readonly vscode.Range[],
  signal: AbortSignal,
): Promise<Context> {
  const parts: TextPart[] = [];
  for (const range of ranges) {
    const text = await readDocumentText(uri, range, label, signal);
    const path = `${nameOf(uri)}:${linesOf(range)}`;
    parts.push({ path, text, origin: originOf(uri, range) });
  }
  return textContext(parts, label);
}
