import * as vscode from 'vscode';
import { InvalidOption } from '../../core/errors.ts';
import { plainLine } from '../plainText.ts';
import { nameOf } from './target.ts';

/** Files and folders that a person points at. */
export interface FolderTarget {
  /** The folder from which the texts are named. */
  readonly base: vscode.Uri;
  /** Their paths from there; `''`: the folder itself. */
  readonly selected: readonly string[];
  readonly label: string;
}

/**
 * One folder is named by itself; a file, and several of either, by the folder that holds them all.
 * Rejects with InvalidOption when nothing does.
 */
export async function folderTarget(uris: readonly vscode.Uri[]): Promise<FolderTarget> {
  const [first, ...others] = distinct(uris);
  if (first === undefined) throw new InvalidOption('No folder is named.');
  if (others.length === 0) {
    const isFile = await isPlainFile(first);
    const base = isFile ? vscode.Uri.joinPath(first, '..') : first;
    return { base, selected: [isFile ? nameOf(first) : ''], label: nameOf(first) };
  }
  const all = [first, ...others];
  if (!all.every((uri) => uri.scheme === first.scheme && uri.authority === first.authority)) {
    throw new InvalidOption('Files and folders of one file system can be asked about together.');
  }
  const parts = all.map((uri) => uri.path.split('/').filter((part) => part !== ''));
  const [shortest = []] = parts.toSorted((one, other) => one.length - other.length);
  const differing = shortest.findIndex((part, at) => parts.some((each) => each[at] !== part));
  const depth = differing === -1 ? shortest.length : differing;
  return {
    base: first.with({ path: `/${shortest.slice(0, depth).join('/')}` }),
    selected: parts.map((each) => each.slice(depth).join('/')),
    label: vscode.l10n.t('{0} and {1} more', nameOf(first), others.length),
  };
}

/** The folder to ask about, from a list; undefined when the person gives up. */
export async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return openFolderDialog(undefined);
  const other = { label: `$(folder-opened) ${vscode.l10n.t('Another folder...')}`, uri: null };
  const items = folders.map(({ name, uri }) => ({
    label: `$(folder) ${plainLine(name)}`,
    description: plainLine(uri.scheme === 'file' ? uri.fsPath : uri.toString(true)),
    uri,
  }));
  const title = vscode.l10n.t('Ask about which folder?');
  const picked = await vscode.window.showQuickPick([...items, other], { title });
  if (picked === undefined) return undefined;
  return picked.uri ?? openFolderDialog(folders[0]?.uri);
}

async function openFolderDialog(start: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: vscode.l10n.t('Ask about folder'),
    ...(start !== undefined && { defaultUri: start }),
  });
  return chosen?.[0];
}

function distinct(uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
  const trimmed = uris.map((uri) => uri.with({ path: uri.path.replace(/(?<=.)\/+$/, '') }));
  return [...new Map(trimmed.map((uri) => [uri.toString(), uri])).values()];
}

async function isPlainFile(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.File) !== 0,
    // The reading, which lists it as a folder, says why it can't be.
    () => false,
  );
}
