import { Buffer } from 'node:buffer';
import type { SharedText } from '../../core/context.ts';
import type { SavedState } from '../../protocol/sandbox.ts';
import { leftOutTexts, type MemorySaver, restoreMemory } from '../savedMemory.ts';
import { CellClock } from '../worker/cellClock.ts';
import { clearFree } from '../worker/freeMemory.ts';
import { MemoryUsedUp } from '../worker/repl.ts';
import { type PythonShape, shapeOf, widthOf, writeUnits } from './contextUnits.ts';
import { StopPace } from './stopPace.ts';
import { wasiImports } from './wasi.ts';

/** What the guest may call, by name: texts in, a text out. */
export type HostCalls = Readonly<Record<string, (...values: string[]) => string>>;

export interface PythonParts {
  /** CPython with its memory bounded. */
  readonly module: WebAssembly.Module;
  /** Where it goes on from: what `bootPython` made, or what was saved since. */
  readonly from: SavedState;
  /** Asked every few microseconds of code: true stops it, and nothing that it does can prevent that. */
  readonly shouldStop: () => boolean;
  readonly host: HostCalls;
  /** The items of the context, for `_rlm.context_text(index)`. */
  readonly texts: readonly SharedText[];
  readonly clock?: CellClock;
}

/** What python.wasm offers. */
export interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly __stack_pointer: { value: number };
  /** Where the module's own data stand. */
  readonly __global_base: { readonly value: number };
  readonly __data_end: { readonly value: number };
  _initialize(): void;
  rlm_start(): number;
  rlm_module(texts: number): number;
  rlm_ready(): number;
  rlm_seed(seed: number): number;
  rlm_ask(count: number, texts: number): number;
  rlm_answer(): number;
  rlm_restore(): number;
  rlm_room(bytes: number): number;
  rlm_widen(start: number, length: number, units: number): void;
  rlm_alloc(bytes: number): number;
  rlm_free(block: number): void;
}

/** Node's typings know the type of a module, not what is made of it. */
const engine: {
  readonly Instance: new (
    module: WebAssembly.Module,
    imports: Readonly<Record<string, object>>,
  ) => { readonly exports: unknown };
  readonly Module: {
    imports(
      module: WebAssembly.Module,
    ): readonly { readonly module: string; readonly name: string }[];
  };
} = Reflect.get(globalThis, 'WebAssembly');

const wasmPage = 65_536;
/** `struct text`: whether it is wide, where its bytes are, how many. */
const textBytes = 12;
/** Names in `SavedState.globals`: the stack's top, and where each text of the context stands. */
export const stackPointer = 'stackPointer';
const textName = /^text(\d+)$/;

/** An instance of the module, and what crosses its border. */
export class Machine {
  readonly exports: Exports;
  readonly clock: CellClock;
  readonly #texts: readonly SharedText[];
  /** Where the characters of long items stand, which states leave out. */
  readonly #placed = new Map<number, number>();
  /** What the host answered last, until it is taken. */
  #reply = '';

  constructor(
    module: WebAssembly.Module,
    parts: Pick<PythonParts, 'shouldStop' | 'host' | 'texts' | 'clock'>,
  ) {
    this.#texts = parts.texts;
    this.clock = parts.clock ?? new CellClock();
    const pace = new StopPace();
    const names = engine.Module.imports(module)
      .filter((each) => each.module === 'wasi_snapshot_preview1')
      .map(({ name }) => name);
    const instance = new engine.Instance(module, {
      wasi_snapshot_preview1: wasiImports(names, () => this.#buffer, this.clock),
      rlm: {
        call: (count: number, texts: number) => this.#call(parts.host, count, texts),
        take: (into: number) => this.#write(this.#reply, into),
        stop: () => (parts.shouldStop() ? 0 : pace.next()),
        shape: (item: number, into: number) => this.#tellShape(item, into),
        units: (item: number, start: number) => this.#place(item, start),
      },
    });
    this.exports = instance.exports as Exports;
  }

  get #buffer(): ArrayBuffer {
    return this.exports.memory.buffer;
  }

