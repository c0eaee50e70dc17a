import type { Arguments } from './arguments.ts';
import type { Queries } from './queries.ts';

/** The functions by which code asks the same of many texts. */
export interface ItemQueries {
  readonly names: Readonly<Record<string, (...values: never[]) => unknown>>;
}

/** Runs inside the interpreter, see `makeFormat`. What is asked is checked and put together by the host. */
export function makeItemQueries(queries: Queries, check: Arguments): ItemQueries {
  const { stringify, parse } = JSON;
  const { isArray } = Array;

  function itemsOf(name: string, items: unknown): readonly string[] {
    if (!isArray(items)) {
      throw new TypeError(
        `${name}: the items must be an array of strings, not ${check.nameOf(items)}.`,
      );
    }
    return items.map((item, at) => check.text(name, `item ${at}`, item));
  }

  /** JSON of what is asked; what JSON would leave out in silence is refused. */
  function dataOf(name: string, asked: Readonly<Record<string, unknown>>): string {
    const plain = (_key: string, value: unknown): unknown => {
      if (value instanceof Set) return [...value];
      if (value instanceof Map) return Object.fromEntries(value);
      if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError();
      return value;
    };
    try {
      return stringify(asked, plain);
    } catch {
      const what = Object.keys(asked).join(' and ');
      throw new TypeError(`${name}: ${what} must be data: strings, numbers, arrays, objects.`);
    }
  }

  function askAll(
    name: string,
    items: unknown,
    asked: Readonly<Record<string, unknown>>,
    options: unknown,
    known: string,
  ): Promise<unknown> {
    return queries.query(name, (ask) => {
      const given = queries.optionsOf(name, options, [known]);
      const all = itemsOf(name, items);
      const prompt = dataOf(name, { ...asked, ...given.others });
      return ask(prompt, all, given.options).then((results) => parse(results));
    });
  }

  return {
    names: {
      classify: (items: unknown, labels: unknown, options?: unknown) =>
        askAll('classify', items, { labels }, options, 'rules'),
      llm_map: (items: unknown, instruction: unknown, options?: unknown) =>
        askAll('llm_map', items, { instruction }, options, 'schema'),
    },
  };
}
