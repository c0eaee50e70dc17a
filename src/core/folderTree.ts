/** Files under one path. */
interface Folder {
  readonly path: string;
  readonly files: readonly PathSize[];
}

export interface PathSize {
  readonly path: string;
  readonly chars: number;
}

/** What stands in one line of a tree. */
export interface FolderSum {
  /** With a `/` at its end; `''` for files that stand in no folder. */
  readonly path: string;
  readonly files: number;
  readonly chars: number;
}

/**
 * The folders of many paths, in order: as deep as `most` lines allow, those that hold the most files
 * opened first. Files beside opened folders are counted with the folder that they stand in.
 */
export function folderTree(paths: readonly PathSize[], most: number): readonly FolderSum[] {
  let folders: readonly Folder[] = split({ path: '', files: paths });
  const closed = new Set<Folder>();
  for (;;) {
    const open = folders.filter((folder) => !closed.has(folder));
    const [largest] = open.sort((one, other) => other.files.length - one.files.length);
    if (largest === undefined) break;
    const parts = split(largest);
    const isFiner = parts.length > 1 || parts[0]?.path !== largest.path;
    if (!isFiner || folders.length - 1 + parts.length > most) closed.add(largest);
    else folders = folders.flatMap((folder) => (folder === largest ? parts : [folder]));
  }
  return folders
    .map(({ path, files }) => ({
      path,
      files: files.length,
      chars: files.reduce((sum, { chars }) => sum + chars, 0),
    }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The folders in a folder, and what stands in it beside them under its own path. */
function split({ path, files }: Folder): readonly Folder[] {
  const parts = new Map<string, PathSize[]>();
  for (const file of files) {
    const end = file.path.indexOf('/', path.length);
    const name = end < 0 ? path : file.path.slice(0, end + 1);
    const part = parts.get(name) ?? [];
    part.push(file);
    parts.set(name, part);
  }
  return [...parts].map(([name, inside]) => ({ path: name, files: inside }));
}
