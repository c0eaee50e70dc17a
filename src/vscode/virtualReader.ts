import * as vscode from 'vscode';
import type { FileKind, FileReader } from '../sources/fileReader.ts';

/** Files of any scheme through the editor's file systems; paths are uris in text. */
export const virtualReader: FileReader = {
  async stat(uri) {
    const { type, size } = await vscode.workspace.fs.stat(vscode.Uri.parse(uri));
    return { kind: kindOf(type & ~vscode.FileType.SymbolicLink), bytes: size };
  },

  // All at once: the API knows no pieces.
  async *read(uri) {
    yield await vscode.workspace.fs.readFile(vscode.Uri.parse(uri));
  },

  async list(folder) {
    const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.parse(folder));
    return entries.map(([name, type]) => ({ name, kind: kindOf(type) }));
  },

  parentOf(uri) {
    const parsed = vscode.Uri.parse(uri);
    const cut = parsed.path.lastIndexOf('/');
    if (cut <= 0) return null;
    const folder = parsed.with({ path: parsed.path.slice(0, cut) }).toString();
    return { folder, name: parsed.path.slice(cut + 1) };
  },

  uriOf(uri) {
    return uri;
  },
};

function kindOf(type: vscode.FileType): FileKind {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  if (type & vscode.FileType.Directory) return 'folder';
  return type & vscode.FileType.File ? 'file' : 'other';
}
