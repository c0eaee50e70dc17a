import type { ContextDescription, ContextKind, SharedText, TextRange } from '../../core/context.ts';
import type { CitedLines, Covered, LineRange, QuotePlace } from '../../core/environment.ts';
import type { KnownText } from '../../protocol/sandbox.ts';
import { type ChunkOptions, chunkItems } from './chunks.ts';
import { charsOf, citeLines, joinLines } from './citedLines.ts';
import { Coverage } from './coverage.ts';
import { countInItems, type GrepMatch, type GrepView, grepItems } from './grep.ts';
import { knownPaths } from './knownPaths.ts';
import { MarkedText } from './markedText.ts';
import { outlineItems } from './outline/outline.ts';
import type { Pattern } from './pattern.ts';
import { locateQuotes } from './quotes.ts';
import { shownEnds } from './shownEnds.ts';
import { grouped, TextItem } from './textItem.ts';
import { type WindowSizes, windowSizes } from './windows.ts';

export type { GrepMatch } from './grep.ts';

/** What of the items, by index, code has used without the helpers. */
export interface UsedParts {
  readonly all: boolean;
  /** Characters `start` to `end` (exclusive) of an item. */
  readonly parts: readonly (readonly [item: number, start: number, end: number])[];
}

/** `path`: one item of a map or list; null: all of them. */
export interface CountQuery extends Pattern {
  readonly path: string | null;
}

/** `max` bounds the matches returned, not their `total`. */
export interface GrepQuery extends CountQuery, GrepView {}

/** What `L1234567: ` adds to a line. */
const numberChars = 12;
/** A name in a path begins with a dot; `.` and `..` are no names. */
const isHidden = (path: string): boolean => /(?:^|[\\/])\.(?!\.?(?:[\\/]|$))/.test(path);
/** Characters that can be taken at once: below V8's longest string, above what a sandbox holds. */
const mostTaken = 2 ** 28;

/**
 * The Context as the text helpers of the REPL and the host see it, at V8's speed and without a copy
 * in the sandbox. All offsets are UTF-16 units of one item, all lines count from 1.
 * Methods throw TypeError or RangeError with a sentence meant for the model. The items of a list
 * that have no path are called '0', '1' and so on.
 */
export class ContextText {
  readonly #kind: ContextKind;
  readonly #items: readonly TextItem[];
  readonly #byPath: ReadonlyMap<string, TextItem>;
  readonly #sizes: WindowSizes;
  #indexes: ReadonlyMap<string, number> | null = null;
  readonly #coverage: Coverage;
  /** What code has looked through. */
  readonly #searched: MarkedText;

