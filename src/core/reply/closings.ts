import { closesFence, type Fence, openingFence } from './fences.ts';

/** Where a `)` stands. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The parentheses of a stretch of lines that could end an answer. Free: it closes nothing opened there. */
export interface Closings {
  readonly firstFree: Place | null;
  readonly lastFreeInFirstLine: Place | null;
  readonly lastFreeAtEnd: Place | null;
  /** Alone in its line, free. */
  readonly lastFreeAlone: Place | null;
  readonly lastAlone: Place | null;
  /** Free, at a line's end, and behind the quote with which the answer begins. */
  readonly lastFreeQuoted: Place | null;
  readonly lastQuoted: Place | null;
  /** At a line's end, free or not. */
  readonly lastAtEnd: Place | null;
  /** That one closes a parenthesis of prose, as this (so), in its own line. */
  readonly isLastAside: boolean;
  readonly lastAtEndInCode: Place | null;
  /** Of the last line that isn't blank, where it holds nothing else. */
  readonly aloneAtLast: Place | null;
}

const none: Closings = {
  firstFree: null,
  lastFreeInFirstLine: null,
  lastFreeAtEnd: null,
  lastFreeAlone: null,
  lastAlone: null,
  lastFreeQuoted: null,
  lastQuoted: null,
  lastAtEnd: null,
  isLastAside: false,
  lastAtEndInCode: null,
  aloneAtLast: null,
};

const alone = /^[ \t]*\)[ \t\r*.;]*$/;
/** `1) `, `a) `, `- iv) ` or `(2) ` before the text of an item. */
const listMark = /^[ \t>*+-]{0,20}\(?(?:\d{1,3}|\p{L}|[ivxIVX]{1,5})\)(?=[ \t]+\S)/u;
/** `:)`, `;-(`, `(:` between blanks; what stands around them is looked at apart. */
const emoticon = /[:;=]['’,]?[-o^]?[()]/y;
const emoticonLeft = /[()][-o^]?[:;=]/y;
/** `[0, 1)` or `(a, b]`. */
const interval =
  /(?:\[[^\s,;()[\]]{1,30}[,;] ?[^\s,;()[\]]{1,30}\)|\([^\s,;()[\]]{1,30}[,;] ?[^\s,;()[\]]{1,30}\])/y;

/** Reads lines one after the other, the first of them from behind the parenthesis that opened. */
export class ClosingReader {
  readonly #quote: string | null;
  #found: Closings = none;
  /** Of what is open: the line where prose is put in parentheses; -1 for those of a call. */
  readonly #open: number[] = [];
  #fence: Fence | null = null;
  #isFirst = true;

  /** `quote`: the one with which the answer begins. */
  constructor(quote: string | null) {
    this.#quote = quote;
  }

  get found(): Closings {
    return this.#found;
  }

  /** The lines read so far end within a fence. */
  get isInFence(): boolean {
    return this.#fence !== null;
  }

  /** `from`: the first column that is read. */
  read(text: string, line: number, from: number): void {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (/\S/.test(text.slice(from))) {
      const isAlone = !isFirst && alone.test(text);
      this.#note({ aloneAtLast: isAlone ? { line, column: text.indexOf(')') } : null });
    }
    const columns = this.#outsideFences(text, from);
    const end = lineEnd(text);
    if (columns === null) {
      if (text[end] === ')' && end >= from) this.#note({ lastAtEndInCode: { line, column: end } });
      return;
    }
    const skipped = isFirst ? 0 : (listMark.exec(text)?.[0].length ?? 0);
    this.#readProse(text, line, Math.max(columns, skipped), { end, isFirst });
  }

  /** From which column on the line is prose; null when none of it is. */
  #outsideFences(text: string, from: number): number | null {
    if (this.#fence === null) {
      this.#fence = openingFence(text.slice(from));
      return this.#fence === null ? from : null;
    }
    // The answer may end right behind the fence: ```) or ```""").
    const marker = /^[ \t]*(?:`{3,}|~{3,})/.exec(text)?.[0] ?? '';
    const isClosing =
      closesFence(marker, this.#fence) &&
      /^[ \t\r]*(?:["'`]{0,3}\)[ \t\r*.;]*)?$/.test(text.slice(marker.length));
    if (!isClosing) return null;
    this.#fence = null;
    return marker.length;
  }

  #readProse(
    text: string,
    line: number,
    from: number,
    { end, isFirst }: { end: number; isFirst: boolean },
  ): void {
    const code = inlineCode(text, from);
    let span = 0;
    for (let at = from; at < text.length; at++) {
      while ((code[span]?.[1] ?? Infinity) <= at) span += 1;
      const [start = Infinity, past = 0] = code[span] ?? [];
      if (at >= start) {
        at = past - 1;
        continue;
      }
      const passed = lengthPassed(text, at, from);
      if (passed > 0) {
        at += passed - 1;
        // An emoticon at the very end of a line can hide the mark that ends the answer.
        if (at === end && text[at] === ')')
          this.#note({ lastAtEnd: { line, column: at }, isLastAside: false });
        continue;
      }
      if (text[at] === '(')
        this.#open.push(/[\p{L}\p{N}_$\])]/u.test(text[at - 1] ?? '') ? -1 : line);
      else if (text[at] === ')') this.#close({ line, column: at }, text, { end, isFirst });
    }
  }

  #close(place: Place, text: string, { end, isFirst }: { end: number; isFirst: boolean }): void {
    const opened = this.#open.pop();
    const isFree = opened === undefined;
    const isAtEnd = place.column === end;
    const isQuoted =
      isAtEnd &&
      this.#quote !== null &&
      text.slice(0, place.column).trimEnd().endsWith(this.#quote);
    const isAlone = isAtEnd && alone.test(text);
    if (isAtEnd) this.#note({ lastAtEnd: place, isLastAside: opened === place.line });
    if (isAlone) this.#note({ lastAlone: place });
    if (isQuoted) this.#note({ lastQuoted: place });
    if (!isFree) return;
    if (this.#found.firstFree === null) this.#note({ firstFree: place });
    if (isFirst) this.#note({ lastFreeInFirstLine: place });
    if (isAtEnd) this.#note({ lastFreeAtEnd: place });
    if (isAlone) this.#note({ lastFreeAlone: place });
    if (isQuoted) this.#note({ lastFreeQuoted: place });
  }

  #note(found: Partial<Closings>): void {
    this.#found = { ...this.#found, ...found };
  }
}

