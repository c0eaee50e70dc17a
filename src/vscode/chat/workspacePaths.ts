import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { holdsSecrets } from '../../sources/secrets.ts';

/** A path that a model may not ask about. `why`: the rest of the sentence. */
export class PathRefused extends ExpectedError {
  constructor(named: string, why: string) {
    super(`"${named}" ${why}.`, { named, why });
  }
}

/**
 * The file or folder that a model names: by its path from a workspace folder, by its absolute path or
 * by its uri. Rejects with PathRefused for what is not there, for what lies outside the workspace or
 * leads there by a link, and for files in which keys and passwords are kept.
 */
export async function findInWorkspace(named: string): Promise<vscode.Uri> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0)
    throw new PathRefused(named, "can't be asked about: no folder is open in this window");
  const candidates = candidatesFor(named.trim(), folders);
  const inside = candidates.filter((uri) => folderAround(uri, folders) !== undefined);
  if (inside.length === 0) throw outside(named);
  for (const uri of inside) {
    // Before anything is looked at: whether a secret is there is nobody's business.
    if (holdsSecrets(pathFromFolder(uri, folders))) throw secret(named);
    if (!(await exists(uri))) continue;
    await checkLinks(named, uri, folders);
    return uri;
  }
  throw new PathRefused(named, 'is not there');
}

type Folders = readonly vscode.WorkspaceFolder[];

function candidatesFor(named: string, folders: Folders): readonly vscode.Uri[] {
  const [first] = folders;
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(named)) return [normalized(vscode.Uri.parse(named))];
  const isOfDisk = first?.uri.scheme === 'file';
  if (isOfDisk && path.isAbsolute(named)) return [vscode.Uri.file(path.normalize(named))];
  const slashed = path.sep === '\\' ? named.replaceAll('\\', '/') : named;
  if (slashed.startsWith('/'))
    return folders.map(({ uri }) => normalized(uri.with({ path: slashed })));
  // `folder/file`, as VS Code names files where several folders are open.
  const byFolder = folders.flatMap(({ name, uri }) =>
    slashed === name || slashed.startsWith(`${name}/`)
      ? [vscode.Uri.joinPath(uri, slashed.slice(name.length))]
      : [],
  );
  return [...folders.map(({ uri }) => vscode.Uri.joinPath(uri, slashed)), ...byFolder];
}

function normalized(uri: vscode.Uri): vscode.Uri {
  return uri.with({ path: path.posix.normalize(uri.path) });
}

function folderAround(uri: vscode.Uri, folders: Folders): vscode.WorkspaceFolder | undefined {
  const around = vscode.workspace.getWorkspaceFolder(uri);
  return folders.find((folder) => folder.uri.toString() === around?.uri.toString());
}

function pathFromFolder(uri: vscode.Uri, folders: Folders): string {
  const root = folderAround(uri, folders)?.uri.path ?? '';
  return path.posix.relative(root, uri.path);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Where links lead counts, not what they are called. Other file systems than the disk's have none. */
async function checkLinks(named: string, uri: vscode.Uri, folders: Folders): Promise<void> {
  if (uri.scheme !== 'file') return;
  const real = await realpath(uri.fsPath);
  for (const folder of folders) {
    if (folder.uri.scheme !== 'file') continue;
    const fromRoot = path.relative(await realpath(folder.uri.fsPath), real);
    if (fromRoot.split(path.sep)[0] === '..' || path.isAbsolute(fromRoot)) continue;
    if (holdsSecrets(fromRoot.replaceAll(path.sep, '/'))) throw secret(named);
    return;
  }
  throw outside(named);
}

function outside(named: string): PathRefused {
  return new PathRefused(
    named,
    'is outside the workspace: only files and folders in it can be asked about',
  );
}

function secret(named: string): PathRefused {
  return new PathRefused(
    named,
    'is refused, since keys or passwords are kept in files of that name',
  );
}
