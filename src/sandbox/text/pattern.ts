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

/** Calls `found` for each match in order; stops counting up when there are no more. */
export type Search = (text: string, found: (match: Found) => void) => void;

export interface Found {
  readonly index: number;
  readonly match: string;
  /** Of a regular expression; absent for plain text. */
  readonly captures?: RegExpExecArray;
}

const knownFlags = 'dgimsuvy';
const syntax = /[\\^$.*+?()[\]{}|]/;

/**
 * Makes the fastest search for a pattern.
 * @throws TypeError with a sentence for the model: an invalid expression or flag, a string that
 *   matches the empty string.
 */
export function prepareSearch(pattern: Pattern): Search {
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
  if (isPlain && source !== '' && !/[iy]/.test(flags)) return searchPlain(source);
  return searchRegExp(compile(pattern), source);
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

function searchPlain(needle: string): Search {
  return (text, found) => {
    let index = text.indexOf(needle);
    while (index >= 0) {
      found({ index, match: needle });
      index = text.indexOf(needle, index + needle.length);
    }
  };
}

function searchRegExp(expression: RegExp, source: string): Search {
  const byCodePoint = /[uv]/.test(expression.flags);
  return (text, found) => {
    expression.lastIndex = 0;
    for (;;) {
      const captures = execute(expression, text, source);
      if (captures === null) return;
      const match = captures[0];
      found({ index: captures.index, match, captures });
      if (match !== '') continue;
      const isPair = byCodePoint && (text.codePointAt(expression.lastIndex) ?? 0) > 0xffff;
      expression.lastIndex += isPair ? 2 : 1;
    }
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
