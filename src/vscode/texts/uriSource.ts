import * as vscode from 'vscode';
import { targetSource } from './fileSource.ts';
import { folderSource } from './folderSource.ts';
import { folderTarget } from './folderTarget.ts';
import { nameOf } from './target.ts';
import type { TextSource } from './textSource.ts';

/** One file by itself; a folder, or several of either, as a map of their texts. Throws as `folderTarget`. */
export async function uriSource(uris: readonly vscode.Uri[]): Promise<TextSource> {
  const [only] = uris;
  if (uris.length === 1 && only !== undefined && !(await isFolder(only)))
    return targetSource({ uri: only, label: nameOf(only), ranges: null });
  return folderSource(await folderTarget(uris));
}

export async function isFolder(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.Directory) !== 0,
    // The reading says why.
    () => false,
  );
}
