import { checkPatternSize, checkPlainSize } from './patternSize.ts';
import { plainTextsMatcher } from './plainTexts.ts';

/** What to look for. */
export interface Pattern {
  /** A regular expression's source, plain text when `literal`, or several plain texts. */
  readonly source: string | readonly string[];
  /** Of a regular expression; `g` is implied, and `m` too unless `regExp`. */
  readonly flags: string;
  readonly literal: boolean;
  /**
   * It was a RegExp object: its flags are used as they are, and it may match the empty string.
   */
  readonly regExp?: boolean;
}

/** A prepared pattern, to be asked for one match after the other. */
export interface Matcher {
  /** The first match that begins at `from` or after it; null: there is none. */
  readonly next: (text: string, from: number) => Found | null;
  /** Where to go on behind a match; an empty one must not be found again. */
  readonly after: (text: string, found: Found) => number;
  /** A match begins where it is looked for, or there is none any more: flag `y`. */
  readonly isSticky: boolean;
  /** Of plain text, its most length: nothing around a match counts. Null for a regular expression. */
  readonly plainLength: number | null;
}

export interface Found {
  /** Of the match's first character in the text that was searched. */
  readonly index: number;
  readonly match: string;
  /** Of a regular expression; absent for plain text. */
  readonly captures?: RegExpExecArray;
}

const knownFlags = 'dgimsuvy';
const syntax = /[\\^$.*+?()[\]{}|]/;
/** Longer plain texts are searched by steps that can be interrupted. */
const longestNative = 200;
/** Characters of a pattern that an error shows. */
const shownOfSource = 200;

/**
 * Makes the fastest matcher for a pattern; nothing of it reaches native code before its size is known.
 * @throws TypeError with a sentence for the model: an invalid expression or flag, a string that
 *   matches the empty string. RangeError: too long, too many groups.
 */
export function prepareMatcher(pattern: Pattern): Matcher {
  const { source, flags } = pattern;
  checkFlags(flags);
  if (typeof source !== 'string') return severalTexts(source, flags);
  if (source === '' && pattern.regExp !== true) {
    throw new TypeError('The pattern is empty: give the text to look for.');
  }
  if (pattern.literal) checkPlainSize([source]);
  else checkPatternSize(source, flags);
  const isPlain = source !== '' && (pattern.literal || !syntax.test(source));
  if (isPlain && !flags.includes('y')) {
    if (source.length > longestNative) return severalTexts([source], flags);
    if (!flags.includes('i')) return plainMatcher(source);
  }
  return regExpMatcher(compile(source, pattern), source);
}

function checkFlags(flags: unknown): void {
  if (typeof flags !== 'string') {
    throw new TypeError('The pattern must be a string or a RegExp, and flags a string.');
  }
  const unknown = [...flags.slice(0, 50)].find((flag) => !knownFlags.includes(flag));
  if (unknown === undefined && flags.length <= 50) return;
  throw new TypeError(
    `There is no flag ${JSON.stringify(unknown ?? flags.slice(0, 50))}; known are ${[...knownFlags].join(', ')}.`,
  );
}

function severalTexts(texts: readonly string[], flags: string): Matcher {
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) {
    throw new TypeError('The pattern must be a string, a RegExp or an array of plain texts.');
  }
  if (texts.includes('')) throw new TypeError('One of the texts to look for is empty.');
  checkPlainSize(texts);
  return plainTextsMatcher(texts, flags.includes('i'));
}

function compile(source: string, { flags, literal, regExp }: Pattern): RegExp {
  const needed = regExp === true ? 'g' : 'gm';
  const expression = literal ? source.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : source;
  // Without `d`: the offsets of groups are not used, and they make matching slow.
  const all = [...new Set(`${flags}${needed}`.replace('d', ''))].join('');
  const compiled = orTold(source, () => new RegExp(expression, all));
  if (regExp !== true && orTold(source, () => compiled.test(''))) {
    throw new TypeError(
      `${shown(source)} matches the empty string, so it would match everywhere. ` +
        'For plain text give literal: true; if it is meant so, give a RegExp object.',
    );
  }
  compiled.lastIndex = 0;
  return compiled;
}

/** An expression is compiled in two steps, of which the second, at its first use, may find it too large. */
function orTold<Result>(source: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (error instanceof SyntaxError) {
      const why = error.message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '');
      throw new TypeError(
        `${shown(source)} is no valid regular expression: ${why}. For plain text give literal: true.`,
      );
    }
    // V8 reports the overflow of its backtracking stack this way.
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      `${shown(source)} needs too much backtracking on this text: make it simpler.`,
    );
  }
}

function shown(source: string): string {
  return JSON.stringify(
    source.length <= shownOfSource ? source : `${source.slice(0, shownOfSource)}…`,
  );
}

function plainMatcher(needle: string): Matcher {
  return {
    next: (text, from) => {
      const index = text.indexOf(needle, from);
      return index < 0 ? null : { index, match: needle };
    },
    after: (_text, { index }) => index + needle.length,
    isSticky: false,
    plainLength: needle.length,
  };
}

function regExpMatcher(expression: RegExp, source: string): Matcher {
  const byCodePoint = /[uv]/.test(expression.flags);
  return {
    next: (text, from) => {
      expression.lastIndex = from;
      const captures = orTold(source, () => expression.exec(text));
      return captures === null ? null : { index: captures.index, match: captures[0], captures };
    },
    after: (text, { index, match }) => {
      if (match !== '') return index + match.length;
      return index + (byCodePoint && (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);
    },
    isSticky: expression.sticky,
    plainLength: null,
  };
}
