import { ignoresCase } from './ignoreRules.ts';
import {
  many,
  type PathPattern,
  type PatternFault,
  pathPattern,
  patternFault,
  readPathPattern,
} from './pathPattern.ts';

/** A glob that counts only beside another file, as in VS Code's `files.exclude`. */
export interface SiblingGlob {
  readonly glob: string;
  /** The other file's name; `$(basename)` in it is this file's name without its ending. */
  readonly when: string;
}

/** Whether a path (with `/`, from where the globs count) is meant; `siblings`: names beside it. */
export type PathMatch = (path: string, siblings?: ReadonlySet<string>) => boolean;

/** Patterns that the braces of one glob stand for, and their pairs, at most. */
const mostAlternatives = 100;
const mostBraces = 20;

/**
 * True for paths that one of the globs names, itself or by a folder it stands in. A glob without `/`
 * is about names at any depth, as in ignore files (`*.log`, `build`); one that begins with `/` or
 * `./` is about the place where globs count. Of none: false. `report` gets those that can't be used.
 */
export function matchAny(
  globs: readonly (string | SiblingGlob)[],
  report: (fault: PatternFault) => void = () => {},
): PathMatch {
  const matcher = (given: string): ((parts: readonly string[]) => boolean) => {
    const patterns = patternsOf(given, report);
    return (parts) => patterns.some((pattern) => pattern.matches(parts));
  };
  const plain = globs.filter((glob) => typeof glob === 'string').map(matcher);
  const beside = globs
    .filter((glob) => typeof glob !== 'string')
    .map(({ glob, when }) => ({ matches: matcher(glob), when }));
  return (path, siblings) => {
    const parts = (ignoresCase ? path.toLowerCase() : path).split('/');
    return (
      plain.some((matches) => matches(parts)) ||
      beside.some(({ matches, when }) => siblings?.has(siblingOf(path, when)) && matches(parts))
    );
  };
}

function patternsOf(given: string, report: (fault: PatternFault) => void): PathPattern[] {
  const trimmed = given.trim();
  const alternatives = patternFault(trimmed) === null ? expandBraces(trimmed) : [];
  const why =
    patternFault(trimmed) ??
    (alternatives === null ? 'its braces stand for too many globs' : null) ??
    (hasGroup(trimmed) ? 'its parentheses are not supported; use {a,b}' : null);
  if (why !== null) {
    report({ pattern: trimmed, why });
    return [];
  }
  return (alternatives ?? []).flatMap((alternative) => {
    const glob = withoutEnds(alternative);
    if (glob === '') return [];
    const isPlaced = /^\.?\//.test(alternative) || glob.includes('/');
    const parts = readPathPattern(isPlaced ? glob : `**/${glob}`, ignoresCase);
    // What stands in a folder that it names is meant too.
    return [pathPattern(parts.at(-1) === many ? parts : [...parts, many])];
  });
}

/** Whether it has a form of other programs' globs, `+(a)`, `@(a|b)`. */
function hasGroup(glob: string): boolean {
  for (let open = glob.indexOf('('); open >= 0; open = glob.indexOf('(', open + 1)) {
    const close = glob.indexOf(')', open);
    if (close < 0) return false;
    const before = glob[open - 1] ?? ' ';
    if ('+@!'.includes(before)) return true;
    if ('*?'.includes(before) && glob.slice(open, close).includes('|')) return true;
  }
  return false;
}

/** Without what leads to the place where globs count, and without the ends of folders. */
function withoutEnds(glob: string): string {
  let start = 0;
  while (glob[start] === '/' || (glob[start] === '.' && glob[start + 1] === '/')) start += 1;
  let end = glob.length;
  while (end > start && glob[end - 1] === '/') end -= 1;
  return glob.slice(start, end);
}

/** `*.{ts,md}` as `*.ts` and `*.md`; null where there are too many. */
function expandBraces(glob: string): string[] | null {
  if (glob.split('{').length - 1 > mostBraces) return null;
  const expanded: string[] = [];
  const open = [glob];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = firstGroup(next);
    if (group === null) {
      expanded.push(next);
      continue;
    }
    const { start, commas, end } = group;
    const cuts = [start, ...commas, end];
    const before = next.slice(0, start);
    const after = next.slice(end + 1);
    for (let cut = cuts.length - 2; cut >= 0; cut -= 1) {
      open.push(before + next.slice((cuts[cut] ?? 0) + 1, cuts[cut + 1]) + after);
    }
    if (expanded.length + open.length > mostAlternatives) return null;
  }
  return expanded;
}

/** The first pair of braces with a comma in it, and its commas. */
function firstGroup(
  glob: string,
): { readonly start: number; readonly commas: readonly number[]; readonly end: number } | null {
  const open: { readonly start: number; readonly commas: number[] }[] = [];
  let found: { start: number; commas: readonly number[]; end: number } | null = null;
  for (let at = 0; at < glob.length; at += 1) {
    if (glob[at] === '\\') at += 1;
    else if (glob[at] === '{') open.push({ start: at, commas: [] });
    else if (glob[at] === ',') open.at(-1)?.commas.push(at);
    else if (glob[at] === '}') {
      const group = open.pop();
      if (group === undefined || group.commas.length === 0) continue;
      if (found === null || group.start < found.start) found = { ...group, end: at };
    }
  }
  return found;
}

function siblingOf(path: string, when: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  // A replacement string would give `$` in names a meaning.
  return when.replaceAll('$(basename)', () => (dot > 0 ? name.slice(0, dot) : name));
}
