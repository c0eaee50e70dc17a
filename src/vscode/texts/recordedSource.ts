import * as vscode from 'vscode';
import type { Context, ContextItem, OriginRange } from '../../core/context.ts';
import { Cancelled, EmptyText, ExpectedError } from '../../core/errors.ts';
import type { RunStarted } from '../../core/events.ts';
import type { EncodingNote } from '../../sources/encodingNotes.ts';
import { TextGone } from '../failures.ts';
import { formatCount } from '../figures.ts';
import { targetSource } from './fileSource.ts';
import { notebookOfCell } from './notebooks.ts';
import { originOf, readDocumentText } from './originText.ts';
import { type Reading, type SourceText, sayEncodings, type TextSource } from './textSource.ts';

type Recorded = RunStarted['context'];
type Source = Recorded['sources'][number];

/** Files that are read at a time. */
const atOnce = 16;
/** Files from which on reading is worth a way to stop it. */
const many = 50;
/** Names that a notice lists. */
const mostNamed = 5;

/** The text of an earlier run, read anew from where its record says that it stood. */
export function recordedSource(recorded: Recorded): TextSource {
  const { label, sources } = recorded;
  return {
    label,
    key: sources.map(({ path, origin }) => origin?.uri ?? path).join('\n'),
    isLong: sources.length >= many,
    read: (reading) => ({
      size: Promise.resolve(
        sources.length > 1 ? vscode.l10n.t('{0} texts', formatCount(sources.length)) : null,
      ),
      text: readRecorded(recorded, reading),
    }),
  };
}

/** Rejects with TextGone where nothing of it is to be had, EmptyText, or Cancelled. */
async function readRecorded(recorded: Recorded, reading: Reading): Promise<SourceText> {
  const { kind, label, sources } = recorded;
  const notebook = notebookIn(sources);
  if (notebook !== null) {
    return targetSource({ uri: notebook, label, ranges: null }).read(reading).text;
  }
  const items: ContextItem[] = [];
  const encodings: EncodingNote[] = [];
  const gone: { readonly path: string; readonly why: string }[] = [];
  for (let start = 0; start < sources.length; start += atOnce) {
    if (reading.signal.aborted) throw new Cancelled();
    const batch = sources.slice(start, start + atOnce);
    const read = await Promise.all(
      batch.map((source) => readSource(source, label, reading.signal)),
    );
    for (const each of read) {
      if ('why' in each) {
        gone.push(each);
        continue;
      }
      items.push(each.item);
      encodings.push(...each.encodings);
    }
    reading.onProgress(
      vscode.l10n.t(
        '{0} of {1} files',
        formatCount(start + batch.length),
        formatCount(sources.length),
      ),
    );
  }
  const [first] = gone;
  if (items.length === 0) throw new TextGone(label, first?.why ?? notInFile());
  const context: Context = { kind, items, label };
  if (items.every(({ text }) => text.length === 0)) throw new EmptyText(label);
  return {
    context,
    notices: [...noticesOf(gone), ...sayEncodings(encodings)],
    leftOut: gone.map(({ path, why }) => `${path}: ${why}`),
  };
}

interface ReadSource {
  readonly item: ContextItem;
  readonly encodings: readonly EncodingNote[];
}

async function readSource(
  { path, origin }: Source,
  label: string,
  signal: AbortSignal,
): Promise<ReadSource | { readonly path: string; readonly why: string }> {
  const name = path === '' ? label : path;
  if (origin === null) return { path: name, why: notInFile() };
  const uri = vscode.Uri.parse(origin.uri, true);
  const range = origin.range === undefined ? null : asRange(origin.range);
  try {
    const { text, encodings, stored } = await readDocumentText(uri, range, name, signal);
    return { item: { path, text, origin: originOf(uri, range), ...stored }, encodings };
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ExpectedError)) throw error;
    return { path: name, why: error.message };
  }
}

/** The notebook that was asked about as a whole, if one was. */
function notebookIn(sources: readonly Source[]): vscode.Uri | null {
  const origin = sources.find((source) => source.origin !== null)?.origin;
  if (origin === undefined || origin === null || origin.range !== undefined) return null;
  return notebookOfCell(vscode.Uri.parse(origin.uri, true));
}

function asRange({ start, end }: OriginRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function noticesOf(gone: readonly { readonly path: string }[]): string[] {
  if (gone.length === 0) return [];
  const named = gone.slice(0, mostNamed).map(({ path }) => path);
  const more = gone.length - named.length;
  const list = [...named, ...(more > 0 ? [`${formatCount(more)} more`] : [])].join(', ');
  return [`Of the earlier run's text this is not to be had any more: ${list}.`];
}

function notInFile(): string {
  return vscode.l10n.t('It was not in a file.');
}
