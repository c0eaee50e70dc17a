import type { PythonModule, SavedState } from '../../protocol/sandbox.ts';
import { baseMemory, type MemorySaver } from '../savedMemory.ts';
import { InterpreterBroken, MemoryUsedUp } from '../worker/repl.ts';
import { type Exports, Machine, type PythonParts, stackPointer } from './machine.ts';

/** How something asked of the guest ended that gave no answer. */
export type Failure =
  | { readonly kind: 'raised'; readonly problem: string }
  | { readonly kind: 'stopped' };

/**
 * The image that every REPL of a process starts from: Python started, and the guest's modules run in
 * order (the last holds the functions for `ask`). Throws an Error when that can't be done.
 */
export function bootPython(module: WebAssembly.Module, guest: readonly PythonModule[]): SavedState {
  const machine = new Machine(module, { shouldStop: () => false, host: {}, texts: [] });
  const { exports } = machine;
  // What modules note of the time as they are imported is the same in each image.
  machine.clock.start(0);
  exports._initialize();
  const code = exports.rlm_start();
  if (code !== 0) throw new Error(`Python did not start (${code}).`);
  for (const { name, source } of guest) {
    const failed = machine.withTexts([name, source], (texts) => exports.rlm_module(texts)) !== 0;
    if (failed) throw new Error(`${name}: ${machine.answer()}`);
  }
  if (exports.rlm_ready() !== 0) throw new Error(machine.answer());
  return {
    memory: baseMemory(new Uint8Array(exports.memory.buffer)),
    globals: { [stackPointer]: exports.__stack_pointer.value },
  };
}

/** CPython with the guest in it. What it does is asked for by `ask`; all code runs within. */
export class PythonInterpreter {
  readonly #machine: Machine;
  /** Why the last `ask` gave no answer. */
  failure: Failure | null = null;

  /** Throws InterpreterBroken where the state does not fit the module. */
  constructor(parts: PythonParts) {
    this.#machine = new Machine(parts.module, parts);
    guarded(() => this.#machine.restore(parts.from));
  }

  /** From now on everything by chance follows this number, 32 bits unsigned. */
  seed(seed: number): void {
    if (this.#guarded((exports) => exports.rlm_seed(seed)) === 0) return;
    throw new InterpreterBroken(this.#machine.answer());
  }

  /** A cell starts: clocks show this, ms since 1970, and run on. */
  startClock(at: number): void {
    this.#machine.clock.start(at);
  }

  /**
   * Calls a function of the guest's last module with texts: its answer, `''` where that is no text.
   * Null when it raised or was stopped, see `failure`.
   */
  ask(name: string, ...values: readonly string[]): string | null {
    this.failure = null;
    const told = this.#guarded((exports) =>
      this.#machine.withTexts([name, ...values], (texts, count) => exports.rlm_ask(count, texts)),
    );
    if (told === asked.answered) return this.#machine.answer();
    if (told === asked.noMemory) throw new MemoryUsedUp();
    this.failure =
      told === asked.stopped
        ? { kind: 'stopped' }
        : { kind: 'raised', problem: this.#machine.answer() };
    return null;
  }

  /**
   * Puts back what code changed in the language's own modules, classes and hooks, and in the guest:
   * the names of what others will notice. Throws InterpreterBroken where that can't be done.
   */
  restore(): readonly string[] {
    const told = this.#guarded((exports) => exports.rlm_restore());
    if (told !== 0) throw new InterpreterBroken('What the code changed could not be put back');
    const names = this.#machine.answer();
    return names === '' ? [] : names.split('\n');
  }

  /** Whether so many bytes can still be had at once. */
  hasRoom(bytes: number): boolean {
    return this.#guarded((exports) => exports.rlm_room(bytes)) !== 0;
  }

  /** Between cells: the memory and one global are all there is. */
  save(saver: MemorySaver): SavedState {
    return this.#guarded(() => this.#machine.save(saver));
  }

  #guarded<Result>(use: (exports: Exports) => Result): Result {
    return guarded(() => use(this.#machine.exports));
  }
}

const asked = { answered: 0, raised: 1, stopped: 2, noMemory: 3 } as const;

/** What is thrown through the interpreter has left it in an unknown state. */
function guarded<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (error instanceof InterpreterBroken) throw error;
    throw new InterpreterBroken(error instanceof Error ? error.message : String(error));
  }
}