  constructor(
    context: {
      readonly kind: ContextKind;
      readonly items: readonly { readonly path: string; readonly text: SharedText }[];
    },
    sizes: WindowSizes = windowSizes,
  ) {
    this.#sizes = sizes;
    this.#kind = context.kind;
    this.#items = context.items.map(({ path, text }, index) => {
      const name = context.kind === 'list' && path === '' ? String(index) : path;
      return new TextItem(name, text);
    });
    this.#byPath = new Map(this.#items.map((item) => [item.path, item]));
    this.#coverage = new Coverage(this.#items);
    this.#searched = new MarkedText(this.#items);
  }

  describe(): ContextDescription {
    const items = this.#items.map((item) => ({
      path: item.path,
      chars: item.length,
      lines: item.lines.count,
    }));
    return {
      kind: this.#kind,
      chars: items.reduce((sum, { chars }) => sum + chars, 0),
      lines: items.reduce((sum, { lines }) => sum + lines, 0),
      longestLine: this.#items.reduce((most, { lines }) => Math.max(most, lines.longest), 0),
      ...this.#head(),
      items,
    };
  }

  grep({ path, ...query }: GrepQuery): { matches: GrepMatch[]; total: number } {
    const found = grepItems(this.#itemsOf(path), query, query, this.#sizes);
    this.#noteItems(path);
    return found;
  }

  count({ path, ...pattern }: CountQuery): number {
    const total = countInItems(this.#itemsOf(path), pattern, this.#sizes);
    this.#noteItems(path);
    return total;
  }

  /**
   * Lines `from` to `to`, both ends in, joined with `\n`. What lies before the first or behind the
   * last line is left out; a range wholly behind the last line is an error that says how many
   * lines there are.
   */
  lines(
    from: number,
    to: number,
    { path, numbers }: { readonly path: string | null; readonly numbers: boolean },
  ): string {
    const item = this.#oneItem(path);
    for (const [name, line] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (!Number.isInteger(line) && line !== Number.POSITIVE_INFINITY) {
        throw new TypeError(`lines(from, to): ${name} must be a whole number; it is ${line}.`);
      }
    }
    if (from > to) throw new RangeError(`lines(${from}, ${to}): the first is after the last.`);
    const { count } = item.lines;
    if (from > Math.max(count, 1)) {
      throw new RangeError(
        `lines(${from}, ${to}): ${named(item)} has ${grouped(count)} ${count === 1 ? 'line' : 'lines'}.`,
      );
    }
    const [first, last] = [Math.max(1, from), Math.min(to, count)];
    const perLine = numbers ? numberChars : 1;
    const chars = charsOf(item, first, last) + perLine * Math.max(0, last - first + 1);
    checkTaken(`lines(${from}, ${to})`, chars);
    const index = this.#indexOf(item.path) ?? 0;
    this.#noteSearched(index, item.lines.start(first - 1), item.lines.start(last));
    return joinLines(item, first, last, numbers);
  }

  /** The pieces as ranges, for `slice`; of all items in turn when no path is given. */
  chunks(
    size: number,
    { path, ...options }: ChunkOptions & { readonly path: string | null },
  ): TextRange[] {
    const ranges = chunkItems(this.#itemsOf(path), size, options);
    this.#noteItems(path);
    return ranges;
  }

  /** What the text is built of, a line each; see `outlineItems`. */
  outline(path: string | null): string {
    const items = this.#itemsOf(path);
    const told = outlineItems(items, path === null && this.#kind !== 'string', this.#sizes);
    this.#noteItems(path);
    return told;
  }

  /** Characters `start` to `end` (exclusive), cut to what there is. */
  slice(path: string, start: number, end: number): string {
    const item = this.#itemAt(path);
    const first = Math.max(0, Math.min(start, item.length));
    const last = Math.max(first, Math.min(end, item.length));
    checkTaken('This piece', last - first);
    return item.slice(first, last);
  }

  /** The lines of each range; null where path or lines are out of range. */
  cite(ranges: readonly LineRange[]): (CitedLines | null)[] {
    return citeLines(ranges, this.#items, this.#coverage, (path) => {
      const index = this.#indexOf(path);
      return index ?? (path === '' && this.#items.length === 1 ? 0 : undefined);
    });
  }

  locate(quotes: readonly string[]): readonly (QuotePlace | null)[] {
    return locateQuotes(this.#items, quotes);
  }

  /** Whether any of them stands in the text, character by character. */
  holds(texts: readonly string[]): boolean {
    // Not `count`: that is the code's, and says that it has searched the text.
    const isThere = (source: string): boolean =>
      source !== '' &&
      countInItems(this.#items, { source, flags: '', literal: true }, this.#sizes) > 0;
    return texts.some(isThere);
  }

  /**
   * Adds texts that were printed or sent to a model (`isAnswered`: one that has answered). Returns what
   * was seen and searched so far, see `Coverage` for what counts, and what of it is new.
   */
  cover(texts: readonly string[], isAnswered: boolean): Covered & { readonly news: KnownText } {
    for (const text of texts) this.#coverage.add(text, isAnswered);
    const { seen, shown } = this.#coverage;
    return {
      seen: seen.told(),
      searched: this.#searched.told(),
      news: {
        seen: seen.takeNews(),
        shown: shown.takeNews(),
        searched: this.#searched.takeNews(),
      },
    };
  }

  /** Code has looked at the text itself, without the helpers: at all of it, or at parts of its items. */
  noteUse({ all, parts }: UsedParts): void {
    if (all) this.#noteItems(null);
    for (const [index, start, end] of parts) this.#noteSearched(index, start, end);
  }

  /** Takes up what was known of the text elsewhere. */
  know({ seen, shown, searched }: KnownText): void {
    const indexOf = (path: string): number | undefined => this.#indexOf(path);
    this.#coverage.seen.restore(seen, indexOf);
    this.#coverage.shown.restore(shown, indexOf);
    this.#searched.restore(searched, indexOf);
  }

  /** Nothing has been seen or searched yet; what was made to look it up stays. */
  forgetSeen(): void {
    this.#coverage.forget();
    this.#searched.clear();
  }

  #indexOf(path: string): number | undefined {
    this.#indexes ??= new Map(this.#items.map((item, index) => [item.path, index]));
    return this.#indexes.get(path);
  }

  #noteSearched(index: number, start: number, end: number): void {
    const length = this.#items[index]?.length ?? 0;
    this.#searched.add(index, Math.max(0, start), Math.min(end, length));
  }

  /** All of an item, or of all of them. */
  #noteItems(path: string | null): void {
    const index = path === null ? undefined : this.#indexOf(path);
    if (index !== undefined) this.#searched.addItem(index);
    else
      this.#items.forEach((_, each) => {
        this.#searched.addItem(each);
      });
  }

  /** Of the first item that isn't hidden: dot files hold settings and secrets. */
  #head(): Pick<ContextDescription, 'head' | 'headPath' | 'tail'> {
    const shown = this.#items.find(({ path }) => this.#kind === 'string' || !isHidden(path));
    if (shown === undefined) return { head: '' };
    const ends = shownEnds(shown, this.#kind === 'string');
    return shown === this.#items[0] ? ends : { ...ends, headPath: shown.path };
  }

  #itemsOf(path: string | null): readonly TextItem[] {
    return path === null ? this.#items : [this.#itemAt(path)];
  }

  onlyItem(): TextItem | undefined {
    return this.#items.length === 1 ? this.#items[0] : undefined;
  }

  #oneItem(path: string | null): TextItem {
    if (path !== null) return this.#itemAt(path);
    const only = this.onlyItem();
    if (only !== undefined) return only;
    throw new TypeError(
      `context has several texts: say which path. ${knownPaths(this.#items, '')}`,
    );
  }

  #itemAt(path: string): TextItem {
    const item = this.#byPath.get(path);
    if (item !== undefined) return item;
    if (this.#kind === 'string') {
      throw new TypeError(
        `There is no path ${JSON.stringify(path)}: context is one string. Leave path out.`,
      );
    }
    throw new TypeError(
      `There is no path ${JSON.stringify(path)}. ${knownPaths(this.#items, path)}`,
    );
  }
}

function named(item: TextItem): string {
  return item.path === '' ? 'context' : JSON.stringify(item.path);
}

function checkTaken(what: string, chars: number): void {
  if (chars <= mostTaken) return;
  throw new RangeError(
    `${what} is ${grouped(chars)} characters long; the most at once is ${grouped(mostTaken)}. ` +
      'grep(), count() and chunks() work on all of it.',
  );
}
