import * as vscode from 'vscode';
import { diskReader, type FileKind, type FileReader } from '../../sources/fileReader.ts';
import { readEncodingChoice } from '../settings/encodingSetting.ts';
import { bytesOf, documentEncoding, unsavedDocuments } from './documents.ts';

/**
 * Files as the editor has them: what is unsaved wins over what is stored, and other schemes than the
 * disk's are read through its file systems. Paths are those of uris, with scheme, authority and query
 * of `base`.
 */
export function editorReader(base: vscode.Uri): FileReader {
  const unsaved = unsavedDocuments();
  // A joined path may have a slash too many, which makes another uri of it.
  const uriAt = (path: string): vscode.Uri =>
    base.with({ path: path.replace(/^\/{2,}/, '/').replace(/(?<=.)\/+$/, '') });
  const unsavedBytes = (uri: vscode.Uri): Buffer | null => {
    if (unsaved.size === 0) return null;
    const document = unsaved.get(uri.toString());
    return document === undefined ? null : bytesOf(document);
  };
  const files = base.scheme === 'file' ? diskFiles : workspaceFiles;
  return {
    async stat(path) {
      const bytes = unsavedBytes(uriAt(path));
      return bytes === null ? files.stat(uriAt(path)) : { kind: 'file', bytes: bytes.length };
    },

    async *read(path) {
      const bytes = unsavedBytes(uriAt(path));
      if (bytes === null) yield* files.read(uriAt(path));
      else yield bytes;
    },

    list: (folder) => files.list(uriAt(folder)),

    parentOf(path) {
      const whole = uriAt(path).path;
      const cut = whole.lastIndexOf('/');
      const name = whole.slice(cut + 1);
      return name === '' ? null : { folder: whole.slice(0, cut) || '/', name };
    },

    encodingOf(path) {
      const uri = uriAt(path);
      return unsaved.has(uri.toString()) ? { encoding: documentEncoding } : readEncodingChoice(uri);
    },

    isStored: (path) => !unsaved.has(uriAt(path).toString()),

    uriOf: (path) => uriAt(path).toString(),
  };
}

/** The part of a FileReader that touches a file system, by uri. */
interface Files {
  stat(uri: vscode.Uri): ReturnType<FileReader['stat']>;
  read(uri: vscode.Uri): AsyncIterable<Uint8Array>;
  list(uri: vscode.Uri): ReturnType<FileReader['list']>;
}

const diskFiles: Files = {
  stat: (uri) => diskReader.stat(uri.fsPath),
  read: (uri) => diskReader.read(uri.fsPath),
  list: (uri) => diskReader.list(uri.fsPath),
};

const workspaceFiles: Files = {
  async stat(uri) {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    return { kind: kindOf(type & ~vscode.FileType.SymbolicLink), bytes: size };
  },

  // All at once: the API knows no pieces.
  async *read(uri) {
    yield await vscode.workspace.fs.readFile(uri);
  },

  async list(uri) {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return entries.map(([name, type]) => ({ name, kind: kindOf(type) }));
  },
};

function kindOf(type: vscode.FileType): FileKind {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  if (type & vscode.FileType.Directory) return 'folder';
  return type & vscode.FileType.File ? 'file' : 'other';
}
