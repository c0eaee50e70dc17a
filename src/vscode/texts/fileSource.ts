import * as vscode from 'vscode';
import type { Context } from '../../core/context.ts';
import { EmptyText, UnreadableFile } from '../../core/errors.ts';
import { diskReader } from '../../sources/fileReader.ts';
import { type ReadText, readFileText, SizeLimit } from '../../sources/readText.ts';
import { type TextPart, textContext } from '../../sources/selection.ts';
import { asUnreadable } from '../../sources/unreadable.ts';
import { formatBytes } from '../figures.ts';
import { isOnDisk, openDocument } from './documents.ts';
import { editorReader } from './editorReader.ts';
import { linesOf, nameOf, type Target } from './target.ts';
import type { TextSource } from './textSource.ts';

/** Of a file that only `workspace.fs` reaches (remote, virtual): it can't stream. */
export const mostVirtualMegabytes = 200;

/** A file or some ranges of it, as the editor shows it. */
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

/**
 * The text that is meant, as the editor shows it: what is unsaved wins over the disk. Rejects with
 * EmptyText, BinaryText, UnreadableFile, TextTooLarge, or Cancelled when the signal fires.
 */
async function readTarget(target: Target, signal: AbortSignal): Promise<Context> {
  const { uri, label, ranges } = target;
  const document = openDocument(uri);
  const context =
    ranges !== null
      ? textContext(await selectedTexts(target, ranges), label)
      : document !== undefined && !isOnDisk(document)
        ? textContext([{ path: '', text: document.getText(), origin: originOf(uri, 0) }], label)
        : await fileContext(uri, label, signal);
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

async function fileContext(uri: vscode.Uri, label: string, signal: AbortSignal): Promise<Context> {
  const { text } = await readBytes(uri, label, signal);
  const item = { path: '', text, origin: originOf(uri, 0) };
  return { kind: 'string', items: [item], label };
}

async function readBytes(uri: vscode.Uri, label: string, signal: AbortSignal): Promise<ReadText> {
  const options = { signal, refuseBinary: true };
  try {
    if (uri.scheme === 'file') {
      const limit = new SizeLimit(label);
      return await readFileText(uri.fsPath, label, limit, { ...options, reader: diskReader });
    }
    const limit = new SizeLimit(label, mostVirtualMegabytes);
    const reader = editorReader(uri);
    return await readFileText(uri.path, label, limit, { ...options, reader });
  } catch (cause) {
    throw asUnreadable(label, cause);
  }
}

/** Each range is a text of its own, which knows the line in the editor that it begins at. */
async function selectedTexts(
  { uri, label }: Target,
  ranges: readonly vscode.Range[],
): Promise<TextPart[]> {
  const document = await vscode.workspace.openTextDocument(uri).then(
    (opened) => opened,
    (error: unknown) => {
      throw new UnreadableFile(label, error instanceof Error ? error.message : String(error));
    },
  );
  return ranges.map((range) => ({
    path: `${nameOf(uri)}:${linesOf(range)}`,
    text: document.getText(range),
    origin: originOf(uri, range.start.line),
  }));
}

function originOf(uri: vscode.Uri, line: number): TextPart['origin'] {
  return { uri: uri.toString(), firstLine: line + 1 };
}
