import { EvalFlags, JSException, JSValueHandle, QuickJS, type QuickJSOptions } from 'quickjs-wasi';
import type { SharedText } from '../../core/context.ts';
import type { SavedState } from '../../protocol/sandbox.ts';
import { type MemorySaver, restoreMemory } from '../savedMemory.ts';
import type { CellClock } from '../worker/cellClock.ts';
import { clearFree } from '../worker/freeMemory.ts';
import { InterpreterBroken, MemoryUsedUp } from '../worker/repl.ts';
import { FilledTexts } from './filledTexts.ts';
import { GrowthPace } from './growthPace.ts';
import { type HostCall, HostFunctions, newString } from './hostFunctions.ts';
import { InterruptPace } from './interruptPace.ts';
import { SharedStrings } from './sharedStrings.ts';
import { makeWasi } from './wasi.ts';

export interface InterpreterParts {
  /** QuickJS with its memory bounded at `memoryMb`. */
  readonly module: WebAssembly.Module;
  /** MiB. */
  readonly memoryMb: number;
  /** Asked every few thousand steps of code: true stops it. */
  readonly shouldStop: () => boolean;
  /** `(host, settings) => guest`, see `guestSource`. */
  readonly guestSource: string;
  readonly guestSettings: string;
  /** What the guest may call; they must not throw. */
  readonly host: Readonly<Record<string, HostCall>>;
  /** Of the Context's items. */
  readonly texts: readonly SharedText[];
  readonly saved: SavedState | null;
  /** Of all chance, 32 bits; how far it has come is part of a saved state. */
  readonly seed: number;
  /** What code reads as the time. */
  readonly clock: CellClock;
}

/** A promise that was rejected and that nothing handles (yet). */
interface Rejection {
  readonly promise: JSValueHandle;
  readonly reason: JSValueHandle;
}

const megabyte = 1_048_576;
const wasmPageBytes = 65_536;
/** The module's own data and stack, and what bookkeeping needs when the code has taken the rest. */
const reservedBytes = 12 * megabyte;
const bookkeepingBytes = 6 * megabyte;
const stackBytes = 512 * 1_024;
const rejectionsKept = 20;

/**
 * QuickJS with the guest in it. Code gets no module loader, no descriptors, no time zone, and no
 * function but those of `host`.
 */
export class Interpreter {
  readonly #vm: QuickJS;
  readonly #guest: JSValueHandle;
  readonly #pace: InterruptPace;
  readonly #growth: GrowthPace;
  readonly #texts: FilledTexts;
  readonly #host: HostFunctions;
  /** Bytes. */
  readonly #memoryLimit: number;
  /** By the promise's identity. */
  readonly #rejections: Map<number, Rejection>;

  private constructor(made: {
    readonly vm: QuickJS;
    readonly guest: JSValueHandle;
    readonly pace: InterruptPace;
    readonly growth: GrowthPace;
    readonly texts: FilledTexts;
    readonly host: HostFunctions;
    readonly memoryLimit: number;
    readonly rejections: Map<number, Rejection>;
  }) {
    this.#vm = made.vm;
    this.#guest = made.guest;
    this.#pace = made.pace;
    this.#growth = made.growth;
    this.#texts = made.texts;
    this.#host = made.host;
    this.#memoryLimit = made.memoryLimit;
    this.#rejections = made.rejections;
  }

  static async create(parts: InterpreterParts): Promise<Interpreter> {
    const memoryLimit = parts.memoryMb * megabyte - reservedBytes;
    const rejections = new Map<number, Rejection>();
    let pace: InterruptPace | null = null;
    let growth: GrowthPace | null = null;
    const wasi = makeWasi(parts.seed, parts.clock);
    const options = {
      wasm: parts.module,
      memoryLimit,
      maxStackSize: stackBytes,
      timezoneOffset: 0,
      wasi: wasi.imports,
      interruptHandler() {
        pace?.check();
        growth?.ahead();
        return parts.shouldStop();
      },
      onUnhandledRejection(promise, reason, isHandled) {
        const { identity } = promise;
        forgetRejection(rejections, identity);
        if (!isHandled && rejections.size < rejectionsKept) {
          // Held too, since an identity is an address: free, it would be another promise's.
          rejections.set(identity, { promise: promise.dup(), reason: reason.dup() });
        }
      },
    } satisfies QuickJSOptions;
    const { saved } = parts;
    const vm = saved === null ? await QuickJS.create(options) : await takeUp(saved, options);
    wasi.made();
    growth = new GrowthPace(vm);
    const strings = new SharedStrings(vm, growth, parts.shouldStop);
    const texts = new FilledTexts(vm, parts.texts, strings);
    const host = new HostFunctions(vm, strings, texts, parts.host);
    if (saved !== null) texts.putBack(saved.globals);
    const guest = saved === null ? install(vm, parts, host) : restore(vm, saved, host);
    pace = new InterruptPace(vm);
    return new Interpreter({ vm, guest, pace, growth, texts, host, memoryLimit, rejections });
  }

