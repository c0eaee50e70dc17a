import type { Variables } from './variables.ts';

/** What the model was told before, for its code to read. */
export interface History {
  /** A JSON list, in place of the one before: the name that it is readable under. */
  remember(list: string): string;
}

/**
 * Runs inside the interpreter, see `makeFormat`. The name is given when there is something to read, so
 * that code which called something of its own `history` before keeps that. `onOverwritten` is told when
 * code assigns to it.
 */
export function makeHistory(variables: Variables, onOverwritten: (name: string) => void): History {
  const { parse } = JSON;
  const { defineProperty, freeze } = Object;
  let name = '';
  let list: readonly unknown[] = [];

  function remember(json: string): string {
    // Throws where there is no room for what is there several times for a moment.
    new ArrayBuffer(json.length * 4);
    list = freeze(parse(json).map(freeze));
    if (name === '') {
      name = 'history';
      for (let number = 2; variables.find(name) !== null; number += 1) name = `history${number}`;
      variables.hide(name);
      const get = (): unknown => list;
      const set = (): void => onOverwritten(name);
      defineProperty(globalThis, name, { get, set, enumerable: false, configurable: false });
    }
    return name;
  }

  return { remember };
}
