/** What `grep` returns: entries that print as lines of the text, in an array that knows its total. */
export interface Matches {
  /** Of the host's answer. `perLine`: an entry stands for a line. */
  listOf(
    found: { readonly matches: readonly object[]; readonly total: number },
    perLine: boolean,
  ): unknown[];
  /** How an entry, or an array of them, prints; null for all else. */
  special(value: object): string | null;
}

/** Runs inside the interpreter, see `makeFormat`. `isOneText`: places need no path. */
export function makeMatches(isOneText: boolean, grouped: (count: number) => string): Matches {
  const { isArray } = Array;
  const { assign, defineProperty, entries, freeze, getPrototypeOf } = Object;
  interface Found {
    readonly groups: (string | null)[];
    readonly named?: Readonly<Record<string, string | null>>;
  }
  const totals = new WeakMap<object, { readonly total: number; readonly unit: string }>();

  class Match {
    declare readonly path: string;
    declare readonly line: number;
    declare readonly text: string;
    declare readonly before?: string;
    declare readonly after?: string;
    constructor({ named, ...found }: Found) {
      assign(this, found);
      // An array's length is a number whatever a group of that name has matched.
      for (const [name, value] of entries(named ?? {})) {
        if (name === 'length') continue;
        defineProperty(found.groups, name, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
    }
  }
  freeze(Match.prototype);

  function placeIn(matches: readonly Match[]): (path: string, line: number) => string {
    const several = !isOneText || matches.some(({ path }) => path !== matches[0]?.path);
    return (path, line) => `${several && path !== '' ? `${path}:` : ''}L${line}`;
  }

  /** In their order, the matches of one line in one row. */
  function rowsOf(matches: readonly Match[]): string[] {
    const place = placeIn(matches);
    const texts = new Map<string, string[]>();
    for (const { path, line, text } of matches) {
      const known = texts.get(place(path, line));
      if (known === undefined) texts.set(place(path, line), [text]);
      else if (!known.includes(text)) known.push(text);
    }
    return [...texts].map(([at, parts]) => `${at}: ${parts.join(' | ')}`);
  }

  /** As `grep -C` prints them: windows that meet are one, `--` stands between the others. */
  function rowsAround(matches: readonly Match[]): string[] {
    const place = placeIn(matches);
    const texts = new Map<string, Map<number, { parts: string[]; isMatch: boolean }>>();
    for (const { path, line, text, before = '', after = '' } of matches) {
      const lines = texts.get(path) ?? new Map();
      texts.set(path, lines);
      const known = lines.get(line);
      if (known?.isMatch !== true) lines.set(line, { parts: [text], isMatch: true });
      else if (!known.parts.includes(text)) known.parts.push(text);
      for (const row of `${before}\n${after}`.split('\n')) {
        const colon = row.indexOf(':');
        const near = Number(row.slice(1, colon));
        if (colon > 0 && !lines.has(near))
          lines.set(near, { parts: [row.slice(colon + 2)], isMatch: false });
      }
    }
    const rows: string[] = [];
    for (const [path, lines] of texts) {
      let last = -1;
      for (const [line, { parts }] of [...lines].sort(([one], [other]) => one - other)) {
        if (rows.length > 0 && line !== last + 1) rows.push('--');
        rows.push(`${place(path, line)}: ${parts.join(' | ')}`);
        last = line;
      }
    }
    return rows;
  }

  function isMatch(value: unknown): value is Match {
    return value !== null && typeof value === 'object' && getPrototypeOf(value) === Match.prototype;
  }

  function listing(matches: readonly Match[], total: number, unit: string): string {
    const hasAround = matches.some(({ before }) => before !== undefined);
    const rows = hasAround ? rowsAround(matches) : rowsOf(matches);
    if (total > matches.length) {
      rows.push(
        `... and ${grouped(total - matches.length)} more ${unit} (${grouped(total)} in all)`,
      );
    }
    return rows.length === 0 ? '(no matches)' : rows.join('\n');
  }

  return {
    listOf({ matches, total }, perLine) {
      const list = matches.map((match) => new Match(match as Found));
      defineProperty(list, 'total', { value: total, writable: true, configurable: true });
      totals.set(list, { total, unit: perLine ? 'lines' : 'matches' });
      return list;
    },
    special(value) {
      if (isMatch(value)) return listing([value], 1, 'matches');
      if (!isArray(value)) return null;
      const known = totals.get(value);
      if (known !== undefined) {
        const total = known.total > value.length ? known.total : value.length;
        return listing(value, total, known.unit);
      }
      const isList = value.length > 0 && value.every(isMatch);
      return isList ? listing(value, value.length, 'matches') : null;
    },
  };
}
