import type { ContextKind, Origin } from './context.ts';
import type { LineRange } from './environment.ts';

/** What an answer can name: the texts of a Context, or of the record of one. */
export interface CitedTexts {
  readonly kind: ContextKind;
  readonly label: string;
  readonly items: readonly { readonly path: string; readonly origin: Origin | null }[];
}

/** A bracket of an answer that names lines and nothing else. */
export interface CitingBracket {
  /** Its marks included, and where it is a link that leads nowhere, its target. */
  readonly start: number;
  readonly end: number;
  /** In order. The path is the text's own; one that is none of the Context's stands as written. */
  readonly places: readonly LineRange[];
}

/** The one text of a Context, as its code calls it. */
const variable = 'context';

/** By which names an answer may call the texts of a Context. */
export class TextNames {
  /** A name may hold brackets: `[id]/page.ts`. */
  readonly haveBrackets: boolean;
  /** Characters of the longest name. */
  readonly longest: number;
  readonly #paths: ReadonlySet<string>;
  readonly #only: { readonly path: string; readonly names: readonly string[] } | null;

  constructor({ kind, label, items }: CitedTexts) {
    const named = items.map(({ path }, index) =>
      kind === 'list' && path === '' ? String(index) : path,
    );
    this.#paths = new Set(named);
    const [only] = items;
    const isOnly = only !== undefined && items.length === 1;
    const own = isOnly ? [label, locationOf(only.origin)].filter((name) => name !== '') : [];
    this.#only = isOnly ? { path: named[0] ?? '', names: own } : null;
    const all = [...this.#paths, ...own];
    this.haveBrackets = all.some((name) => /[[\]]/.test(name));
    this.longest = all.reduce((most, { length }) => Math.max(most, length), variable.length);
  }

  /** The path of the text of that name; null when there is none. A single text needs no name. */
  find(name: string): string | null {
    const plain = withoutMarks(name).trim();
    const slashed = plain.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
    for (const each of [name, plain, slashed]) {
      if (each !== '' && this.#paths.has(each)) return each;
      if (this.#only !== null && this.#isOnly(each)) return this.#only.path;
    }
    return null;
  }

  /** Its name, its path, or the end of it. */
  #isOnly(name: string): boolean {
    if (name === '' || name === variable) return true;
    return this.#only?.names.some((own) => own === name || own.endsWith(`/${name}`)) ?? false;
  }
}

/** Without the quotation marks and backticks around it. */
function withoutMarks(name: string): string {
  let start = 0;
  let end = name.length;
  while (start < end && '`"\'“‘'.includes(name.charAt(start))) start += 1;
  while (end > start && '`"\'”’'.includes(name.charAt(end - 1))) end -= 1;
  return name.slice(start, end);
}

/** The path of a document outside; `''` where there is none. */
function locationOf(origin: Origin | null): string {
  const path = /^[a-z][\w+.-]*:(?:\/\/[^/?#]*)?([^?#]*)/i.exec(origin?.uri ?? '')?.[1] ?? '';
  try {
    return decodeURIComponent(path);
  } catch (error) {
    // A `%` that encodes nothing: the path as it stands.
    if (!(error instanceof URIError)) throw error;
    return path;
  }
}

const pairs: Readonly<Record<string, string>> = {
  ...{ '[': ']', '【': '】', '［': '］', '〔': '〕', '〖': '〗' },
};
/** The marks other than Markdown's own that open a citing bracket. */
export const wideMarks: ReadonlySet<string> = new Set(Object.keys(pairs).filter((m) => m !== '['));
const closing: ReadonlyMap<string, string> = new Map(
  Object.entries(pairs).map(([open, close]) => [close, open]),
);

/** Brackets that may begin a path which holds brackets that don't pair. */
const mostStarts = 8;
/** What may stand in a bracket beside a name: lines, blanks. */
const besideName = 200;

interface OpenBracket {
  readonly start: number;
  readonly mark: string;
  /** How deep the brackets inside it nest. */
  levels: number;
}

/**
 * The brackets of an answer that name lines: `[L12]`, `[L12-L20]`, `[path:L12-L20]`, lists of them; in
 * order, within one line each, the outer ones where both do. Folders are called `[id]`, so a path may hold
 * brackets, one level deep; a path of the Context may hold any. The time is linear in the answer,
 * since models write anything.
 */
export function readCitations(answer: string, names: TextNames): readonly CitingBracket[] {
  const found: CitingBracket[] = [];
  let open: OpenBracket[] = [];
  let starts: number[] = [];

  function take(start: number, at: number, places: readonly LineRange[]): void {
    while ((found.at(-1)?.start ?? -1) >= start) found.pop();
    if (leadsOutside(answer, at + 1)) return;
    found.push({ start, end: at + 1 + deadTarget(answer, at + 1), places });
  }

  /** A path of the Context whose brackets don't pair. */
  function readUnpaired(at: number): readonly LineRange[] | null {
    const from = Math.max(found.at(-1)?.end ?? 0, at - names.longest - besideName);
    for (const start of starts.toReversed()) {
      if (start < from) return null;
      const places = readPlaces(answer.slice(start + 1, at), names);
      if (!places?.every(isKnown)) continue;
      open = open.filter((each) => each.start < start);
      take(start, at, places);
      return places;
    }
    return null;
  }

  function isKnown({ path }: LineRange): boolean {
    return names.find(path) !== null;
  }

  function close(at: number, mark: string): void {
    const index = open.findLastIndex((each) => each.mark === mark);
    const bracket = open[index];
    const isEndOfLines = isDigit(answer.charCodeAt(lastVisible(answer, at)));
    const places =
      bracket !== undefined && isEndOfLines && bracket.levels <= 1
        ? readPlaces(answer.slice(bracket.start + 1, at), names)
        : null;
    if (isEndOfLines && names.haveBrackets && mark === '[' && !places?.every(isKnown)) {
      if (readUnpaired(at) !== null) return;
    }
    if (bracket === undefined) return;
    open.length = index;
    const outer = open.at(-1);
    if (outer !== undefined) outer.levels = Math.max(outer.levels, bracket.levels + 1);
    if (places !== null) take(bracket.start, at, places);
  }

  for (let at = 0; at < answer.length; at += 1) {
    const char = answer.charAt(at);
    if (char === '\n') {
      open = [];
      starts = [];
    } else if (Object.hasOwn(pairs, char)) {
      open.push({ start: at, mark: char, levels: 0 });
      // One that was opened so often is closed by nothing that names lines.
      if (open.length > mostStarts * 4) open.shift();
      if (char === '[') starts = [...starts.slice(1 - mostStarts), at];
    } else {
      const mark = closing.get(char);
      if (mark !== undefined) close(at, mark);
    }
  }
  return found;
}

/** Characters of a link's target that a page could not follow: `(#L12)`; 0 where there is none. */
function deadTarget(answer: string, at: number): number {
  target.lastIndex = at;
  return target.exec(answer)?.[0].length ?? 0;
}

const target = /\([^\s()]{0,1000}\)/y;
const outside = /\(\s*<?[a-z][a-z0-9+.-]{1,20}:/iy;

/** Whether it is the text of a link to somewhere else. */
function leadsOutside(answer: string, at: number): boolean {
  outside.lastIndex = at;
  return outside.test(answer);
}

function lastVisible(text: string, before: number): number {
  let at = before - 1;
  while (at >= 0 && before - at <= besideName && text.charCodeAt(at) <= 32) at -= 1;
  return at;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

// `1,000` is one number where exactly three digits stand behind each mark; else the comma parts a list.
const number = "(?:\\d{1,3}(?:[,.'’_\\u00a0\\u2009\\u202f]\\d{3})+(?!\\d)|\\d+)";
const dash =
  '(?:[-\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d~\\u301c\\uff5e→]{1,3}|\\.{2,3}|…|to\\b)';
const lines = `(${number})(?:\\s*(?:${dash}\\s*L?|:\\s*L)\\s?(${number}))?\\s*(?=[,;，；、]|$)`;
const named = new RegExp(`L\\s?${lines}`, 'y');
/** In a list the mark need not be repeated. */
const listed = new RegExp(`(?:L\\s?)?${lines}`, 'y');
/** Behind a path. `†`: how some models part a text from its lines. */
const behindPath = new RegExp(`[:：#†]\\s*L\\s?${lines}`, 'g');
const separator = /[,;，；、]?\s*/y;

/**
 * The places inside a bracket, each with the path of the one before it where it has none. Null when
 * anything in it is something else.
 */
function readPlaces(inside: string, names: TextNames): readonly LineRange[] | null {
  const places: LineRange[] = [];
  let path = names.find('') ?? '';
  let at = skip(inside, 0);
  while (at < inside.length) {
    const entry = places.length === 0 ? named : listed;
    entry.lastIndex = at;
    let match = entry.exec(inside);
    if (match === null) {
      behindPath.lastIndex = at;
      match = behindPath.exec(inside);
      if (match === null) return null;
      const written = inside.slice(at, match.index).trim();
      path = names.find(written) ?? written;
    }
    const startLine = lineOf(match[1]);
    places.push({
      path,
      startLine,
      endLine: match[2] === undefined ? startLine : lineOf(match[2]),
    });
    const end = match.index + match[0].length;
    at = skip(inside, end);
    // Behind a separator there must be a further place.
    if (at === inside.length && at > end) return null;
  }
  return places.length === 0 ? null : places;
}

function skip(inside: string, at: number): number {
  separator.lastIndex = at;
  return at + (separator.exec(inside)?.[0].length ?? 0);
}

function lineOf(digits = ''): number {
  return Math.min(Number(digits.replace(/\D/g, '')), Number.MAX_SAFE_INTEGER);
}
