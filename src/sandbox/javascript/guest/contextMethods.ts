/**
 * Runs inside the interpreter, see `makeFormat`. What stands for `context` where one of its methods is
 * called, when it is one long string: those that look through all of it are answered by the host,
 * as long as they mean what they mean for every string. Everything else is asked of the string itself.
 */
export function makeContextMethods(
  shape: { readonly kind: string; readonly items: readonly { readonly chars: number }[] },
  /** Numbers as JSON, an array of strings, or null: declined. */
  ask: (query: string) => string | readonly string[] | null,
  /** The string itself, made when first needed. It counts as used. */
  text: () => string,
  /** All of it is used. */
  use: () => void,
): object | null {
  const { stringify, parse } = JSON;
  const { create, getPrototypeOf } = Object;
  const { apply, ownKeys, getOwnPropertyDescriptor } = Reflect;
  const { trunc } = Math;
  const { isInteger } = Number;
  const { isArray } = Array;
  const RegExpOwn = RegExp;
  const { exec } = RegExp.prototype;
  const sourceOf = getOwnPropertyDescriptor(RegExp.prototype, 'source')?.get;
  const flagsOf = getOwnPropertyDescriptor(RegExp.prototype, 'flags')?.get;
  /** Shorter ones are answered as fast by the interpreter. */
  const leastChars = 250_000;
  const mostNeedle = 1_000;
  /** Places and matches that are asked for ahead when code goes on looking for the same. */
  const ahead = 1_000;
  const chars = shape.items[0]?.chars ?? 0;
  if (shape.kind !== 'string' || chars < leastChars) return null;

  const strings = String.prototype as unknown as Record<string, unknown>;
  const own: Record<string, unknown> = create(null);
  for (const name of [
    'indexOf',
    'lastIndexOf',
    'includes',
    'split',
    'match',
    'matchAll',
    'search',
  ]) {
    own[name] = strings[name];
  }
  /** All that can give an expression another meaning. */
  const learned = [RegExp.prototype, RegExp].flatMap((object) =>
    ownKeys(object).map((key) => ({ object, key, was: getOwnPropertyDescriptor(object, key) })),
  );

  function isChanged(): boolean {
    for (let at = 0; at < learned.length; at += 1) {
      const { object, key, was } = learned[at] ?? {};
      if (object === undefined || key === undefined) continue;
      const now = getOwnPropertyDescriptor(object, key);
      if (now?.value !== was?.value || now?.get !== was?.get) return true;
    }
    return false;
  }

  /** Null: not an expression as the language makes them. */
  function read(value: unknown): { source: string; flags: string } | null {
    if (typeof value !== 'object' || value === null || isChanged()) return null;
    if (getPrototypeOf(value) !== RegExpOwn.prototype || ownKeys(value).length !== 1) return null;
    if (!(value instanceof RegExpOwn) || typeof value.lastIndex !== 'number') return null;
    if (getOwnPropertyDescriptor(value, 'lastIndex')?.writable !== true) return null;
    const [source, flags] = [sourceOf, flagsOf].map((get) => get && apply(get, value, []));
    return { source: String(source), flags: String(flags) };
  }

  function numbers(query: object): number[] | null {
    const answer = ask(stringify(query));
    return typeof answer === 'string' ? parse(answer) : null;
  }

  function parts(query: object): readonly string[] | null {
    const answer = ask(stringify(query));
    return isArray(answer) ? answer : null;
  }

  let needleSeen = '';
  let from = 0;
  let next = 0;
  let isEnd = false;
  let places: readonly number[] = [];

  /** Null: not a case for this. */
  function placeOf(needle: unknown, position: unknown): number | null {
    if (typeof needle !== 'string' || needle === '' || needle.length > mostNeedle) return null;
    if (position !== undefined && typeof position !== 'number') return null;
    const start = trunc(position ?? 0) || 0;
    if (start >= chars) return -1;
    const first = start < 0 ? 0 : start;
    const isNext = needle === needleSeen && first >= from;
    if (isNext) {
      while ((places[next] ?? first) < first) next += 1;
      const place = places[next];
      if (place !== undefined) return place;
      if (isEnd) return -1;
    }
    const most = isNext ? ahead : 1;
    const found = numbers({ method: 'indexOf', needle, from: first, most });
    if (found === null) return null;
    needleSeen = needle;
    from = first;
    next = 0;
    places = found;
    isEnd = found.length < most;
    return found[0] ?? -1;
  }

  /** Gives the match at a place as the string itself does; null: it sees none there. */
  function matcher({ source, flags }: { source: string; flags: string }) {
    const expression = new RegExpOwn(source, flags.includes('y') ? flags : `${flags}y`);
    return (index: number): RegExpExecArray | null => {
      expression.lastIndex = index;
      return apply(exec, expression, [text()]);
    };
  }

  const allMatches = own.matchAll as (pattern: RegExp) => object;
  const iteratorParent = getPrototypeOf(apply(allMatches, '', [/a/g]));

  /** As `matchAll`, from `start` on; the string itself goes on where the host declines. */
  function matchesFrom(start: number, expression: { source: string; flags: string }): object {
    const matchAt = matcher(expression);
    let [from, at] = [start, 0];
    let starts: readonly number[] = [];
    let rest: Iterator<unknown> | null = null;
    const goOnItself = (index: number): IteratorResult<unknown> => {
      const pattern = new RegExpOwn(expression.source, expression.flags);
      pattern.lastIndex = index;
      rest = apply(allMatches, text(), [pattern]) as Iterator<unknown>;
      return rest.next();
    };
    function next(): IteratorResult<unknown> {
      if (rest !== null) return rest.next();
      let index = starts[at];
      if (index === undefined) {
        if (from < 0) return { value: undefined, done: true };
        const found = numbers({ method: 'matches', ...expression, from, most: ahead });
        if (found === null) return goOnItself(from);
        from = found[0] ?? -1;
        starts = found;
        at = 1;
        index = starts[at];
        if (index === undefined) return next();
      }
      at += 1;
      const value = matchAt(index);
      return value === null ? goOnItself(index) : { value, done: false };
    }
    const hidden = { value: next, writable: true, configurable: true };
    return create(iteratorParent, { next: hidden });
  }

  const answers: Record<string, (...values: unknown[]) => unknown> = {
    indexOf: (needle, position) => placeOf(needle, position) ?? undefined,
    includes(needle, position) {
      const place = placeOf(needle, position);
      return place === null ? undefined : place !== -1;
    },
    lastIndexOf(needle, position) {
      if (typeof needle !== 'string' || needle === '' || needle.length > mostNeedle) return;
      if (position !== undefined) return;
      return numbers({ method: 'lastIndexOf', needle, from: chars })?.[0];
    },
    split(separator, limit) {
      if (limit !== undefined) return;
      if (typeof separator === 'string') {
        if (separator === '' || separator.length > mostNeedle) return;
        return parts({ method: 'split', separator }) ?? undefined;
      }
      const expression = read(separator);
      if (expression === null) return;
      return parts({ method: 'splitBy', ...expression }) ?? undefined;
    },
    match(pattern) {
      const expression = read(pattern);
      if (expression === null) return;
      if (expression.flags.includes('g')) {
        const found = parts({ method: 'match', ...expression });
        if (found === null) return;
        (pattern as RegExp).lastIndex = 0;
        return found.length === 0 ? null : found;
      }
      // Where it begins is looked for at the host.
      if (expression.flags.includes('y')) return;
      const first = numbers({ method: 'matches', ...expression, from: 0, most: 1 });
      if (first === null) return;
      return first[1] === undefined ? null : (matcher(expression)(first[1]) ?? undefined);
    },
    matchAll(pattern) {
      const expression = read(pattern);
      if (!expression?.flags.includes('g')) return;
      const { lastIndex } = pattern as RegExp;
      if (!isInteger(lastIndex) || lastIndex < 0 || lastIndex > chars) return;
      return matchesFrom(lastIndex, expression);
    },
    search(pattern) {
      const expression = read(pattern);
      if (expression === null) return;
      const first = numbers({ method: 'matches', ...expression, from: 0, most: 1 });
      return first === null ? undefined : (first[1] ?? -1);
    },
  };

  const methods = create(null);
  for (const name of Object.keys(answers)) {
    methods[name] = (...values: unknown[]): unknown => {
      use();
      const answer = strings[name] === own[name] ? answers[name]?.(...values) : undefined;
      if (answer !== undefined) return answer;
      return apply(strings[name] as () => unknown, text(), values);
    };
  }
  return methods;
}
