/** Values as a model reads them. */
export interface Format {
  /** As `print` shows it: strings as they are, everything else readably. */
  show(value: unknown): string;
  /** As FINAL submits it: strings as they are, data as JSON, everything else as `show`. */
  submit(value: unknown): string;
}

/**
 * Runs inside the interpreter: the text of this function is evaluated there, so it can use nothing
 * but the language. `special` shows values of the REPL's own; null for all others.
 */
export function makeFormat(special: (value: object) => string | null): Format {
  const width = 100;
  const deepest = 6;
  const budget = 400_000;
  const { stringify, parse } = JSON;
  const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { ownKeys } = Reflect;
  const { isArray } = Array;
  const typedArray = getPrototypeOf(Uint8Array);
  const iterator = getPrototypeOf(getPrototypeOf([].values()));
  let left = 0;

  function leaf(value: unknown): string {
    const text =
      typeof value === 'string'
        ? stringify(value)
        : typeof value === 'bigint'
          ? `${value}n`
          : typeof value === 'function'
            ? `[function ${value.name || 'without a name'}]`
            : Object.is(value, -0)
              ? '-0'
              : String(value);
    left -= text.length;
    return text;
  }

  function errorText(error: Error): string {
    const cause = error.cause instanceof Error ? ` [cause: ${errorText(error.cause)}]` : '';
    return `${error.name}: ${error.message}${cause}`;
  }

  function keyText(key: string | symbol): string {
    if (typeof key === 'symbol') return `[${String(key)}]`;
    return /^[A-Za-z_$][\w$]*$/.test(key) ? key : stringify(key);
  }

  function wrap(open: string, entries: readonly string[], close: string, short: boolean): string {
    if (entries.length === 0) return open + close;
    const pad = open.endsWith('[') ? '' : ' ';
    const length = entries.reduce((sum, entry) => sum + entry.length + 2, 0);
    const breaks = entries.some((entry) => entry.includes('\n'));
    if (length <= width && !breaks) return open + pad + entries.join(', ') + pad + close;
    if (!short) return `${open}\n  ${entries.join(',\n').replaceAll('\n', '\n  ')}\n${close}`;
    const rows: string[] = [];
    let row = '';
    for (const entry of entries) {
      if (row.length + entry.length > width) {
        rows.push(row);
        row = '';
      }
      row += row === '' ? entry : `, ${entry}`;
    }
    return `${open}\n  ${[...rows, row].join(',\n  ')}\n${close}`;
  }

  function collect<Item>(
    items: Iterable<Item>,
    size: number,
    text: (item: Item) => string,
  ): string[] {
    const entries: string[] = [];
    for (const item of items) {
      if (left <= 0) {
        entries.push(`... ${size - entries.length} more`);
        break;
      }
      entries.push(text(item));
    }
    return entries;
  }

  function properties(value: object, above: readonly object[]): string[] {
    const keys = ownKeys(value).filter((key) => getOwnPropertyDescriptor(value, key)?.enumerable);
    return collect(keys, keys.length, (key) => {
      const property = getOwnPropertyDescriptor(value, key);
      left -= 4;
      if (property?.get) return `${keyText(key)}: ${special(property.get) ?? '[getter]'}`;
      return `${keyText(key)}: ${render(property?.value, above)}`;
    });
  }

  function render(value: unknown, above: readonly object[]): string {
    if (typeof value !== 'object' || value === null) return leaf(value);
    const own = special(value);
    if (own !== null) return own;
    if (above.includes(value)) return '[circular]';
    if (value instanceof Error) return errorText(value);
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (value instanceof Promise) return 'Promise (not awaited: use await)';
    const name: unknown = getPrototypeOf(value)?.constructor?.name;
    const label = typeof name === 'string' && name !== 'Object' ? `${name} ` : '';
    if (above.length >= deepest)
      return isArray(value) ? `[Array(${value.length})]` : `[${label || 'Object'}]`;
    const inner = [...above, value];
    if (isArray(value)) {
      const short = value.every((item) => typeof item !== 'object' && String(item).length <= 20);
      return wrap(
        '[',
        collect(value, value.length, (item) => render(item, inner)),
        ']',
        short,
      );
    }
    if (value instanceof Map) {
      const entries = collect(
        value,
        value.size,
        ([key, item]) => `${render(key, inner)} => ${render(item, inner)}`,
      );
      return wrap(`Map(${value.size}) {`, entries, '}', false);
    }
    if (value instanceof Set) {
      return wrap(
        `Set(${value.size}) {`,
        collect(value, value.size, (item) => render(item, inner)),
        '}',
        false,
      );
    }
    if (value instanceof typedArray) {
      const numbers = value as unknown as ArrayLike<number>;
      const items = collect(Array.from(numbers), numbers.length, leaf);
      return wrap(`${label}[`, items, ']', true);
    }
    return wrap(`${label}{`, properties(value, inner), '}', false);
  }

  function show(value: unknown): string {
    if (typeof value === 'string') return value;
    left = budget;
    try {
      return render(value, []);
    } catch (error) {
      // A getter, a proxy or a prototype of the code's own threw.
      return `[can't be shown: ${error instanceof Error ? error.message : 'it threw'}]`;
    }
  }

  function isIterator(value: unknown): value is Iterable<unknown> {
    let above = typeof value === 'object' && value !== null ? getPrototypeOf(value) : null;
    while (above !== null && above !== iterator) above = getPrototypeOf(above);
    return above !== null;
  }

  function asData(_key: string, value: unknown): unknown {
    if (value instanceof Map) return Object.fromEntries(value);
    if (value instanceof Set || isIterator(value)) return [...value];
    if (value instanceof typedArray) return Array.from(value as ArrayLike<unknown>);
    return typeof value === 'bigint' ? String(value) : value;
  }

  function submit(value: unknown): string {
    if (typeof value !== 'object' || value === null || special(value) !== null) return show(value);
    if (value instanceof Error || value instanceof Promise || value instanceof RegExp)
      return show(value);
    try {
      const text = stringify(value, asData, 2) ?? show(value);
      // A date alone is text, which needs no quotes.
      return text.startsWith('"') ? parse(text) : text;
    } catch {
      // JSON has no cycles; what is shown marks them.
      return show(value);
    }
  }

  return { show, submit };
}
