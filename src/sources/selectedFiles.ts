import type { FileReader } from './fileReader.ts';
import type { LeftOutPattern } from './leftOut.ts';
import { type FolderFiles, type WalkOptions, walkFolder } from './walkFolder.ts';

/**
 * What `walkFolder` finds in each of some files and folders, all named from `folder` on (`''`:
 * itself). A file that is named is found whatever rules and globs say of it, and each only once.
 */
export async function findSelected(
  reader: FileReader,
  folder: string,
  selected: readonly string[],
  options: WalkOptions,
): Promise<FolderFiles> {
  const found: FolderFiles[] = [];
  let earlier = 0;
  const onFound = (files: number): void => options.onFound?.(earlier + files);
  for (const path of selected) {
    const at = path === '' ? folder : `${folder}/${path}`;
    // What can't be looked at is refused by the walk, with the reason.
    const isFile = path !== '' && (await reader.stat(at)).kind !== 'folder';
    if (isFile) {
      found.push({ paths: [path], skipped: [], unnamed: 0, patterns: [], isCut: false });
    } else {
      const below = path === '' ? '' : `${path}/`;
      const above = (options.above ?? '') + below;
      found.push(inside(below, await walkFolder(reader, at, { ...options, above, onFound })));
    }
    earlier += found.at(-1)?.paths.length ?? 0;
  }
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const paths = new Set(found.flatMap((each) => each.paths));
  const skipped = new Map(
    found.flatMap((each) => each.skipped).map((each) => [each.path, each] as const),
  );
  return {
    paths: [...paths].sort(),
    skipped: [...skipped.values()].filter(({ path }) => !paths.has(path)),
    unnamed: found.reduce((sum, each) => sum + each.unnamed, 0),
    patterns: distinct(found.flatMap((each) => each.patterns)),
    isCut: found.some((each) => each.isCut),
  };
}

function inside(below: string, found: FolderFiles): FolderFiles {
  if (below === '') return found;
  return {
    ...found,
    paths: found.paths.map((path) => below + path),
    skipped: found.skipped.map((each) => ({ ...each, path: below + each.path })),
    patterns: found.patterns.map((each) =>
      isOfFolder(each) ? { ...each, from: below + each.from } : each,
    ),
  };
}

/** Not a glob, and not of an ignore file around the folder. */
function isOfFolder({ from }: LeftOutPattern): boolean {
  return !/^(include|exclude|\.\.\/.*|\.git\/.*)$/.test(from);
}

/** Rules around folders, and globs, are met with in each of them. */
function distinct(patterns: readonly LeftOutPattern[]): readonly LeftOutPattern[] {
  const byText = new Map(patterns.map((each) => [`${each.from}\n${each.pattern}`, each]));
  return [...byText.values()];
}
