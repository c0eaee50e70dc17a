import picomatch from 'picomatch';
import { ignoresCase } from './ignoreRules.ts';

/** A glob that counts only beside another file, as in VS Code's `files.exclude`. */
export interface SiblingGlob {
  readonly glob: string;
  /** The other file's name; `$(basename)` in it is this file's name without its ending. */
  readonly when: string;
}

/** Whether a path (with `/`, from where the globs count) is meant; `siblings`: names beside it. */
export type PathMatch = (path: string, siblings?: ReadonlySet<string>) => boolean;

/**
 * True for paths that one of the globs names, itself or by a folder it stands in. A glob without `/`
 * is about names at any depth, as in ignore files (`*.log`, `build`); one that begins with `/` or
 * `./` is about the place where globs count. Of none: false.
 */
export function matchAny(globs: readonly (string | SiblingGlob)[]): PathMatch {
  const plain = globs.filter((glob) => typeof glob === 'string').flatMap(patternsOf);
  const matchesPlain = plain.length === 0 ? () => false : matcher(plain);
  const beside = globs
    .filter((glob) => typeof glob !== 'string')
    .map(({ glob, when }) => ({ matches: matcher(patternsOf(glob)), when }));
  return (path, siblings) =>
    matchesPlain(path) ||
    beside.some(({ matches, when }) => siblings?.has(siblingOf(path, when)) && matches(path));
}

function patternsOf(given: string): string[] {
  const trimmed = given.trim();
  const glob = trimmed.replace(/^(\.?\/)+|\/+$/g, '');
  if (glob === '') return [];
  const isPlaced = /^\.?\//.test(trimmed) || glob.includes('/');
  const pattern = isPlaced ? glob : `**/${glob}`;
  return [pattern, `${pattern}/**`];
}

function matcher(patterns: readonly string[]): (path: string) => boolean {
  return picomatch([...patterns], { dot: true, nocase: ignoresCase });
}

function siblingOf(path: string, when: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  // A replacement string would give `$` in names a meaning.
  return when.replaceAll('$(basename)', () => (dot > 0 ? name.slice(0, dot) : name));
}
