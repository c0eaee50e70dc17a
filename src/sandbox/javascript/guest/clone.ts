/**
 * `structuredClone`, which the interpreter lacks. Runs inside it, see `makeFormat`. Throws a
 * TypeError for functions, symbols, promises and weak collections, as the original does.
 */
export function makeStructuredClone(): (value: unknown) => unknown {
  const { keys } = Object;
  const { isArray } = Array;

  function refuse(what: string): never {
    throw new TypeError(`structuredClone: ${what} can't be cloned.`);
  }

  function shell(value: object): object {
    if (isArray(value)) return new Array(value.length);
    if (value instanceof Map) return new Map();
    if (value instanceof Set) return new Set();
    if (value instanceof Date) return new Date(value.getTime());
    if (value instanceof RegExp) return new RegExp(value.source, value.flags);
    if (value instanceof ArrayBuffer) return value.slice(0);
    if (ArrayBuffer.isView(value)) {
      const Kind = value.constructor as new (buffer: unknown) => object;
      const { byteOffset, byteLength } = value;
      return new Kind(value.buffer.slice(byteOffset, byteOffset + byteLength));
    }
    if (value instanceof Error) {
      const error = new Error(value.message);
      error.name = value.name;
      return error;
    }
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) {
      refuse(`a ${value.constructor.name}`);
    }
    return {};
  }

  function copy(value: unknown, seen: Map<object, object>): unknown {
    if (typeof value === 'function') refuse('a function');
    if (typeof value === 'symbol') refuse('a symbol');
    if (typeof value !== 'object' || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    const clone = shell(value);
    seen.set(value, clone);
    if (value instanceof Map && clone instanceof Map) {
      for (const [key, item] of value) clone.set(copy(key, seen), copy(item, seen));
    } else if (value instanceof Set && clone instanceof Set) {
      for (const item of value) clone.add(copy(item, seen));
    } else if (!ArrayBuffer.isView(value)) {
      for (const key of keys(value)) Reflect.set(clone, key, copy(Reflect.get(value, key), seen));
    }
    return clone;
  }

  return (value) => copy(value, new Map());
}
