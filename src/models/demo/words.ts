/** A text to look for, as the question named it. */
export interface Sought {
  readonly text: string;
  /** In quotation marks: taken letter for letter, also inside longer words. */
  readonly quoted: boolean;
  /** The question used it as a noun ("how many errors"): singular and plural both count. */
  readonly noun: boolean;
}

/** What counts as part of a word beside the sought one. */
const letter = '[\\p{L}\\p{N}_]';

/** Rest of a line, without its end. Never `.`, which stops at U+2028 too. */
export const restOfLine = '[^\\r\\n]*';

/** The text as the source of a regular expression with the flag `u`. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The English noun's other number: `error` for `errors`, `retries` for `retry`. */
export function numbersOf(word: string): readonly [singular: string, plural: string] {
  if (/[^aeiou]ies$/i.test(word)) return [`${word.slice(0, -3)}y`, word];
  if (/(?:[sxz]|ch|sh)es$/i.test(word)) return [word.slice(0, -2), word];
  if (/[^aeious]s$/i.test(word) || /[aeo]s$/i.test(word)) return [word.slice(0, -1), word];
  if (/[^aeiou]y$/i.test(word)) return [word, `${word.slice(0, -1)}ies`];
  if (/(?:[sxz]|ch|sh)$/i.test(word)) return [word, `${word}es`];
  return [word, `${word}s`];
}

/** Source (flags `iu`) that matches one occurrence of what is sought. */
export function occurrencePattern(sought: Sought): string {
  if (sought.quoted) return escapePattern(sought.text);
  const words = sought.text.split(/\s+/);
  const last = words.at(-1) ?? '';
  const ends = endsOf(sought, last);
  const head = words.slice(0, -1).map(escapePattern);
  const tail = ends.length === 1 ? escapePattern(last) : `(?:${ends.map(escapePattern).join('|')})`;
  const before = startsLikeWord(sought.text) ? `(?<!${letter})` : '';
  const after = endsLikeWord(sought.text) ? `(?!${letter})` : '';
  return `${before}${[...head, tail].join('[ \\t]+')}${after}`;
}

/** The sought text in the singular, as it may stand inside longer words. */
export function stemOf(sought: Sought): string {
  const words = sought.text.split(/\s+/);
  const last = words.at(-1) ?? '';
  return [...words.slice(0, -1), endsOf(sought, last)[0] ?? last].join(' ');
}

/** Source of the stem wherever its letters stand, also inside longer words. */
export function lettersPattern(sought: Sought): string {
  return stemOf(sought).split(' ').map(escapePattern).join('[ \\t]+');
}

/** What the last word may be: both numbers of a noun; names with digits or signs have none. */
function endsOf(sought: Sought, last: string): readonly string[] {
  return sought.noun && /^\p{L}+$/u.test(last) ? [...new Set(numbersOf(last))] : [last];
}

/** How the answer names what was counted: the rule, so that anyone can check the number. */
export function describeSought(sought: Sought): string {
  if (sought.quoted) return `"${sought.text}"`;
  const words = sought.text.split(/\s+/);
  const name = words.length > 1 ? 'the phrase' : 'the word';
  if (!sought.noun) return `${name} "${sought.text}"`;
  const head = words.slice(0, -1);
  const ends = endsOf(sought, words.at(-1) ?? '');
  return `${name} ${ends.map((end) => `"${[...head, end].join(' ')}"`).join(' or ')}`;
}

/** The rule behind {@link occurrencePattern} in words. */
export function ruleOf(sought: Sought): string {
  return sought.quoted
    ? 'ignoring case, also inside longer words'
    : 'ignoring case, whole words only: a letter, digit or _ beside it makes another word';
}

function startsLikeWord(text: string): boolean {
  return /^[\p{L}\p{N}_]/u.test(text);
}

function endsLikeWord(text: string): boolean {
  return /[\p{L}\p{N}_]$/u.test(text);
}
