/** The language's own objects, as they were before any code ran. */
export interface BuiltIns {
  /**
   * A cell begins or is over. Puts back what code has changed in them: the names of that, joined with
   * `, `, or `''`. Null when something was made unchangeable, so that it can't be put back.
   */
  restore(): string | null;
}

/**
 * Runs inside the interpreter, see `makeFormat`. The guest works with the same objects as the code,
 * so a `map` or a `then` of the code's own would otherwise confuse every later cell. Looked after
 * are all built-in names of the global object, and the properties of those objects that the guest
 * itself uses. Properties that code adds stay, for they are its own work, unless the language looks
 * for them by itself: those change what everything else means.
 */
export function makeBuiltIns(): BuiltIns {
  // Below, nothing may use a method or an inherited property: all of them are under suspicion.
  const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty, apply } = Reflect;
  const { getPrototypeOf, setPrototypeOf, isExtensible } = Reflect;
  const { has } = Set.prototype;
  const objectPrototype = Object.prototype;
  const global = globalThis;
  const mostTold = 200;
  /** Counts the cells' beginnings and ends. */
  let era = 0;
  endWithTheCell();

  /**
   * A cell that is over must not go on within a later one, where a FINAL of it would count: a promise
   * that it made is settled by it alone, and nothing of it runs when objects are collected.
   */
  function endWithTheCell(): void {
    deleteProperty(global, 'FinalizationRegistry');
    const { construct } = Reflect;
    const made = new Proxy(Promise, {
      construct(promise, [executor, ...rest], maker) {
        if (typeof executor !== 'function') return construct(promise, [executor, ...rest], maker);
        const own = era;
        const settle = (resolve: (value: unknown) => void, reject: (error: unknown) => void) =>
          executor(
            (value: unknown) => {
              if (own === era) resolve(value);
            },
            (error: unknown) => {
              if (own === era) reject(error);
            },
          );
        return construct(promise, [settle], maker);
      },
    });
    defineProperty(global, 'Promise', {
      value: made,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }

  interface BuiltIn {
    readonly name: string;
    readonly object: object;
    readonly parent: object | null;
    readonly count: number;
    readonly known: ReadonlySet<string | symbol>;
    /** Those that can be changed at all. */
    readonly keys: readonly (string | symbol)[];
    readonly properties: readonly PropertyDescriptor[];
  }

  function learn(name: string, object: object): BuiltIn {
    const own = ownKeys(object);
    const keys: (string | symbol)[] = [];
    const properties: PropertyDescriptor[] = [];
    for (const key of own) {
      const property = getOwnPropertyDescriptor(object, key);
      if (property === undefined || !(property.configurable || property.writable)) continue;
      setPrototypeOf(property, null);
      keys.push(key);
      properties.push(property);
    }
    const parent = getPrototypeOf(object);
    return { name, object, parent, count: own.length, known: new Set(own), keys, properties };
  }

  const makers = [Array, String, Number, Map, Set, WeakMap, WeakSet, Promise, RegExp, Error];
  const others = { JSON, TypeError, RangeError, ReferenceError };
  const all: BuiltIn[] = [
    // First: what is added there would show in every other object's properties.
    learn('Object.prototype', objectPrototype),
    learn('', global),
    learn('Object', Object),
    learn('Function.prototype', Function.prototype),
    learn('Symbol.prototype', Symbol.prototype),
    ...makers.flatMap((maker) => [
      learn(maker.name, maker),
      learn(`${maker.name}.prototype`, maker.prototype),
    ]),
    ...Object.entries(others).map(([name, object]) => learn(name, object)),
    ...[[], new Map(), new Set(), ''].flatMap((iterable) => {
      const iterator = getPrototypeOf(iterable[Symbol.iterator]());
      return iterator === null ? [] : [learn('(iterator)', iterator)];
    }),
  ];

  /** The two settings of stacks look like properties, but only their accessors are. */
  const stackSettings = ['prepareStackTrace', 'stackTraceLimit'].map((key) => ({
    value: Reflect.get(Error, key),
    set: getOwnPropertyDescriptor(Error, key)?.set,
  }));

  /** Whether the language itself asks for a property of this name. */
  function changesOthers(object: object, key: string | symbol): boolean {
    if (object === objectPrototype || typeof key === 'symbol') return true;
    const first = key[0] ?? '';
    const isIndex = first >= '0' && first <= '9';
    return isIndex || key === 'toJSON' || key === 'then' || key === 'prepareStackTrace';
  }

  let told = '';
  function tell({ name }: BuiltIn, key: string | symbol): void {
    if (told.length > mostTold || key === 'length' || key === 'stackTraceLimit') return;
    const own = typeof key === 'symbol' ? '[a symbol]' : name === '' ? key : `.${key}`;
    told += (told === '' ? '' : ', ') + name + own;
  }

  function removeAdded(builtIn: BuiltIn): boolean {
    const { object, known, count } = builtIn;
    // Its own names are what the code has made.
    if (object === global) return isExtensible(global);
    const now = ownKeys(object);
    if (now.length === count) return true;
    for (let at = 0; at < now.length; at += 1) {
      const key = now[at] ?? '';
      if (apply(has, known, [key]) || !changesOthers(object, key)) continue;
      if (!deleteProperty(object, key)) return false;
      tell(builtIn, key);
    }
    return true;
  }

  function restoreKnown(builtIn: BuiltIn): boolean {
    const { object, keys, properties } = builtIn;
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] ?? '';
      const was = properties[at];
      const now = getOwnPropertyDescriptor(object, key);
      if (was === undefined || (now && now.value === was.value && now.get === was.get)) continue;
      if (!defineProperty(object, key, was)) return false;
      tell(builtIn, key);
    }
    return true;
  }

  return {
    restore() {
      told = '';
      era += 1;
      for (let at = 0; at < stackSettings.length; at += 1) {
        const { set, value } = stackSettings[at] ?? {};
        if (set) apply(set, Error, [value]);
      }
      for (let at = 0; at < all.length; at += 1) {
        const builtIn = all[at];
        if (builtIn === undefined) continue;
        const { object, parent } = builtIn;
        if (getPrototypeOf(object) !== parent) {
          if (!setPrototypeOf(object, parent)) return null;
          tell(builtIn, '__proto__');
        }
        if (!removeAdded(builtIn) || !restoreKnown(builtIn)) return null;
      }
      return told;
    },
  };
}
