import type { Language } from '../options.ts';

/** A text without the pair of quotes around all of it, its escapes read. */
export interface Unquoted {
  readonly text: string;
  /** Such a pair was there. */
  readonly quoted: boolean;
}

/** Quotes that may stand around an answer, the longest first. */
const quotes = ['"""', "'''", '"', "'", '`'];

/** The quote with which a text begins; null where it begins with none, or with a fence. */
export function openingQuote(text: string): string | null {
  if (text.startsWith('``')) return null;
  return quotes.find((quote) => text.startsWith(quote)) ?? null;
}

/** Letters before a quote by which Python marks kinds of literals. */
const prefix = /^(?:[fF][rR]?|[rR][fFbB]?|[bB][rR]?|[uU])(?=["'])/;

/** How many letters of a text's beginning are a mark of the literal that follows. */
export function prefixLength(text: string, language: Language): number {
  return language === 'python' ? (prefix.exec(text)?.[0].length ?? 0) : 0;
}

/** A text as it stands where it is no literal of the language from end to end. */
export function unquote(source: string, language: Language): Unquoted {
  if (language === 'javascript') return unquoteOne(source);
  const pieces = piecesOf(source);
  if (pieces.length < 2) return unquotePrefixed(source);
  const read = pieces.map(unquotePrefixed);
  if (!read.every(({ quoted }) => quoted)) return unquoteOne(source);
  return { text: read.map(({ text }) => text).join(''), quoted: true };
}

/** The literals that Python joins since nothing but blanks stands between; none where more does. */
function piecesOf(source: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < source.length; ) {
    const start = at + prefixLength(source.slice(at, at + 3), 'python');
    const quote = openingQuote(source.slice(start, start + 3));
    if (quote === null || quote === '`') return [];
    const end = endOfLiteral(source, start, source.length, quote);
    if (end === null) return [];
    pieces.push(source.slice(at, end));
    at = end;
    while (/\s/.test(source[at] ?? '')) at += 1;
  }
  return pieces;
}

function unquotePrefixed(source: string): Unquoted {
  const letters = prefixLength(source, 'python');
  const kind = source.slice(0, letters).toLowerCase();
  const bare = source.slice(letters);
  const isFormat = kind.includes('f');
  // What fields stand for has to be computed.
  if (isFormat && /[{}]/.test(bare.replace(/\{\{|\}\}/g, '')))
    return { text: source, quoted: false };
  const read = unquoteOne(bare, !kind.includes('r'));
  if (!read.quoted) return { text: source, quoted: false };
  return isFormat ? { ...read, text: read.text.replaceAll('{{', '{').replaceAll('}}', '}') } : read;
}

function unquoteOne(source: string, hasEscapes = true): Unquoted {
  const quote = openingQuote(source);
  const isWhole = quote !== null && source.length >= 2 * quote.length && source.endsWith(quote);
  if (!isWhole) return { text: source, quoted: false };
  const inside = source.slice(quote.length, -quote.length);
  if (!isOneLiteral(inside, quote)) return { text: source, quoted: false };
  return { text: hasEscapes ? readEscapes(inside) : inside, quoted: true };
}

/**
 * False for what lies between the outer quotes of `"a" and "b"`. Quotes that the model forgot to
 * escape, as in `"it says "no" twice"`, do no harm: the first of them opens a word.
 */
function isOneLiteral(inside: string, quote: string): boolean {
  if (quote.length > 1) return !inside.includes(quote);
  for (let at = 0; at < inside.length; at++) {
    if (inside[at] === '\\') at += 1;
    else if (inside[at] === quote) {
      const before = inside[at - 1] ?? '';
      const opens =
        /^[\s([{<>:;,=/–—-]?$/.test(before) &&
        /^[\p{L}\p{N}<[({$./#_-]/u.test(inside.slice(at + 1, at + 3));
      // An apostrophe.
      const isInWord =
        /^[\p{L}\p{N}]$/u.test(before) && /^\p{L}/u.test(inside.slice(at + 1, at + 3));
      if (quote === "'" && isInWord) continue;
      return opens;
    }
  }
  return !endsInEscape(inside);
}

/** `"a\"`: the last quote is escaped. */
function endsInEscape(inside: string): boolean {
  let backslashes = 0;
  while (inside[inside.length - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  "'": "'",
  '`': '`',
  '\\': '\\',
  '/': '/',
  $: '$',
  '\n': '',
};

const escaped =
  /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([\s\S]))/g;

/** Those that JavaScript and Python write texts with; any other backslash stays as it is. */
export function readEscapes(text: string): string {
  return text.replace(escaped, (whole, braced, short, long, byte, letter) => {
    if (letter !== undefined) return escapes[letter] ?? whole;
    const code = Number.parseInt(braced ?? short ?? long ?? byte, 16);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

/** Where a literal that begins at `from` ends, one past its quote; null where it doesn't before `to`. */
export function endOfLiteral(text: string, from: number, to: number, quote: string): number | null {
  for (let at = from + quote.length; at < to; at++) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(quote, at)) {
      const end = at + quote.length;
      return end <= to ? end : null;
    }
  }
  return null;
}
