import type { HostFunction, JSValueHandle, QuickJS } from 'quickjs-wasi';
import { MemoryUsedUp } from '../worker/repl.ts';
import type { FilledTexts } from './filledTexts.ts';
import type { SharedStrings, TextPieces } from './sharedStrings.ts';

/** What the guest may call: strings in, a string out, or parts of a text as an array of strings. */
export type HostCall = (...values: string[]) => string | TextPieces;

/** What the guest may call. */
export interface Host {
  /** They must not throw. */
  readonly calls: Readonly<Record<string, HostCall>>;
  readonly strings: SharedStrings;
  readonly texts: FilledTexts;
}

/** By their names, by which they are known across a snapshot too. */
export function hostFunctions(vm: QuickJS, host: Host): ReadonlyMap<string, HostFunction> {
  const calls = Object.entries(host.calls).map(
    ([name, call]) => [name, hostFunction(vm, host.strings, call)] as const,
  );
  // `(index, made) => ''` where it was filled, see FilledTexts.
  const fill: HostFunction = (index, made) => {
    const isFilled = index?.isString && made?.isString;
    return vm.newString(isFilled && host.texts.fill(Number(index.toString()), made) ? '' : 'no');
  };
  return new Map([...calls, ['fill', fill]]);
}

/**
 * What is no string comes in as an empty one; an array that can't be made is null. Nothing may be
 * thrown through the interpreter with a stack of this side in it, so what is thrown all the same
 * becomes a word.
 */
function hostFunction(vm: QuickJS, strings: SharedStrings, call: HostCall): HostFunction {
  return (...values) => {
    try {
      const answer = call(...values.map((value) => (value.isString ? value.toString() : '')));
      if (typeof answer === 'string') return newString(vm, answer);
      return strings.array(answer) ?? vm.null;
    } catch (error) {
      throw error instanceof MemoryUsedUp ? 'out of memory' : String(error);
    }
  };
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
