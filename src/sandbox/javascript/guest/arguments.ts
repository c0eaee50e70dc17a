/** Checks of what code gives the REPL's functions; all throw a TypeError that says what is known. */
export interface Arguments {
  /** The options as an object, without any that are not `known`. */
  optionsOf(
    name: string,
    value: unknown,
    known: readonly string[],
  ): Readonly<Record<string, unknown>>;
  /** One option of the `type` that `typeof` names; `otherwise` when it is absent. */
  option<Value>(
    name: string,
    options: Readonly<Record<string, unknown>>,
    key: string,
    type: string,
    otherwise: Value,
  ): Value;
  text(name: string, what: string, value: unknown): string;
  number(name: string, what: string, value: unknown): number;
  /** What a child run reads: a string, an array of strings, an object path -> string. */
  context(name: string, value: unknown): unknown;
  /** Characters of such a context, as the host counts: each item costs something beyond its text. */
  charsOf(context: unknown): number;
  /** The error for a call with more characters than the host is given; null: it has not. */
  tooLong(promptChars: number, contextChars: number): RangeError | null;
  /** `an array`, `a number`: what was given instead. */
  nameOf(value: unknown): string;
}

/** Runs inside the interpreter, see `makeFormat`. */
export function makeArguments(most: {
  readonly promptChars: number;
  readonly memoryMb: number;
}): Arguments {
  const { stringify } = JSON;
  const { isArray } = Array;
  const { keys } = Object;

  function nameOf(value: unknown): string {
    if (value === null) return 'null';
    if (isArray(value)) return 'an array';
    if (value instanceof Promise) return 'a Promise: await it first';
    if (typeof value === 'object') return 'an object';
    return value === undefined ? 'undefined' : `a ${typeof value}`;
  }

  function text(name: string, what: string, value: unknown): string {
    if (typeof value === 'string') return value;
    throw new TypeError(`${name}: ${what} must be a string, not ${nameOf(value)}.`);
  }

  function number(name: string, what: string, value: unknown): number {
    if (typeof value === 'number' && !Number.isNaN(value)) return value;
    throw new TypeError(`${name}: ${what} must be a number, not ${nameOf(value)}.`);
  }

  function optionsOf(
    name: string,
    value: unknown,
    known: readonly string[],
  ): Readonly<Record<string, unknown>> {
    if (value === undefined || value === null) return {};
    const list = known.join(', ');
    if (typeof value !== 'object' || isArray(value)) {
      throw new TypeError(
        `${name}: the options must be an object (known: ${list}), not ${nameOf(value)}.`,
      );
    }
    const unknown = keys(value).filter((key) => !known.includes(key));
    if (unknown.length > 0) {
      const named = unknown.map((key) => stringify(key)).join(', ');
      throw new TypeError(`${name}: unknown option ${named}; known: ${list}.`);
    }
    return value as Readonly<Record<string, unknown>>;
  }

  function option<Value>(
    name: string,
    options: Readonly<Record<string, unknown>>,
    key: string,
    type: string,
    otherwise: Value,
  ): Value {
    const value = options[key];
    if (value === undefined || value === null) return otherwise;
    if (typeof value === type) return value as Value;
    throw new TypeError(`${name}: the option ${key} must be a ${type}, not ${nameOf(value)}.`);
  }

  function context(name: string, value: unknown): unknown {
    if (value === undefined || value === null || typeof value === 'string') {
      return value ?? undefined;
    }
    if (isArray(value)) {
      return value.map((item, at) => text(name, `the context's item ${at}`, item));
    }
    if (typeof value === 'object' && !(value instanceof Promise)) {
      for (const path of keys(value)) {
        text(name, `the context's ${stringify(path)}`, Reflect.get(value, path));
      }
      return value;
    }
    throw new TypeError(
      `${name}: the context must be a string, an array of strings or an object path -> string, not ${nameOf(value)}.`,
    );
  }

  function charsOf(value: unknown): number {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null) return 0;
    return keys(value).reduce(
      (chars, path) => chars + path.length + String(Reflect.get(value, path)).length + 16,
      0,
    );
  }

  /** The interpreter has no Intl. */
  function grouped(count: number): string {
    return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  }

  function tooLong(promptChars: number, contextChars: number): RangeError | null {
    const isPrompt = promptChars > most.promptChars;
    const [what, chars, limit] = isPrompt
      ? ['The prompt', promptChars, most.promptChars]
      : ['The context', contextChars, most.memoryMb * 1_048_576];
    if (chars <= limit) return null;
    return new RangeError(
      `${what} has ${grouped(chars)} characters; the most is ${grouped(limit)}. Give less of the text.`,
    );
  }

  return { optionsOf, option, text, number, context, charsOf, tooLong, nameOf };
}
