import { Cancelled } from '../core/errors.ts';
import type { FileReader, FolderEntry } from './fileReader.ts';
import { matchAny, type SiblingGlob } from './globs.ts';
import type { IgnoreRules } from './ignoreRules.ts';
import type { LeftOut, LeftOutPattern } from './leftOut.ts';
import type { PatternFault } from './pathPattern.ts';
import { readRules, rulesAround } from './rulesAround.ts';
import { holdsSecrets, namedOnPurpose } from './secrets.ts';
import { whyUnreadable } from './unreadable.ts';

export interface FolderFilter {
  /** Globs: only files that one of them names. None: all. */
  readonly include?: readonly string[];
  /**
   * Globs: files and folders that are left out; stronger than `include`. One that names the folder
   * itself doesn't count, since somebody asks about it on purpose.
   */
  readonly exclude?: readonly (string | SiblingGlob)[];
  /** From where the globs count to the folder: `''`, else ending in `/`. */
  readonly above?: string;
  /** Files that may hold secrets are left out even where `include` names them. */
  readonly neverSecrets?: boolean;
}

export interface WalkOptions extends FolderFilter {
  readonly signal?: AbortSignal;
  /** Called with the number of files found so far. */
  readonly onFound?: (files: number) => void;
  /** The walk ends after so many files; 100,000 unless given. */
  readonly mostFiles?: number;
}

/** What a walk found. Paths are from the folder, with `/`, sorted by code units. */
export interface FolderFiles {
  readonly paths: readonly string[];
  readonly skipped: readonly LeftOut[];
  /** How many files no include glob names. */
  readonly unnamed: number;
  /** Patterns of ignore files and globs that can't be used. */
  readonly patterns: readonly LeftOutPattern[];
  /** There are more files than `mostFiles`; `paths` are the first ones. */
  readonly isCut: boolean;
}

/** A file or folder that is still to be visited; `rules` are those of the folder it stands in. */
interface Visit {
  readonly path: string;
  readonly isFolder: boolean;
  readonly rules: IgnoreRules;
}

export const mostFilesFound = 100_000;
/** ms after which the event loop gets a turn, and Stop is heard. */
const longestTurn = 8;

/**
 * The files below a folder that ignore rules and globs leave. Links are not followed. Rejects as
 * the reader does when the folder itself can't be listed (subfolders that can't be are skipped), or
 * with Cancelled.
 */
export async function walkFolder(
  reader: FileReader,
  folder: string,
  options: WalkOptions = {},
): Promise<FolderFiles> {
  const { signal, mostFiles = mostFilesFound } = options;
  const patterns: LeftOutPattern[] = [];
  const report = (from: string, fault: PatternFault): void =>
    void patterns.push({ from, ...fault });
  const filter = readFilter(options, report);
  const wayHere = wayTo(reader, folder);
  const paths: string[] = [];
  const skipped: LeftOut[] = [];
  let unnamed = 0;
  let turnEnds = performance.now() + longestTurn;
  const rulesAtStart = await rulesAround(reader, folder, report);
  const pending: Visit[] = [{ path: '', isFolder: true, rules: rulesAtStart }];

  // Depth first, in the order of the paths: so the first files are known without the others.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!next.isFolder) {
      if (paths.length === mostFiles) return { paths, skipped, unnamed, patterns, isCut: true };
      paths.push(next.path);
      continue;
    }
    endIfStopped(signal);
    const below = next.path;
    const entries = await reader.list(`${folder}/${below}`).catch((cause: unknown) => {
      if (below === '') throw cause;
      skipped.push({ path: below, kind: 'unreadable', why: whyUnreadable(cause) });
      return [];
    });
    const rules = await rulesInside(reader, folder, next, entries, skipped, report);
    const siblings = new Set(entries.map(({ name }) => name));
    const visits: Visit[] = [];
    for (const { name: entry, kind } of entries) {
      if (performance.now() > turnEnds) {
        await new Promise((resolve) => setImmediate(resolve));
        endIfStopped(signal);
        turnEnds = performance.now() + longestTurn;
      }
      const isFolder = kind === 'folder';
      const file = below + entry;
      const path = isFolder ? `${file}/` : file;
      if (rules.ignores(path)) {
        skipped.push({ path, kind: 'ignored', why: 'it is ignored' });
      } else if (filter.excludes(file, siblings)) {
        skipped.push({ path, kind: 'excluded', why: 'an exclude glob names it' });
      } else if (!isFolder && !filter.includes(file)) {
        unnamed += 1;
      } else if (kind === 'file' && holdsSecrets(wayHere + file) && !filter.names(file)) {
        skipped.push({ path, kind: 'secret', why: 'it may hold secrets' });
      } else if (isFolder || kind === 'file') {
        visits.push({ path, isFolder, rules });
      } else if (kind === 'link') {
        skipped.push({ path, kind, why: 'it is a link' });
      } else {
        skipped.push({ path, kind: 'special', why: 'it is not a plain file' });
      }
    }
    // One by one: a call takes only so many arguments.
    for (const visit of visits.sort((one, other) => (one.path < other.path ? 1 : -1))) {
      pending.push(visit);
    }
    options.onFound?.(paths.length);
  }
  return { paths, skipped, unnamed, patterns, isCut: false };
}

/** The names of all folders from the top to this one, each with a `/` behind it. */
function wayTo(reader: FileReader, folder: string): string {
  let way = '';
  for (let at = reader.parentOf(folder); at !== null; at = reader.parentOf(at.folder)) {
    way = `${at.name}/${way}`;
  }
  return way;
}

function endIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Cancelled();
}

type Report = (from: string, fault: PatternFault) => void;

function readFilter(
  { include = [], exclude = [], above = '', neverSecrets = false }: FolderFilter,
  report: Report,
) {
  const isNamed = matchAny(include, (fault) => report('include', fault));
  const isOnPurpose = namedOnPurpose(include);
  const self = above.replace(/\/$/, '');
  const isExcluded = matchAny(
    exclude.filter((glob) => !matchAny([glob])(self)),
    (fault) => report('exclude', fault),
  );
  return {
    includes: (path: string) => include.length === 0 || isNamed(above + path),
    names: (path: string) => !neverSecrets && isOnPurpose(above + path),
    excludes: (path: string, siblings: ReadonlySet<string>) => isExcluded(above + path, siblings),
  };
}

/** The rules in a folder, with those of its own ignore file. */
async function rulesInside(
  reader: FileReader,
  folder: string,
  { path: below, rules }: Visit,
  entries: readonly FolderEntry[],
  skipped: LeftOut[],
  report: Report,
): Promise<IgnoreRules> {
  if (!entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file')) return rules;
  const path = `${below}.gitignore`;
  try {
    const reportHere = (fault: PatternFault): void => report(path, fault);
    const text = await readRules(reader, `${folder}/${path}`, reportHere);
    return rules.inside(below, text, reportHere);
  } catch (cause) {
    skipped.push({ path, kind: 'unreadable', why: whyUnreadable(cause) });
    return rules;
  }
}
