/** What the code has made, looked at without running any of it. */
export interface Variables {
  list(): { name: string; type: string; size: string }[];
  /** The value of a variable of the code's own; absent when there is none. */
  find(name: string): { readonly value: unknown } | null;
  /** `o`: the code's own; `g`: given or built in; `-`: there is none of that name. */
  kindOf(name: string): 'o' | 'g' | '-';
  /** From now on this name is none of the code's own. */
  hide(name: string): void;
}

/**
 * Runs inside the interpreter, see `makeFormat`. What stands in the global object when this is
 * called is not of the code's making, and neither are names that begin with `hidden`.
 */
export function makeVariables(hidden: string): Variables {
  const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { apply, ownKeys } = Reflect;
  const { isArray } = Array;
  const most = 1_000;
  const before = new Set(ownKeys(globalThis));
  const mapSize = getOwnPropertyDescriptor(Map.prototype, 'size')?.get;
  const setSize = getOwnPropertyDescriptor(Set.prototype, 'size')?.get;

  function grouped(count: number, one: string, many: string): string {
    return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? one : many}`;
  }

  function typeOf(value: unknown): string {
    if (value === null) return 'null';
    if (isArray(value)) return 'Array';
    if (typeof value !== 'object') return typeof value;
    const prototype = getPrototypeOf(value);
    const maker = prototype && getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    const name = typeof maker === 'function' && getOwnPropertyDescriptor(maker, 'name')?.value;
    // What queries return is a Promise to the code.
    if (value instanceof Promise) return 'Promise';
    return typeof name === 'string' && name !== '' ? name : 'Object';
  }

  function sizeOf(value: unknown): string {
    if (typeof value === 'string') return grouped(value.length, 'character', 'characters');
    if (typeof value !== 'object' || value === null) return '';
    if (isArray(value)) return grouped(value.length, 'item', 'items');
    if (value instanceof Map)
      return grouped(mapSize && apply(mapSize, value, []), 'entry', 'entries');
    if (value instanceof Set)
      return grouped(setSize && apply(setSize, value, []), 'entry', 'entries');
    if (value instanceof Promise || value instanceof Date || value instanceof RegExp) return '';
    if (ArrayBuffer.isView(value)) return grouped(value.byteLength, 'byte', 'bytes');
    return grouped(ownKeys(value).length, 'key', 'keys');
  }

  function own(key: string | symbol): key is string {
    return typeof key === 'string' && !before.has(key) && !key.startsWith(hidden);
  }

  function find(name: string): { readonly value: unknown } | null {
    const property = own(name) ? getOwnPropertyDescriptor(globalThis, name) : undefined;
    return property !== undefined && 'value' in property ? { value: property.value } : null;
  }

  function list(): { name: string; type: string; size: string }[] {
    return ownKeys(globalThis)
      .filter(own)
      .slice(-most)
      .map((name) => {
        const value = find(name)?.value;
        try {
          return { name, type: typeOf(value), size: sizeOf(value) };
        } catch {
          // A proxy of the code's own threw; the variable is there all the same.
          return { name, type: 'Proxy', size: '' };
        }
      });
  }

  function kindOf(name: string): 'o' | 'g' | '-' {
    if (find(name) !== null) return 'o';
    return before.has(name) ? 'g' : '-';
  }

  return { list, find, kindOf, hide: (name) => void before.add(name) };
}
