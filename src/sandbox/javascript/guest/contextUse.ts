import type { UsedParts } from '../../text/contextText.ts';
import type { UseNames } from '../contextUse.ts';
import type { Replacement } from './givenNames.ts';

/** What of the text one cell's code has used itself, without the helpers. */
export interface ContextUse {
  /** The value of `context`, used in a way that says nothing of how much. */
  context(): unknown;
  /** Defines the names of `useNames`; `replaced` is what the code has put in the place of `context`. */
  offer(replaced: Replacement): void;
  /** Forgets what an earlier cell has used. */
  begin(): void;
  /** `failed`: which of its uses came to something can't be told then. */
  report(failed: boolean): UsedParts;
}

/** Runs inside the interpreter, see `makeFormat`. */
export function makeContextUse(
  shape: {
    readonly kind: string;
    readonly items: readonly { path: string; chars: number }[];
    readonly useNames: UseNames;
  },
  context: () => unknown,
  /** What answers methods that look through all of it; given what notes that, see `makeContextMethods`. */
  makeMethods: (use: () => void) => object | null,
): ContextUse {
  const { max: larger, min: smaller, trunc } = Math;
  const { create, defineProperty } = Object;
  /** Parts told of one cell; further ones are left out. */
  const mostParts = 20_000;
  let isAll = false;
  let parts: [item: number, start: number, end: number][] = [];
  let last: [item: number, start: number, end: number] | null = null;
  let indexes: Record<string, number> | null = null;

  function mark(item: number, start: number, end: number): void {
    if (end <= start) return;
    // Loops go on where they were.
    if (last !== null && last[0] === item && start >= last[1] && start <= last[2]) {
      last[2] = larger(last[2], end);
    } else if (parts.length < mostParts) {
      last = [item, start, end];
      parts.push(last);
    }
  }

  function markItem(index: number): void {
    const item = shape.items[index];
    if (item !== undefined) mark(index, 0, item.chars);
  }

  function indexOf(path: string): number {
    if (indexes === null) {
      const made: Record<string, number> = create(null);
      shape.items.forEach((item, index) => {
        made[item.path] = index;
      });
      indexes = made;
    }
    return indexes[path] ?? -1;
  }

  /** As the methods of strings and arrays read their arguments. */
  function boundsOf(method: string, values: unknown[], length: number): [number, number] {
    const [first, second] = values.map((value) => trunc(Number(value)) || 0);
    const from = first ?? 0;
    const to = values[1] === undefined ? length : (second ?? 0);
    const clamped = (value: number): number => larger(0, smaller(value, length));
    if (method === 'substring') {
      const [one, other] = [clamped(from), clamped(to)];
      return [smaller(one, other), larger(one, other)];
    }
    const start = clamped(from < 0 ? from + length : from);
    if (method === 'substr') return [start, values[1] === undefined ? length : clamped(start + to)];
    return [start, clamped(to < 0 ? to + length : to)];
  }

  function useAt(key: unknown): void {
    if (shape.kind === 'map') markItem(indexOf(String(key)));
    else if (!(Number(key) >= 0)) isAll = true;
    else if (shape.kind === 'list') markItem(Number(key));
    else mark(0, Number(key), smaller(Number(key) + 1, shape.items[0]?.chars ?? 0));
  }

  function useSlice(method: string, values: unknown[]): void {
    const plain = values.every((value) => value === undefined || typeof value === 'number');
    if (!plain || shape.kind === 'map') isAll = true;
    else if (shape.kind === 'string') {
      mark(0, ...boundsOf(method, values, shape.items[0]?.chars ?? 0));
    } else {
      const [from, to] = boundsOf(method, values, shape.items.length);
      for (let index = from; index < to; index += 1) markItem(index);
    }
  }

  function useAll(): void {
    isAll = true;
  }

  function whole(): unknown {
    useAll();
    return context();
  }

  const methods = makeMethods(useAll);

  return {
    context: whole,
    offer(replaced) {
      const { useNames } = shape;
      const fixed: PropertyDescriptor = { enumerable: false, configurable: false };
      defineProperty(globalThis, useNames.text, {
        ...fixed,
        get: () => (replaced() ?? { value: context() }).value,
      });
      defineProperty(globalThis, useNames.whole, {
        ...fixed,
        get() {
          const other = replaced();
          return other === null ? (methods ?? whole()) : other.value;
        },
      });
      defineProperty(globalThis, useNames.at, {
        ...fixed,
        value(key: unknown): unknown {
          if (replaced() === null) useAt(key);
          return key;
        },
      });
      defineProperty(globalThis, useNames.slice, {
        ...fixed,
        value(method: string, ...values: unknown[]): unknown[] {
          if (replaced() === null) useSlice(method, values);
          return values;
        },
      });
    },
    begin() {
      isAll = false;
      parts = [];
      last = null;
    },
    report: (failed) => ({ all: isAll && !failed, parts }),
  };
}