  /** Starts a script, awaits allowed; what it comes to is asked for with `stateOf`. */
  start(script: string, file: string): JSValueHandle {
    return this.#guard(() => {
      this.#pace.start();
      this.#growth.ahead();
      const main = this.#vm.evalCode(script, file, EvalFlags.ASYNC);
      this.#vm.markPromiseHandled(main);
      forgetRejection(this.#rejections, main.identity);
      return main;
    });
  }

  /** Runs what promises have made ready, until nothing is or `shouldStop`; true when all has run. */
  runJobs(shouldStop: () => boolean): boolean {
    return this.#guard(() => {
      const exports = this.#vm._getExports();
      while (exports.qjs_is_job_pending() !== 0) {
        if (shouldStop()) return false;
        // Below zero: the job was interrupted; the exception is of no use, but must be taken.
        if (exports.qjs_execute_pending_job() < 0) this.#vm.getException().dispose();
      }
      return !shouldStop();
    });
  }

  stateOf(main: JSValueHandle): 'pending' | 'fulfilled' | 'rejected' {
    const state = main.promiseState;
    return state === 0 ? 'pending' : state === 1 ? 'fulfilled' : 'rejected';
  }

  /** What a rejected promise was rejected with. */
  reasonOf(main: JSValueHandle): JSValueHandle {
    return new JSValueHandle(this.#vm, this.#vm._getExports().qjs_promise_result(main.ptr));
  }

  /** The value of a fulfilled script's last statement. */
  completionOf(main: JSValueHandle): JSValueHandle {
    using result = this.reasonOf(main);
    return result.getProp('value');
  }

  /**
   * Calls a function of the guest; null when it threw or was interrupted, which only code of the
   * cell's own can bring about: a getter, a proxy, a memory that is full.
   */
  ask(name: string, ...values: readonly (string | JSValueHandle)[]): string | null {
    return this.#guard(() => {
      this.#host.release();
      const exports = this.#vm._getExports();
      exports.qjs_set_memory_limit(this.#memoryLimit + bookkeepingBytes);
      try {
        return this.#vm.withScope(() => {
          const handles = values.map((value) =>
            typeof value === 'string' ? this.#makeString(value) : value,
          );
          const result = this.#vm.callFunction(this.#guest.getProp(name), this.#guest, ...handles);
          return result.isString ? result.toString() : '';
        });
      } catch (error) {
        if (!(error instanceof JSException)) throw error;
        error.dispose();
        return null;
      } finally {
        exports.qjs_set_memory_limit(this.#memoryLimit);
      }
    });
  }

  /** Whether code can go on: a sixteenth of the memory can still be had. */
  hasRoom(): boolean {
    const { byteLength } = this.#vm._getMemory().buffer;
    if (byteLength < this.#memoryLimit * 0.7) return true;
    this.#guard(() => this.#vm.runGC());
    return this.ask('reserve', String(Math.floor(this.#memoryLimit / 16))) !== null;
  }

  /** Reasons of rejections that nothing handled, which are the caller's to dispose; forgets them. */
  takeRejections(): readonly JSValueHandle[] {
    const reasons = [...this.#rejections.values()].map(({ reason }) => reason.dup());
    for (const identity of this.#rejections.keys()) forgetRejection(this.#rejections, identity);
    return reasons;
  }

  /** @param saver of this interpreter's memory, which knows what the last state was. */
  save(saver: MemorySaver): SavedState {
    return this.#guard(() => {
      this.#host.release();
      const exports = this.#vm._getExports();
      const { memory, wasm_malloc: take, wasm_free: giveBack } = exports;
      clearFree({ memory, take, giveBack });
      return {
        memory: saver.save(new Uint8Array(memory.buffer), this.#texts.ranges),
        globals: {
          ...this.#texts.globals,
          stackPointer: exports.__stack_pointer.value,
          runtimePointer: exports.qjs_get_runtime_ptr(),
          contextPointer: exports.qjs_get_context_ptr(),
          guest: this.#vm.exportHandle(this.#guest),
        },
      };
    });
  }

  #makeString(value: string): JSValueHandle {
    const made = newString(this.#vm, value);
    if (!made.isString) throw new MemoryUsedUp();
    return made;
  }

  /** What is thrown through the interpreter, not by its code, has left it in an unknown state. */
  #guard<Result>(use: () => Result): Result {
    try {
      return use();
    } catch (error) {
      if (error instanceof JSException || error instanceof InterpreterBroken) throw error;
      throw new InterpreterBroken(error instanceof Error ? error.message : String(error));
    }
  }
}

function forgetRejection(rejections: Map<number, Rejection>, identity: number): void {
  const rejection = rejections.get(identity);
  rejections.delete(identity);
  rejection?.promise.dispose();
  rejection?.reason.dispose();
}

/** Makes the guest, in an interpreter that is new. */
function install(
  vm: QuickJS,
  { guestSource, guestSettings }: InterpreterParts,
  host: HostFunctions,
): JSValueHandle {
  using functions = vm.newObject();
  for (const [name, call] of host.byName) {
    using made = vm.newFunction(name, call);
    functions.setProp(name, made);
  }
  using make = vm.evalCode(guestSource, 'repl');
  using settings = vm.newString(guestSettings);
  return vm.callFunction(make, vm.undefined, functions, settings);
}

/** A new interpreter with the memory of an earlier one. */
async function takeUp({ memory, globals }: SavedState, options: QuickJSOptions): Promise<QuickJS> {
  const { stackPointer = 0, runtimePointer = 0, contextPointer = 0 } = globals;
  // No bytes: they are put in from where they stand, without a copy of the whole on the way.
  const none = new Uint8Array(0);
  const vm = await QuickJS.restore(
    {
      memory: none,
      stackPointer,
      runtimePtr: runtimePointer,
      contextPtr: contextPointer,
      extensions: [],
    },
    options,
  );
  const exports = vm._getExports();
  const used = exports.memory.buffer.byteLength;
  if (memory.bytes > used) exports.memory.grow((memory.bytes - used) / wasmPageBytes);
  restoreMemory(memory, new Uint8Array(exports.memory.buffer), used);
  return vm;
}

function restore(vm: QuickJS, { globals }: SavedState, host: HostFunctions): JSValueHandle {
  for (const [name, call] of host.byName) vm.registerHostCallback(name, call);
  return vm.importHandle(globals.guest ?? 0);
}