/** The column of the last character but blanks, `*` and `.`; -1 where there is none. */
function lineEnd(text: string): number {
  let end = text.length - 1;
  while (end >= 0 && ' \t\r*.'.includes(text[end] ?? '')) end -= 1;
  return end;
}

/** How many characters from `at` on neither open nor close. */
function lengthPassed(text: string, at: number, from: number): number {
  const letter = text[at] ?? '';
  const isBefore = at === from || !/[\p{L}\p{N}_)\]}"'`]/u.test(text[at - 1] ?? '');
  if (':;='.includes(letter)) {
    if (!isBefore) return 0;
    emoticon.lastIndex = at;
    const length = emoticon.exec(text)?.[0].length ?? 0;
    return /[\p{L}\p{N}_]/u.test(text[at + length] ?? '') ? 0 : length;
  }
  if (letter !== '(' && letter !== '[') return 0;
  interval.lastIndex = at;
  const isInterval = interval.exec(text)?.[0].length ?? 0;
  if (isInterval > 0 || letter === '[') return isInterval;
  if (at > from && !/\s/.test(text[at - 1] ?? '')) return 0;
  emoticonLeft.lastIndex = at;
  const length = emoticonLeft.exec(text)?.[0].length ?? 0;
  return /^[\s)]?$/.test(text[at + length] ?? '') ? length : 0;
}

/** Where inline code stands in a line: first column, one past the last. */
function inlineCode(text: string, from: number): (readonly [number, number])[] {
  if (text.indexOf('`', from) < 0) return [];
  const runs = [...text.matchAll(/`+/g)].filter(({ index }) => index >= from);
  const spans: (readonly [number, number])[] = [];
  // The next run of the same length, found from behind.
  const next = new Map<number, number>();
  const partner = runs.map(() => -1);
  for (let at = runs.length - 1; at >= 0; at--) {
    const length = runs[at]?.[0].length ?? 0;
    partner[at] = next.get(length) ?? -1;
    next.set(length, at);
  }
  for (let at = 0; at < runs.length; at++) {
    const closing = runs[partner[at] ?? -1];
    if (closing === undefined) continue;
    spans.push([runs[at]?.index ?? 0, closing.index + closing[0].length]);
    at = partner[at] ?? at;
  }
  return spans;
}
