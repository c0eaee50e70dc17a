import type { Arguments } from './arguments.ts';
import type { Asking } from './asking.ts';
import type { Matches } from './matches.ts';

/** `context`, and the functions that look into the host's copy of it. */
export interface TextTools {
  readonly names: Readonly<Record<string, (...values: never[]) => unknown>>;
  /** The value of `context`, made when first asked for. */
  context(): unknown;
  /** How printed results of `grep` read, and what stands for text not made yet; null for the rest. */
  special(value: object): string | null;
}

/**
 * Runs inside the interpreter, see `makeFormat`. `ask` answers an operation given as JSON: JSON for
 * all but `lines`, `outline` and `slice`, which are text; it throws for what can't be done.
 */
export function makeTextTools(
  { text: ask, fill }: Asking,
  shape: {
    readonly kind: string;
    readonly items: readonly { path: string; chars: number; filler: string }[];
    readonly mostChars: number;
    readonly plainChars: number;
    readonly patternChars: number;
  },
  check: Arguments,
  makeMatches: (isOneText: boolean, grouped: (count: number) => string) => Matches,
): TextTools {
  const { stringify, parse } = JSON;
  const { isArray } = Array;
  const { defineProperty } = Object;
  const { apply } = Reflect;
  const { max: larger, min: smaller } = Math;
  const source = Object.getOwnPropertyDescriptor(RegExp.prototype, 'source')?.get;
  const flagsOf = Object.getOwnPropertyDescriptor(RegExp.prototype, 'flags')?.get;
  /** Characters fetched at once for `chunks`, which are then cut inside. */
  const pieceChars = 4_000_000;
  const fillerChars = 65_536;
  const lazy = new WeakMap<object, string>();
  type Options = Readonly<Record<string, unknown>>;

  /** The interpreter has no Intl. */
  function grouped(count: number): string {
    return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  }

  const matches = makeMatches(shape.kind === 'string', grouped);

  /** Before the host has a copy of it. */
  function checkSize(name: string, isPlain: boolean, chars: number): void {
    const most = isPlain ? shape.plainChars : shape.patternChars;
    if (chars <= most) return;
    throw new RangeError(
      `${name}: the ${isPlain ? 'text to look for' : 'regular expression'} has ${grouped(chars)} characters; the most is ${grouped(most)}. Match in pieces, or give an array of plain texts.`,
    );
  }

  function sourceOf(name: string, pattern: unknown, literal: boolean): string | readonly string[] {
    if (isArray(pattern)) {
      let chars = 0;
      for (let at = 0; at < pattern.length; at += 1) {
        chars += check.text(name, 'each of the texts to look for', pattern[at]).length;
      }
      checkSize(name, true, chars);
      return pattern;
    }
    if (typeof pattern !== 'string') {
      throw new TypeError(
        `${name}: the pattern must be a string or a regular expression, not ${check.nameOf(pattern)}.`,
      );
    }
    checkSize(name, literal, pattern.length);
    return pattern;
  }

  function searchOf(name: string, pattern: unknown, options: Options): Record<string, unknown> {
    const path = check.option<string | null>(name, options, 'path', 'string', null);
    const literal = check.option(name, options, 'literal', 'boolean', false);
    const flags = check.option(name, options, 'flags', 'string', '').slice(0, 100);
    if (!(pattern instanceof RegExp))
      return { source: sourceOf(name, pattern, literal), flags, literal, path };
    if (literal) {
      throw new TypeError(`${name}: literal is for strings; the pattern is a regular expression.`);
    }
    const own = String(flagsOf && apply(flagsOf, pattern, []));
    const more = [...flags].filter((flag) => !own.includes(flag)).join('');
    const text = String(source && apply(source, pattern, []));
    return {
      source: sourceOf(name, text, false),
      flags: own + more,
      literal,
      path,
      regExp: true,
    };
  }

  /** JSON has no Infinity: the largest integer stands for it. */
  function finite(value: number): number {
    return larger(-Number.MAX_SAFE_INTEGER, smaller(value, Number.MAX_SAFE_INTEGER));
  }

  function slice(path: string, start: number, end: number): string {
    return ask('slice', stringify({ path, start, end }));
  }

  const { padEnd, repeat } = String.prototype;
  function whole(item: { path: string; chars: number; filler: string }, index: number): string {
    if (item.chars > shape.mostChars) {
      throw new RangeError(
        `The text has ${grouped(item.chars)} characters, too many for a variable here: use grep, count, lines and chunks, which need no copy of it.`,
      );
    }
    const made = fill(index, () =>
      apply(padEnd, '', [item.chars, apply(repeat, item.filler, [fillerChars])]),
    );
    return made ?? slice(item.path, 0, item.chars);
  }

  const names = {
    grep(pattern: unknown, options?: unknown): unknown[] {
      const known = ['flags', 'max', 'path', 'literal', 'around', 'perLine'];
      const checked = check.optionsOf('grep', options, known);
      const view = {
        max: finite(check.option('grep', checked, 'max', 'number', 1_000)),
        around: finite(check.option('grep', checked, 'around', 'number', 0)),
        perLine: check.option('grep', checked, 'perLine', 'boolean', false),
      };
      const query = { ...searchOf('grep', pattern, checked), ...view };
      return matches.listOf(parse(ask('grep', stringify(query))), view.perLine);
    },
    count(pattern: unknown, options?: unknown): number {
      const checked = check.optionsOf('count', options, ['flags', 'path', 'literal']);
      return parse(ask('count', stringify(searchOf('count', pattern, checked))));
    },
    lines(from: unknown, to?: unknown, where?: unknown): string {
      const first = check.number('lines', 'from', from);
      const options = typeof where === 'string' ? { path: where } : where;
      const checked = check.optionsOf('lines', options, ['path', 'numbers']);
      const query = {
        from: finite(first),
        to: finite(to === undefined ? first : check.number('lines', 'to', to)),
        path: check.option<string | null>('lines', checked, 'path', 'string', null),
        numbers: check.option('lines', checked, 'numbers', 'boolean', false),
      };
      return ask('lines', stringify(query));
    },
    outline(where?: unknown): string {
      const options = typeof where === 'string' ? { path: where } : where;
      const checked = check.optionsOf('outline', options, ['path']);
      const path = check.option<string | null>('outline', checked, 'path', 'string', null);
      return ask('outline', stringify({ path }));
    },
    chunks(size: unknown, options?: unknown): string[] {
      const checked = check.optionsOf('chunks', options, ['overlap', 'by', 'path']);
      const query = {
        size: finite(check.number('chunks', 'the size', size)),
        overlap: finite(check.option('chunks', checked, 'overlap', 'number', 0)),
        by: check.option('chunks', checked, 'by', 'string', 'chars'),
        path: check.option<string | null>('chunks', checked, 'path', 'string', null),
      };
      const ranges: { path: string; start: number; end: number }[] = parse(
        ask('chunks', stringify(query)),
      );
      let piece = '';
      let pieceStart = 0;
      let pieceEnd = 0;
      let piecePath: string | null = null;
      return ranges.map(({ path, start, end }, at) => {
        if (path !== piecePath || start < pieceStart || end > pieceEnd) {
          piecePath = path;
          pieceStart = start;
          pieceEnd = end;
          for (let next = at + 1; next < ranges.length; next += 1) {
            const range = ranges[next];
            if (range?.path !== path || range.end - start > pieceChars) break;
            pieceEnd = larger(pieceEnd, range.end);
          }
          piece = slice(path, pieceStart, pieceEnd);
        }
        return piece.slice(start - pieceStart, end - pieceStart);
      });
    },
  };

  function makeContext(): unknown {
    const [only] = shape.items;
    if (shape.kind === 'string') return only === undefined ? '' : whole(only, 0);
    if (shape.kind === 'list') return shape.items.map(whole);
    const map = {};
    for (const [index, item] of shape.items.entries()) {
      const define = (value: string): string => {
        defineProperty(map, item.path, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
        return value;
      };
      const get = (): string => define(whole(item, index));
      lazy.set(get, `[${grouped(item.chars)} characters]`);
      defineProperty(map, item.path, { get, set: define, enumerable: true, configurable: true });
    }
    return map;
  }

  let made: { readonly value: unknown } | null = null;

  function special(value: object): string | null {
    const size = lazy.get(value);
    return size ?? matches.special(value);
  }

  return {
    names,
    context() {
      made ??= { value: makeContext() };
      return made.value;
    },
    special,
  };
}
