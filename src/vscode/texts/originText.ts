import * as vscode from 'vscode';
import type { Origin, SharedText } from '../../core/context.ts';
import { TextItem } from '../../sandbox/text/textItem.ts';
import { sharedText } from '../../sources/decode.ts';
import { type EncodingNote, encodingNotes } from '../../sources/encodingNotes.ts';
import { diskReader } from '../../sources/fileReader.ts';
import { type ReadFile, readFileText, SizeLimit } from '../../sources/readText.ts';
import { asUnreadable } from '../../sources/unreadable.ts';
import { readEncodingChoice } from '../settings/encodingSetting.ts';
import { isOnDisk, openDocument } from './documents.ts';
import { editorReader } from './editorReader.ts';

/** Of a file that only `workspace.fs` reaches (remote, virtual): it can't stream. */
export const mostVirtualMegabytes = 200;
/** Bytes over which VS Code hands extensions no document. */
export const largestDocument = 50 * 1024 * 1024;

/** A document's text, and how its bytes were decoded if there is something to tell. */
export interface DocumentText {
  readonly text: SharedText;
  readonly encodings: readonly EncodingNote[];
  /** That of a ContextItem: absent for a range, and for what isn't stored as it is. */
  readonly stored: { readonly fileEncoding?: string };
}

/**
 * A document's text, or a range of it, as the editor shows it: what is unsaved wins over the disk.
 * Rejects with BinaryText, UnreadableFile, TextTooLarge, or Cancelled when the signal fires.
 */
export async function readDocumentText(
  uri: vscode.Uri,
  range: vscode.Range | null,
  label: string,
  signal: AbortSignal,
): Promise<DocumentText> {
  const document = openDocument(uri) ?? (await openOutsideFiles(uri));
  if (document !== undefined && (range !== null || !isOnDisk(document)))
    return { text: sharedText(document.getText(range ?? undefined)), encodings: [], stored: {} };
  const read = await readBytes(uri, label, signal);
  const encodings = encodingNotes(label, read);
  return range === null
    ? { text: read.text, encodings, stored: read.stored }
    : { text: cut(read.text, range), encodings, stored: {} };
}

export function originOf(uri: vscode.Uri, range: vscode.Range | null): Origin {
  const firstLine = (range?.start.line ?? 0) + 1;
  if (range === null) return { uri: uri.toString(), firstLine };
  const [start, end] = [range.start, range.end].map(({ line, character }) => ({ line, character }));
  return { uri: uri.toString(), firstLine, ...(start && end && { range: { start, end } }) };
}

/** Whether VS Code gives extensions no document of it, only its tab. */
export async function isTooLargeToOpen(uri: vscode.Uri): Promise<boolean> {
  if (openDocument(uri) !== undefined) return false;
  return vscode.workspace.fs.stat(uri).then(
    ({ size }) => size > largestDocument,
    // The reading says why.
    () => false,
  );
}

/** Whether no file system has it: a cell of a notebook, an extension's own document. */
export function isOutsideFiles({ scheme }: vscode.Uri): boolean {
  return scheme !== 'file' && vscode.workspace.fs.isWritableFileSystem(scheme) === undefined;
}

async function openOutsideFiles(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  if (!isOutsideFiles(uri)) return undefined;
  return vscode.workspace.openTextDocument(uri).then(
    (document) => document,
    // The reading of its bytes, which goes wrong too, says why.
    () => undefined,
  );
}

async function readBytes(uri: vscode.Uri, label: string, signal: AbortSignal): Promise<ReadFile> {
  const options = { signal, refuseBinary: true, ...readEncodingChoice(uri) };
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

/** By lines as the editor counts them; what lies behind a line's or the text's end is that end. */
function cut(text: SharedText, { start, end }: vscode.Range): SharedText {
  const item = new TextItem('', text);
  const { lines } = item;
  const offset = ({ line, character }: vscode.Position): number =>
    line >= lines.count ? item.length : Math.min(lines.start(line) + character, lines.end(line));
  return sharedText(item.slice(offset(start), offset(end)));
}
