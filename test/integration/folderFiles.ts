import path from 'node:path';
import * as vscode from 'vscode';

/** A read-only file system in memory, of another kind than the disk, with folders. */
export class FolderFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  readonly #files: ReadonlyMap<string, Uint8Array>;

  /** Contents by path. */
  constructor(files: Readonly<Record<string, string>>) {
    const encoder = new TextEncoder();
    this.#files = new Map(
      Object.entries(files).map(([name, text]) => [name, encoder.encode(text)]),
    );
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const file = this.#files.get(uri.path);
    if (file === undefined && this.#namesIn(uri.path).size === 0) throw missing(uri);
    const type = file === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: file?.length ?? 0 };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const file = this.#files.get(uri.path);
    if (file === undefined) throw missing(uri);
    return file;
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const names = this.#namesIn(uri.path);
    if (names.size === 0) throw missing(uri);
    return [...names].map((name) => {
      const isFile = this.#files.has(path.posix.join(uri.path, name));
      return [name, isFile ? vscode.FileType.File : vscode.FileType.Directory];
    });
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  writeFile(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  delete(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  #namesIn(folder: string): ReadonlySet<string> {
    const start = folder.endsWith('/') ? folder : `${folder}/`;
    const inside = [...this.#files.keys()].filter((name) => name.startsWith(start));
    return new Set(inside.map((name) => name.slice(start.length).split('/')[0] ?? ''));
  }
}

function missing(uri: vscode.Uri): vscode.FileSystemError {
  return vscode.FileSystemError.FileNotFound(uri);
}
