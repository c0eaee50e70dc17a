/** What to look for. */
export interface Pattern {
  /** A regular expression's source, or plain text when `literal`. */
  readonly source: string;
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
  /** Of plain text, its length: nothing around a match counts. Null for a regular expression. */
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

/**
 * Makes the fastest matcher for a pattern.
 * @throws TypeError with a sentence for the model: an invalid expression or flag, a string that
 *   matches the empty string.
 */
export function prepareMatcher(pattern: Pattern): Matcher {
  const { source, flags } = pattern;
  if (typeof source !== 'string' || typeof flags !== 'string') {
    throw new TypeError('The pattern must be a string or a RegExp, and flags a string.');
  }
  const unknown = [...flags].find((flag) => !knownFlags.includes(flag));
  if (unknown !== undefined) {
    throw new TypeError(
      `There is no flag ${JSON.stringify(unknown)}; known are ${[...knownFlags].join(', ')}.`,
    );
  }
  const isPlain = pattern.literal || !syntax.test(source);
  if (isPlain && source === '' && pattern.regExp !== true) {
    throw new TypeError('The pattern is empty: give the text to look for.');
  }
  if (isPlain && source !== '' && !/[iy]/.test(flags)) return plainMatcher(source);
  return regExpMatcher(compile(pattern), source);
}

function compile({ source, flags, literal, regExp }: Pattern): RegExp {
  const needed = regExp === true ? 'g' : 'gm';
  const expression = literal ? source.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : source;
  let compiled: RegExp;
  try {
    // Without `d`: the offsets of groups are not used, and they make matching slow.
    compiled = new RegExp(expression, [...new Set(`${flags}${needed}`.replace('d', ''))].join(''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const why = error.message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '');
    throw new TypeError(
      `${JSON.stringify(source)} is no valid regular expression: ${why}. ` +
        'For plain text give literal: true.',
    );
  }
  if (regExp !== true && compiled.test('')) {
    throw new TypeError(
      `${JSON.stringify(source)} matches the empty string, so it would match everywhere. ` +
        'For plain text give literal: true; if it is meant so, give a RegExp object.',
    );
  }
  compiled.lastIndex = 0;
  return compiled;
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
      const captures = execute(expression, text, source);
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

function execute(expression: RegExp, text: string, source: string): RegExpExecArray | null {
  try {
    return expression.exec(text);
  } catch (error) {
    // V8 reports the overflow of its backtracking stack this way.
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      `${JSON.stringify(source)} needs too much backtracking on this text: make it simpler.`,
    );
  }
}
