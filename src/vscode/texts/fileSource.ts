import * as vscode from 'vscode';
import type { Context } from '../../core/context.ts';
import { EmptyText } from '../../core/errors.ts';
import type { EncodingNote } from '../../sources/encodingNotes.ts';
import { type TextPart, textContext } from '../../sources/selection.ts';
import { formatBytes } from '../figures.ts';
import { openDocument } from './documents.ts';
import { notebookParts, openNotebook } from './notebooks.ts';
import { originOf, readDocumentText } from './originText.ts';
import { linesOf, nameOf, type Target } from './target.ts';
import { type SourceText, sayEncodings, type TextSource } from './textSource.ts';

/** A file, a notebook or some ranges of a document, as the editor shows it. */
export function targetSource(target: Target): TextSource {
  return {
    label: target.label,
    key: target.uri.toString(),
    isLong: false,
    read: ({ signal }) => ({
      size: sizeOf(target),
      text: readTarget(target, signal),
    }),
  };
}

/** Rejects with EmptyText and as `readDocumentText`. */
async function readTarget(target: Target, signal: AbortSignal): Promise<SourceText> {
  const { uri, label, ranges } = target;
  const { context, encodings } =
    ranges === null
      ? ((await notebookContext(uri, label)) ?? (await wholeContext(target, signal)))
      : await rangesContext(target, ranges, signal);
  if (context.items.every(({ text }) => text.length === 0)) throw new EmptyText(label);
  return { context, notices: sayEncodings(encodings), leftOut: [] };
}

interface TargetContext {
  readonly context: Context;
  readonly encodings: readonly EncodingNote[];
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
async function notebookContext(uri: vscode.Uri, label: string): Promise<TargetContext | null> {
  const notebook = await openNotebook(uri);
  return notebook && { context: textContext(notebookParts(notebook), label), encodings: [] };
}

async function wholeContext({ uri, label }: Target, signal: AbortSignal): Promise<TargetContext> {
  const { text, encodings, stored } = await readDocumentText(uri, null, label, signal);
  const items = [{ path: '', text, origin: originOf(uri, null), ...stored }];
  return { context: { kind: 'string', items, label }, encodings };
}

/** Each range is a text of its own, which knows the line in the editor that it begins at. */
async function rangesContext(
  { uri, label }: Target,
  ranges: readonly vscode.Range[],
  signal: AbortSignal,
): Promise<TargetContext> {
  const parts: TextPart[] = [];
  // All are of one file.
  let encodings: readonly EncodingNote[] = [];
  for (const range of ranges) {
    const read = await readDocumentText(uri, range, label, signal);
    const path = `${nameOf(uri)}:${linesOf(range)}`;
    parts.push({ path, text: read.text, origin: originOf(uri, range) });
    encodings = read.encodings;
  }
  return { context: textContext(parts, label), encodings };
}
