import type { QuickJS } from 'quickjs-wasi';

/** Steps between two checks, as the interpreter sets them; one may take a long native call. */
const mostSteps = 10_000;
const firstSteps = 100;
/** ms between two checks that are aimed at. */
const aim = 2;
const contextWords = 256;
const probeSteps = 1_000;

/**
 * Keeps the interpreter's checks for interruption a few ms apart. It makes one every 10,000 steps,
 * which is half a ms of plain code, but minutes where each step sorts or joins something big, and
 * then a deadline would pass unseen. How many steps are left stands in a word of the interpreter's
 * context, which is found by watching it count down.
 */
export class InterruptPace {
  readonly #vm: QuickJS;
  /** Bytes into the memory; null when it was not found, and the checks stay as they are. */
  readonly #address: number | null;
  #steps = mostSteps;
  #checkedAt = 0;

  constructor(vm: QuickJS) {
    this.#vm = vm;
    this.#address = findCounter(vm);
  }

  /** Code is about to run: the first check comes soon. */
  start(): void {
    this.#checkedAt = Date.now();
    this.#set(firstSteps);
  }

  /** A check is being made. */
  check(): void {
    const now = Date.now();
    const took = now - this.#checkedAt;
    this.#checkedAt = now;
    const steps = took > aim ? Math.floor((this.#steps * aim) / took) : this.#steps * 2;
    this.#set(Math.max(1, Math.min(mostSteps, steps)));
  }

  #set(steps: number): void {
    this.#steps = steps;
    if (this.#address === null) return;
    new DataView(this.#vm._getMemory().buffer).setInt32(this.#address, steps, true);
  }
}

function findCounter(vm: QuickJS): number | null {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const before = readContext(vm);
    vm.evalCode(`for (let step = 0; step < ${probeSteps}; step++);`).dispose();
    const after = readContext(vm);
    const found = before.flatMap((value, index) => {
      const counted = value - (after[index] ?? value);
      // A turn of the loop is one step or two.
      const isCounter = value <= mostSteps && counted >= probeSteps && counted < 3 * probeSteps;
      return isCounter ? [index] : [];
    });
    const [index] = found;
    if (found.length === 1 && index !== undefined) {
      return vm._getExports().qjs_get_context_ptr() + index * 4;
    }
    // It started anew in between: now it has far to go.
  }
  return null;
}

function readContext(vm: QuickJS): readonly number[] {
  const view = new DataView(vm._getMemory().buffer, vm._getExports().qjs_get_context_ptr());
  return Array.from({ length: contextWords }, (_, index) => view.getInt32(index * 4, true));
}
