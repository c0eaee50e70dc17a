import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EncodingChoice } from './decode.ts';
import { readPipe } from './readPipe.ts';

export type FileKind = 'file' | 'folder' | 'link' | 'other';

export interface FolderEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** What a Context needs of a file system: node's, or the editor's for remote and virtual files. */
export interface FileReader {
  /** Follows links. `bytes` may be 0 for what is no plain file, a pipe for instance. */
  stat(path: string): Promise<{ readonly kind: FileKind; readonly bytes: number }>;
  /** The bytes in pieces, each good until the next one is asked for. A pipe may be long in coming. */
  read(path: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** What stands in a folder, in any order; links are not followed. */
  list(folder: string): Promise<readonly FolderEntry[]>;
  /** The folder that a file or folder stands in, and its name there; null at the top. */
  parentOf(path: string): { readonly folder: string; readonly name: string } | null;
  /** What is known of the encoding of this very file. Absent: nothing is known of any. */
  encodingOf?(path: string): EncodingChoice;
  /** False for what is not stored like this: a document that isn't saved. Absent: all is. */
  isStored?(path: string): boolean;
  /** What opens the file, for citations. */
  uriOf(path: string): string;
}

// A read of this size leaves the thread free meanwhile; decoding it takes some milliseconds.
const pieceBytes = 2 * 1024 * 1024;

/** The disk. Paths are node's; `/` before a name works everywhere. Rejects with node's errors. */
export const diskReader: FileReader = {
  async stat(file) {
    const facts = await stat(file);
    return { kind: kindOf(facts), bytes: facts.isFile() ? facts.size : 0 };
  },

  async *read(file, signal) {
    if (!(await stat(file)).isFile()) return yield* readPipe(file, signal);
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const room = size > 0 ? Math.min(size, pieceBytes) : 64 * 1024;
      const piece = Buffer.allocUnsafeSlow(room);
      // A log that is being written is read as far as it went when it was opened.
      let left = size > 0 ? size : Number.POSITIVE_INFINITY;
      while (left > 0) {
        // No position: pipes have none.
        const { bytesRead } = await handle.read(piece, 0, Math.min(room, left), null);
        if (bytesRead === 0) return;
        left -= bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  },

  async list(folder) {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },

  parentOf(file) {
    const { dir, base } = path.parse(path.resolve(file));
    return base === '' ? null : { folder: dir, name: base };
  },

  uriOf(file) {
    return pathToFileURL(path.resolve(file)).href;
  },
};

function kindOf(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): FileKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
