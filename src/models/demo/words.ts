/** A text to look for, as the question named it. */
export interface Sought {
  readonly text: string;
  /** In quotation marks: taken letter for letter, also inside longer words. */
  readonly quoted: boolean;
  /** The question used it as a noun ("how many errors"): singular and plural both count. */
  readonly noun: boolean;
}

/** Rest of a line, without its end. Never `.`, which stops at U+2028 too in JavaScript. */
export const restOfLine = '[^\\r\\n]*';

/** The text as the source of a regular expression. */
export function escapePattern(text: string): string {
  return text
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replace(/\p{Cc}|[\u2028\u2029]|\p{Cs}/gu, (char) => {
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}

/** A source as JavaScript reads it with the flag `u`: `\\w` is of all letters, as in Python. */
export function wideWords(source: string): string {
  return source.replace(/\[[^\]\\]*(?:\\.[^\]\\]*)*\]|\\./gs, (part) => {
    if (part.startsWith('[')) return part.replaceAll('\\w', '\\p{L}\\p{N}_');
    return part === '\\w' ? '[\\p{L}\\p{N}_]' : part;
  });
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

/** `ip address` for "IP addresses". */
export function singular(words: string): string {
  const text = words.toLowerCase();
  if (/(?:address|class|process|status|access)$/.test(text)) return text;
  const parts = text.split(' ');
  const last = parts.pop() ?? '';
  return [...parts, numbersOf(last)[0]].join(' ');
}

/** Source that matches one occurrence of what is sought. */
export function occurrenceOf(sought: Sought): string {
  if (sought.quoted) return escapePattern(sought.text);
  const ends = formsOf(sought).map((form) => form.split(/\s+/).map(escapePattern).join('[ \\t]+'));
  const before = /^[\p{L}\p{N}_]/u.test(sought.text) ? '(?<!\\w)' : '';
  const after = /[\p{L}\p{N}_]$/u.test(sought.text) ? '(?!\\w)' : '';
  return `${before}${ends.length === 1 ? ends[0] : `(?:${ends.join('|')})`}${after}`;
}

/** The sought text in the singular, as it may stand inside longer words. */
export function stemOf(sought: Sought): string {
  return formsOf(sought)[0] ?? sought.text;
}

/** Singular and plural of a noun; names with digits or signs have but one form. */
function formsOf({ text, noun }: Sought): readonly string[] {
  const [, head = '', last = ''] = /^(.*\s)?(\S+)$/s.exec(text) ?? [];
  if (!noun || !/^\p{L}+$/u.test(last)) return [text];
  return [...new Set(numbersOf(last).map((form) => head + form))];
}

/** How the answer names what was counted: the rule, so that anyone can check the number. */
export function nameOf(sought: Sought): string {
  if (sought.quoted) return `"${sought.text}"`;
  const forms = formsOf(sought).map((form) => `"${form}"`);
  return `the ${/\s/.test(sought.text) ? 'phrase' : 'word'} ${forms.join(' or ')}`;
}

/** The rule behind {@link occurrenceOf} in words. */
export function ruleOf(sought: Sought): string {
  return sought.quoted
    ? 'ignoring case, also inside longer words'
    : 'ignoring case, whole words only: a letter, digit or _ beside it makes another word';
}
