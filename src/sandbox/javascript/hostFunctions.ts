import type { HostFunction, JSValueHandle, QuickJS } from 'quickjs-wasi';
import type { TextPieces } from '../text/stringMethods.ts';
import { MemoryUsedUp } from '../worker/repl.ts';
import type { FilledTexts } from './filledTexts.ts';
import type { SharedStrings } from './sharedStrings.ts';

/** What the guest may call: strings in, a string out, or parts of a text as an array of strings. */
export type HostCall = (...values: string[]) => string | TextPieces;

/**
 * What the guest may call, by names, by which its functions know them across a snapshot too. The
 * interpreter takes a result for itself and leaves the one it was given: so that has to be let go
 * of, else all results would stay in its memory.
 */
export class HostFunctions {
  readonly byName: ReadonlyMap<string, HostFunction>;
  readonly #vm: QuickJS;
  readonly #strings: SharedStrings;
  #returned: JSValueHandle | null = null;

  /** @param calls must not throw. */
  constructor(
    vm: QuickJS,
    strings: SharedStrings,
    texts: FilledTexts,
    calls: Readonly<Record<string, HostCall>>,
  ) {
    this.#vm = vm;
    this.#strings = strings;
    const functions = Object.entries(calls).map(
      ([name, call]) => [name, this.#function(call)] as const,
    );
    // `(index, made) => ''` where it was filled, see FilledTexts.
    const fill: HostFunction = (index, made) => {
      const isFilled = index?.isString && made?.isString;
      return this.#give(() =>
        newString(vm, isFilled && texts.fill(Number(index.toString()), made) ? '' : 'no'),
      );
    };
    this.byName = new Map([...functions, ['fill', fill]]);
  }

  /** Lets go of the result that was given last. */
  release(): void {
    this.#returned?.dispose();
    this.#returned = null;
  }

  /** What is no string comes in as an empty one; an array that can't be made is null. */
  #function(call: HostCall): HostFunction {
    return (...values) =>
      this.#give(() => {
        const answer = call(...values.map((value) => (value.isString ? value.toString() : '')));
        if (typeof answer === 'string') return newString(this.#vm, answer);
        return this.#strings.array(answer) ?? this.#vm.null;
      });
  }

  /**
   * Nothing may be thrown through the interpreter with a stack of this side in it, so what is thrown
   * all the same becomes a word.
   */
  #give(make: () => JSValueHandle): JSValueHandle {
    this.release();
    try {
      const made = make();
      if (made !== this.#vm.null) this.#returned = made;
      return made;
    } catch (error) {
      throw error instanceof MemoryUsedUp ? 'out of memory' : String(error);
    }
  }
}

/** Not a string but the interpreter's exception when it has no memory for it. */
export function newString(vm: QuickJS, text: string): JSValueHandle {
  try {
    return vm.newString(text);
  } catch (error) {
    // All that it throws: a failed allocation outside of what the code may allocate.
    throw Object.assign(new MemoryUsedUp(), { cause: error });
  }
}