  /** Hands texts over: `use` gets where they stand and how many they are. */
  withTexts<Result>(
    values: readonly string[],
    use: (texts: number, count: number) => Result,
  ): Result {
    const sizes = values.map(sizeOf);
    const bytes = sizes.reduce((sum, size) => sum + size + (size & 1), values.length * textBytes);
    const block = this.exports.rlm_alloc(bytes);
    if (block === 0) throw new MemoryUsedUp();
    try {
      let at = block + values.length * textBytes;
      for (const [index, value] of values.entries()) {
        const size = sizes[index] ?? 0;
        const head = block + index * textBytes;
        this.#write(value, at);
        const view = new DataView(this.#buffer);
        view.setUint32(head, isWide(value) ? 1 : 0, true);
        view.setUint32(head + 4, at, true);
        view.setUint32(head + 8, size, true);
        at += size + (size & 1);
      }
      return use(block, values.length);
    } finally {
      this.exports.rlm_free(block);
    }
  }

  /** What was answered to the last question. */
  answer(): string {
    return this.#read(this.exports.rlm_answer());
  }

  save(saver: MemorySaver): SavedState {
    const placed = [...this.#placed];
    const ranges = placed.map(([item, start]) => ({ start, end: start + this.#bytesOf(item) }));
    const { memory, rlm_alloc: take, rlm_free: giveBack } = this.exports;
    clearFree({ memory, take, giveBack });
    return {
      memory: saver.save(new Uint8Array(this.#buffer), ranges),
      globals: {
        [stackPointer]: this.exports.__stack_pointer.value,
        ...Object.fromEntries(placed.map(([item, start]) => [`text${item}`, start])),
      },
    };
  }

  restore({ memory, globals }: SavedState): void {
    const missing = memory.bytes - this.#buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(Math.ceil(missing / wasmPage));
    const bytes = new Uint8Array(this.#buffer);
    // All that a new instance holds: where there are zeros in both, nothing is touched.
    bytes.fill(0, this.exports.__global_base.value, this.exports.__data_end.value);
    restoreMemory(memory, bytes, 0);
    this.exports.__stack_pointer.value = globals[stackPointer] ?? 0;
    for (const [name, start] of Object.entries(globals)) {
      const item = textName.exec(name)?.[1];
      if (item !== undefined) this.#place(Number(item), start);
    }
  }

  #shapeOf(item: number): PythonShape {
    const text = this.#texts[item];
    if (text === undefined) throw new RangeError('The state is of another context.');
    return shapeOf(text);
  }

  #tellShape(item: number, into: number): number {
    if (this.#texts[item] === undefined) return 1;
    const { length, greatest } = this.#shapeOf(item);
    const view = new DataView(this.#buffer);
    view.setUint32(into, length, true);
    view.setUint32(into + 4, greatest, true);
    return 0;
  }

  #bytesOf(item: number): number {
    const shape = this.#shapeOf(item);
    return shape.length * widthOf(shape);
  }

  /** Puts the characters of an item there, which are never freed. */
  #place(item: number, start: number): void {
    const text = this.#texts[item];
    if (text === undefined) throw new RangeError('The state is of another context.');
    const shape = this.#shapeOf(item);
    const bytes = this.#bytesOf(item);
    writeUnits(text, this.#buffer, start, bytes);
    if (widthOf(shape) === 4) this.exports.rlm_widen(start, shape.length, text.length);
    const isLong = bytes >= leftOutTexts.leastBytes;
    if (isLong && this.#placed.size < leftOutTexts.most) this.#placed.set(item, start);
  }

  /** The bytes that the answer will take, and whether it is wide, in one number. */
  #call(host: HostCalls, count: number, texts: number): number {
    const [name = '', ...values] = Array.from({ length: count }, (_, index) =>
      this.#read(texts + index * textBytes),
    );
    const call = Object.hasOwn(host, name) ? host[name] : undefined;
    this.#reply = call?.(...values) ?? '';
    return sizeOf(this.#reply) * 2 + (isWide(this.#reply) ? 1 : 0);
  }

  #read(text: number): string {
    const view = new DataView(this.#buffer);
    const bytes = Buffer.from(
      this.#buffer,
      view.getUint32(text + 4, true),
      view.getUint32(text + 8, true),
    );
    return bytes.toString(view.getUint32(text, true) === 0 ? 'latin1' : 'utf16le');
  }

  #write(text: string, into: number): void {
    const encoding = isWide(text) ? 'utf16le' : 'latin1';
    Buffer.from(this.#buffer, into, sizeOf(text)).write(text, encoding);
  }
}

/** Not of one byte a character; what is not ASCII counts as such, since that is quickly known. */
function isWide(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') !== text.length;
}

/** Bytes that it takes on its way. */
function sizeOf(text: string): number {
  return isWide(text) ? text.length * 2 : text.length;
}
