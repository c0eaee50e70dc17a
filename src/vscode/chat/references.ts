import * as vscode from 'vscode';
import { sharedText } from '../../sources/decode.ts';
import { textContext } from '../../sources/selection.ts';
import { combinedSource } from '../texts/combinedSource.ts';
import { targetSource } from '../texts/fileSource.ts';
import { rangeTarget } from '../texts/target.ts';
import type { TextSource } from '../texts/textSource.ts';
import { isFolder, uriSource } from '../texts/uriSource.ts';

type Reference = Pick<vscode.ChatPromptReference, 'id' | 'value'>;

/** What a message of a chat points at. */
export interface Referred {
  readonly uris: readonly vscode.Uri[];
  readonly ranges: readonly vscode.Location[];
  /** Text that stands in no document. */
  readonly texts: readonly string[];
  /** How many are none of these: pictures, tools, problems. */
  readonly unread: number;
}

/**
 * What a person has attached; else what the editor has by itself: the selection, or the whole file of
 * which lines show. Null when there is nothing of either.
 */
export function readReferences(references: readonly Reference[]): Referred | null {
  const attached = references.filter(({ id }) => !id.startsWith('vscode.implicit'));
  const meant = attached.length > 0 ? attached : references;
  const values = meant.map(({ id, value }) =>
    id === 'vscode.implicit.viewport' && value instanceof vscode.Location ? value.uri : value,
  );
  const uris = values.filter((value) => value instanceof vscode.Uri);
  const ranges = values.filter((value) => value instanceof vscode.Location);
  const texts = values.filter((value) => typeof value === 'string' && value.trim() !== '');
  const unread = values.length - uris.length - ranges.length - texts.length;
  const isNothing = uris.length + ranges.length + texts.length === 0;
  return isNothing ? null : { uris, ranges, texts: texts as string[], unread };
}

/** Whether a person has attached any, rather than the editor. */
export function isAttached(references: readonly Reference[]): boolean {
  return references.some(({ id }) => !id.startsWith('vscode.implicit'));
}

/** The same texts have the same name: by it a further question about them is known. */
export function nameReferred({ uris, ranges, texts }: Referred): string {
  const named = [
    ...uris.map(String),
    ...ranges.map(({ uri, range: { start, end } }) =>
      [uri, start.line, start.character, end.line, end.character].join(' '),
    ),
    ...texts,
  ];
  return JSON.stringify([...new Set(named)].sort());
}

/** Rejects as `uriSource`. */
export async function referredSource(referred: Referred): Promise<TextSource> {
  const { uris, ranges, texts } = referred;
  const sources = [
    ...(uris.length > 0 ? [await uriSource(uris)] : []),
    ...ranges.map(({ uri, range }) => targetSource(rangeTarget(uri, range))),
    ...texts.map(textSource),
  ];
  return combinedSource(sources);
}

/** Of what is attached, the folders alone. */
export async function foldersIn({ uris }: Referred): Promise<readonly vscode.Uri[]> {
  const are = await Promise.all(uris.map(isFolder));
  return uris.filter((_, index) => are[index]);
}

function textSource(text: string): TextSource {
  const label = vscode.l10n.t('attached text');
  const context = textContext([{ path: '', text: sharedText(text), origin: null }], label);
  return {
    label,
    key: text,
    isLong: false,
    read: () => ({
      size: Promise.resolve(null),
      text: Promise.resolve({ context, notices: [], leftOut: [] }),
    }),
  };
}
