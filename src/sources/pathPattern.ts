/**
 * Patterns of paths that others wrote: of a folder's ignore files, of settings. None can take long,
 * whatever it is and whatever path it meets: a match looks at each part of the path once for each part of
 * the pattern at most, and what is longer than the bounds is refused.
 */
export interface PathPattern {
  /** `parts`: of a path, from where the pattern counts. */
  matches(parts: readonly string[]): boolean;
}

/** A pattern that isn't used. `why` follows a colon. */
export interface PatternFault {
  readonly pattern: string;
  readonly why: string;
}

const mostPatternChars = 1_000;

/** Any number of them, none too: of characters in a name, of folders in a path. */
export const many = Symbol('many');
type NamePart = ((character: string) => boolean) | string | typeof many;
type NameMatch = (name: string) => boolean;

/** Why a pattern is refused, to follow a colon; null where it isn't. */
export function patternFault(pattern: string): string | null {
  return pattern.length > mostPatternChars ? 'it is longer than 1,000 characters' : null;
}

/**
 * Reads a pattern with `*`, `?`, `[a-z]` and `**`, which stands for any number of folders; a backslash
 * takes a sign's meaning away. `ignoresCase`: the parts it will meet are in small letters.
 */
export function readPathPattern(
  pattern: string,
  ignoresCase: boolean,
): (NameMatch | typeof many)[] {
  const cased = ignoresCase ? pattern.toLowerCase() : pattern;
  const parts: (NameMatch | typeof many)[] = [];
  for (const part of cased.split('/')) {
    if (part === '') continue;
    if (!/^\*\*+$/.test(part)) parts.push(nameMatch(part));
    else if (parts.at(-1) !== many) parts.push(many);
  }
  return parts;
}

export function pathPattern(pattern: readonly (NameMatch | typeof many)[]): PathPattern {
  const [first, last] = pattern;
  // Most are about a name at any depth.
  if (pattern.length === 2 && first === many && last !== many && last !== undefined) {
    return { matches: (parts) => last(parts.at(-1) ?? '') };
  }
  return {
    matches: (parts) => matchWild(pattern, parts.length, (match, at) => match(parts[at] ?? '')),
  };
}

/**
 * Whether `length` things fit the parts of a pattern. Where one doesn't fit, only the last `many` before
 * it can take another: so each is tried once for each part at most.
 */
function matchWild<Part>(
  pattern: readonly (Part | typeof many)[],
  length: number,
  fits: (part: Part, at: number) => boolean,
): boolean {
  let at = 0;
  let next = 0;
  let lastMany = -1;
  let taken = 0;
  while (at < length) {
    const part = pattern[next];
    if (part === many) {
      lastMany = next;
      taken = at;
      next += 1;
    } else if (part !== undefined && fits(part, at)) {
      next += 1;
      at += 1;
    } else if (lastMany === -1) {
      return false;
    } else {
      taken += 1;
      at = taken;
      next = lastMany + 1;
    }
  }
  while (pattern[next] === many) next += 1;
  return next === pattern.length;
}

function nameMatch(pattern: string): NameMatch {
  const parts = readName(pattern);
  const texts = parts.map((part) => (typeof part === 'string' ? part : null));
  const rest = texts.filter((part) => part !== null).join('');
  const stars = parts.filter((part) => part === many).length;
  if (rest.length === parts.length) return (name) => name === rest;
  if (rest.length === parts.length - 1 && stars === 1) {
    if (parts[0] === many) return (name) => name.endsWith(rest);
    if (parts.at(-1) === many) return (name) => name.startsWith(rest);
  }
  return (name) =>
    matchWild(parts, name.length, (part, at) => {
      const character = name[at] ?? '';
      return typeof part === 'string' ? part === character : part(character);
    });
}

function readName(pattern: string): NamePart[] {
  const parts: NamePart[] = [];
  let mayOpenSet = true;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at] ?? '';
    if (sign === '*') {
      if (parts.at(-1) !== many) parts.push(many);
    } else if (sign === '?') {
      parts.push(() => true);
    } else if (sign === '\\' && at + 1 < pattern.length) {
      at += 1;
      parts.push(pattern[at] ?? '');
    } else {
      const set = sign === '[' && mayOpenSet ? readSet(pattern, at) : null;
      // Where one bracket isn't closed, no later one is.
      if (sign === '[' && set === null) mayOpenSet = false;
      parts.push(set?.matches ?? sign);
      at = set?.end ?? at;
    }
  }
  return parts;
}

const namedSets: Readonly<Record<string, RegExp>> = {
  alnum: /[a-z0-9]/i,
  alpha: /[a-z]/i,
  digit: /[0-9]/,
  lower: /[a-z]/,
  upper: /[A-Z]/,
  space: /\s/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9a-f]/i,
};

const longestSetName = '[:xdigit:]'.length;

/** `[a-z_]`, `[!a]`, `[[:digit:]]` from its bracket on; null where that isn't closed. */
function readSet(
  pattern: string,
  start: number,
): { readonly matches: (character: string) => boolean; readonly end: number } | null {
  const isNegated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const first = start + (isNegated ? 2 : 1);
  const tests: ((character: string) => boolean)[] = [];
  for (let at = first; at < pattern.length; at += 1) {
    // A bracket that comes first is one of the set.
    if (pattern[at] === ']' && at > first) {
      return {
        matches: (character) => tests.some((test) => test(character)) !== isNegated,
        end: at,
      };
    }
    const name = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + longestSetName))?.[1];
    const named = name === undefined ? undefined : namedSets[name];
    if (name !== undefined && named !== undefined) {
      tests.push((character) => named.test(character));
      at += name.length + 3;
      continue;
    }
    if (pattern[at] === '\\') at += 1;
    const from = pattern[at] ?? '';
    const isRange = pattern[at + 1] === '-' && (pattern[at + 2] ?? ']') !== ']';
    const to = isRange ? (pattern[at + 2] ?? '') : from;
    if (isRange) at += 2;
    tests.push((character) => character >= from && character <= to);
  }
  return null;
}
