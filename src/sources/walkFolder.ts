import { Cancelled } from '../core/errors.ts';
import type { FileReader } from './fileReader.ts';
import { matchAny } from './globs.ts';
import { IgnoreRules } from './ignoreRules.ts';
import type { SkippedFile } from './readText.ts';
import { whyUnreadable } from './unreadable.ts';

export interface FolderFilter {
  /** Globs: only files that one of them names. None: all. */
  readonly include?: readonly string[];
  /** Globs: files and folders that are left out; stronger than `include`. */
  readonly exclude?: readonly string[];
}

/** What a walk found. Paths are from the folder, with `/`, sorted by code units. */
export interface FolderFiles {
  readonly paths: readonly string[];
  readonly skipped: readonly SkippedFile[];
  /** Files and folders that the ignore rules left out. */
  readonly ignored: number;
}

/**
 * The files below a folder that ignore rules and globs leave. Links are not followed. Rejects as
 * the reader does when the folder itself can't be listed; subfolders that can't be are skipped.
 */
export async function walkFolder(
  reader: FileReader,
  folder: string,
  filter: FolderFilter,
  signal?: AbortSignal,
): Promise<FolderFiles> {
  const isIncluded =
    (filter.include ?? []).length === 0 ? () => true : matchAny(filter.include ?? []);
  const isExcluded = matchAny(filter.exclude ?? []);
  const paths: string[] = [];
  const skipped: SkippedFile[] = [];
  let ignored = 0;
  const pending = [{ below: '', rules: await rulesAround(reader, folder) }];

  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (signal?.aborted === true) throw new Cancelled();
    const { below } = next;
    const entries = await reader.list(`${folder}/${below}`).catch((cause: unknown) => {
      if (below === '') throw cause;
      skipped.push({ path: below, why: whyUnreadable(cause) });
      return [];
    });
    let { rules } = next;
    if (entries.some((entry) => entry.name === '.gitignore' && entry.kind === 'file')) {
      const text = await readRules(reader, `${folder}/${below}.gitignore`).catch(
        (cause: unknown) => {
          skipped.push({ path: `${below}.gitignore`, why: whyUnreadable(cause) });
          return '';
        },
      );
      rules = rules.inside(below, text);
    }
    for (const { name, kind } of entries) {
      const path = below + name;
      const isFolder = kind === 'folder';
      if (isExcluded(path)) continue;
      if (!isFolder && !isIncluded(path)) continue;
      if (rules.ignores(isFolder ? `${path}/` : path)) ignored += 1;
      else if (isFolder) pending.push({ below: `${path}/`, rules });
      else if (kind === 'file') paths.push(path);
      else skipped.push({ path, why: kind === 'link' ? 'it is a link' : 'it is not a plain file' });
    }
  }
  return {
    paths: paths.sort(),
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
    ignored,
  };
}

/**
 * The rules of the repository around the folder; none when they ignore the folder itself, since
 * somebody asks about it on purpose.
 */
async function rulesAround(reader: FileReader, folder: string): Promise<IgnoreRules> {
  const folders: { readonly folder: string; readonly above: string }[] = [];
  let above = '';
  for (let at = folder; !(await exists(reader, `${at}/.git`)); ) {
    const parent = reader.parentOf(at);
    if (parent === null) return new IgnoreRules();
    above = `${parent.name}/${above}`;
    at = parent.folder;
    folders.unshift({ folder: at, above });
  }
  const root = folders[0] ?? { folder, above };
  let rules = await addRules(
    reader,
    new IgnoreRules(),
    `${root.folder}/.git/info/exclude`,
    root.above,
  );
  for (const { folder: at, above: way } of folders) {
    rules = await addRules(reader, rules, `${at}/.gitignore`, way);
  }
  return rules.ignoresStart() ? new IgnoreRules() : rules;
}

async function addRules(
  reader: FileReader,
  rules: IgnoreRules,
  file: string,
  above: string,
): Promise<IgnoreRules> {
  return (await exists(reader, file)) ? rules.around(above, await readRules(reader, file)) : rules;
}

async function readRules(reader: FileReader, file: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of reader.read(file)) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

/** False for whatever keeps it from being seen: then it can't be read either. */
async function exists(reader: FileReader, path: string): Promise<boolean> {
  return reader.stat(path).then(
    () => true,
    () => false,
  );
}
