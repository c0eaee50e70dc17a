import type { ContextDescription, ContextKind, SharedText, TextRange } from '../../core/context.ts';
import type { LineRange } from '../../core/environment.ts';
import { type ChunkOptions, chunkItems } from './chunks.ts';
import { Coverage } from './coverage.ts';
import { countInItems, type GrepMatch, grepItems } from './grep.ts';
import type { Pattern } from './pattern.ts';
import { locateQuotes } from './quotes.ts';
import { grouped, TextItem } from './textItem.ts';
import { type WindowSizes, windowSizes } from './windows.ts';

export type { GrepMatch } from './grep.ts';

/** `path`: one item of a map or list; null: all of them. */
export interface CountQuery extends Pattern {
  readonly path: string | null;
}

/** `max` bounds the matches returned, not their `total`. */
export interface GrepQuery extends CountQuery {
  readonly max: number;
}

const headLength = 500;
const pathsNamed = 10;
/** What `L1234567: ` adds to a line. */
const numberChars = 12;
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
  #coverage: Coverage | null = null;

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
      head: this.#head(),
      items,
    };
  }

  grep({ max, path, ...pattern }: GrepQuery): { matches: GrepMatch[]; total: number } {
    return grepItems(this.#itemsOf(path), pattern, max, this.#sizes);
  }

  count({ path, ...pattern }: CountQuery): number {
    return countInItems(this.#itemsOf(path), pattern, this.#sizes);
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
    return joinLines(item, first, last, numbers);
  }

  /** The pieces as ranges, for `slice`; of all items in turn when no path is given. */
  chunks(
    size: number,
    { path, ...options }: ChunkOptions & { readonly path: string | null },
  ): TextRange[] {
    return chunkItems(this.#itemsOf(path), size, options);
  }

  /** Characters `start` to `end` (exclusive), cut to what there is. */
  slice(path: string, start: number, end: number): string {
    const item = this.#itemAt(path);
    const first = Math.max(0, Math.min(start, item.length));
    const last = Math.max(first, Math.min(end, item.length));
    checkTaken('This piece', last - first);
    return item.slice(first, last);
  }

  /**
   * The lines of each range joined with `\n`; null where path or lines are out of range, or where
   * they are over 268 million characters long.
   */
  cite(ranges: readonly LineRange[]): (string | null)[] {
    return ranges.map(({ path, startLine, endLine }) => {
      const item = this.#byPath.get(path) ?? (path === '' ? this.#onlyItem() : undefined);
      if (item === undefined) return null;
      const isRange = Number.isInteger(startLine) && Number.isInteger(endLine);
      if (!isRange || startLine < 1 || endLine < startLine || endLine > item.lines.count) {
        return null;
      }
      if (charsOf(item, startLine, endLine) > mostTaken) return null;
      return joinLines(item, startLine, endLine, false);
    });
  }

  locate(quotes: readonly string[]): readonly (LineRange | null)[] {
    return locateQuotes(this.#items, quotes);
  }

  /**
   * Adds texts that were printed or sent to a model. Returns all ranges of the Context seen in the
   * texts so far, merged and in order; see `Coverage` for what counts.
   */
  cover(texts: readonly string[]): TextRange[] {
    this.#coverage ??= new Coverage(this.#items);
    for (const text of texts) this.#coverage.add(text);
    return this.#coverage.ranges();
  }

  /** Nothing has been seen yet; what was made to look it up stays. */
  forgetSeen(): void {
    this.#coverage?.forget();
  }

  #head(): string {
    const first = this.#items[0];
    if (first === undefined) return '';
    const end = Math.min(headLength, first.length);
    return first.slice(0, first.isInsidePair(end) ? end - 1 : end);
  }

  #itemsOf(path: string | null): readonly TextItem[] {
    return path === null ? this.#items : [this.#itemAt(path)];
  }

  #onlyItem(): TextItem | undefined {
    return this.#items.length === 1 ? this.#items[0] : undefined;
  }

  #oneItem(path: string | null): TextItem {
    if (path !== null) return this.#itemAt(path);
    const only = this.#onlyItem();
    if (only !== undefined) return only;
    throw new TypeError(`context has several texts: say which path. ${this.#knownPaths('')}`);
  }

  #itemAt(path: string): TextItem {
    const item = this.#byPath.get(path);
    if (item !== undefined) return item;
    if (this.#kind === 'string') {
      throw new TypeError(
        `There is no path ${JSON.stringify(path)}: context is one string. Leave path out.`,
      );
    }
    throw new TypeError(`There is no path ${JSON.stringify(path)}. ${this.#knownPaths(path)}`);
  }

  /** Up to ten paths, those that look like the one asked for first, and how many more there are. */
  #knownPaths(asked: string): string {
    const isLike = ({ path }: TextItem) =>
      asked !== '' && path.toLowerCase().includes(asked.toLowerCase());
    const like = this.#items.filter(isLike);
    const paths = [...new Set([...like, ...this.#items])].slice(0, pathsNamed);
    const more = this.#items.length - paths.length;
    return (
      `Known: ${paths.map(({ path }) => JSON.stringify(path)).join(', ')}` +
      `${more > 0 ? ` and ${grouped(more)} more` : ''}.`
    );
  }
}

function named(item: TextItem): string {
  return item.path === '' ? 'context' : JSON.stringify(item.path);
}

/** Characters of lines from 1, both ends in. */
function charsOf({ lines }: TextItem, from: number, to: number): number {
  return lines.start(to) - lines.start(from - 1);
}

function checkTaken(what: string, chars: number): void {
  if (chars <= mostTaken) return;
  throw new RangeError(
    `${what} is ${grouped(chars)} characters long; the most at once is ${grouped(mostTaken)}. ` +
      'grep(), count() and chunks() work on all of it.',
  );
}

/** Lines from 1, both ends in, which must exist. */
function joinLines(item: TextItem, from: number, to: number, numbers: boolean): string {
  const joined: string[] = [];
  for (let line = from; line <= to; line += 1) {
    joined.push(numbers ? `L${line}: ${item.line(line - 1)}` : item.line(line - 1));
  }
  return joined.join('\n');
}
