import { isAscii } from 'node:buffer';
import { JSValueHandle, type QuickJS } from 'quickjs-wasi';
import type { SharedText } from '../../core/context.ts';
import type { Units } from '../text/lineIndex.ts';
import type { TextPieces } from '../text/stringMethods.ts';
import type { GrowthPace } from './growthPace.ts';

/** Where the characters of a string stand that has been filled, in bytes of the linear memory. */
export interface FilledString {
  readonly start: number;
  readonly end: number;
}

/** By a text's width: what a string is made of that is to become such a text. */
export const fillers = { 1: '\u0001', 2: '\u0100' } as const;

/** Units of text that are copied into the interpreter at once. */
const chunkUnits = 524_288;
/** Pieces between two looks whether to stop. */
const piecesBetweenLooks = 4_096;
/** What a short string takes besides its characters, about. */
const stringBytes = 40;
const valueBytes = 8;
/** Bytes before a string's characters. */
const mostHeader = 64;

/** Functions of the interpreter's that its package does not declare. A value has 64 bits. */
interface StringExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  qjs_get_context_ptr(): number;
  qjs_dup_value(box: number): number;
  wasm_malloc(bytes: number): number;
  wasm_free(address: number): void;
  JS_NewStringLen(context: number, ascii: number, length: number): bigint;
  JS_NewStringUTF16(context: number, units: number, length: number): bigint;
  /** Takes the values over. */
  JS_NewArrayFrom(context: number, count: number, values: number): bigint;
  /** An ASCII string's own characters. */
  JS_ToCStringLen2(context: number, length: number, value: bigint, cesu8: number): number;
  JS_ToCStringLenUTF16(context: number, length: number, value: bigint): number;
  JS_FreeCString(context: number, address: number): void;
  JS_FreeCStringUTF16(context: number, address: number): void;
  JS_FreeValue(context: number, value: bigint): void;
}

/**
 * Makes strings of the interpreter from shared text by copying bytes: no string of V8's on the way,
 * and no encoding.
 */
export class SharedStrings {
  readonly #exports: StringExports;
  readonly #vm: QuickJS;
  readonly #growth: GrowthPace;
  readonly #shouldStop: () => boolean;
  /** Bytes before a string's characters, by width; null where they aren't found. */
  #headers: Readonly<Record<1 | 2, number | null>> | null = null;

  constructor(vm: QuickJS, growth: GrowthPace, shouldStop: () => boolean) {
    this.#vm = vm;
    this.#exports = vm._getExports() as unknown as StringExports;
    this.#growth = growth;
    this.#shouldStop = shouldStop;
  }

  /**
   * Writes a text over the characters of `made`, a string of as many `fillers` as the text has units,
   * which nobody else has seen. Null where its characters are not where they should be: then nothing
   * is written.
   */
  fill(made: JSValueHandle, text: SharedText): FilledString | null {
    this.#headers ??= { 1: this.#headerOf(1), 2: this.#headerOf(2) };
    const header = this.#headers[text.width];
    if (header === null || text.length === 0) return null;
    const view = new DataView(this.#exports.memory.buffer);
    const start = view.getUint32(made.ptr, true) + header;
    const end = start + text.length * text.width;
    if (end > view.byteLength) return null;
    const unitAt = (at: number) =>
      text.width === 1 ? view.getUint8(at) : view.getUint16(at, true);
    const filler = fillers[text.width].charCodeAt(0);
    if (unitAt(start) !== filler || unitAt(end - text.width) !== filler) return null;
    new Uint8Array(view.buffer, start, end - start).set(new Uint8Array(text.units, 0, end - start));
    return { start, end };
  }

  /** An array of strings; null when one is very long, there is no room for all, or it was stopped. */
  array({ units, bounds }: TextPieces): JSValueHandle | null {
    let chars = 0;
    for (let at = 0; at < bounds.length; at += 2) {
      const length = lengthAt(bounds, at);
      if (length > chunkUnits) return null;
      chars += length;
    }
    const count = bounds.length / 2;
    this.#growth.reserve(chars * units.BYTES_PER_ELEMENT + count * (stringBytes + 2 * valueBytes));
    const { wasm_malloc, wasm_free } = this.#exports;
    const scratch = wasm_malloc(chunkUnits * 2);
    const values = wasm_malloc((count + 1) * valueBytes);
    try {
      if (scratch === 0 || values === 0) return null;
      const made = this.#makeStrings({ units, bounds }, scratch, values);
      return made < count ? this.#discard(values, made) : this.#makeArray(values, count);
    } finally {
      wasm_free(scratch);
      wasm_free(values);
    }
  }

  /** Puts strings side by side at `values`; returns how many. */
  #makeStrings({ units, bounds }: TextPieces, scratch: number, values: number): number {
    const exports = this.#exports;
    const { memory } = exports;
    const context = exports.qjs_get_context_ptr();
    const count = bounds.length / 2;
    const stringTag = this.#stringTag();
    let view = new DataView(memory.buffer);
    /** What of the text stands at `scratch`. */
    let [from, to, isNarrow] = [0, 0, true];
    for (let piece = 0; piece < count; piece += 1) {
      if (piece % piecesBetweenLooks === 0 && this.#shouldStop()) return piece;
      const start = bounds[2 * piece] ?? 0;
      const length = lengthAt(bounds, 2 * piece);
      if (start < from || start + length > to) {
        from = start;
        to = Math.min(units.length, start + chunkUnits);
        isNarrow = this.#copyUnits(units.subarray(from, to), scratch);
      }
      const value = isNarrow
        ? exports.JS_NewStringLen(context, scratch + start - from, length)
        : exports.JS_NewStringUTF16(context, scratch + 2 * (start - from), length);
      // A memory that has grown is another buffer.
      if (view.buffer !== memory.buffer) view = new DataView(memory.buffer);
      view.setBigInt64(values + piece * valueBytes, value, true);
      if (view.getInt32(values + piece * valueBytes + 4, true) !== stringTag) {
        this.#vm.getException().dispose();
        return piece;
      }
    }
    return count;
  }

  /** As bytes where all of it is ASCII (true), else as units of 16 bits. */
  #copyUnits(units: Units, address: number): boolean {
    const isNarrow = units instanceof Uint8Array && isAscii(units);
    const Copied = isNarrow ? Uint8Array : Uint16Array;
    new Copied(this.#exports.memory.buffer, address, units.length).set(units);
    return isNarrow;
  }

  #discard(values: number, count: number): null {
    const { memory, JS_FreeValue, qjs_get_context_ptr } = this.#exports;
    const context = qjs_get_context_ptr();
    const list = new BigInt64Array(memory.buffer.slice(values, values + count * valueBytes));
    for (const value of list) JS_FreeValue(context, value);
    return null;
  }

  #makeArray(values: number, count: number): JSValueHandle | null {
    const exports = this.#exports;
    const context = exports.qjs_get_context_ptr();
    const array = exports.JS_NewArrayFrom(context, count, values);
    new DataView(exports.memory.buffer).setBigInt64(values, array, true);
    const handle = new JSValueHandle(this.#vm, exports.qjs_dup_value(values));
    exports.JS_FreeValue(context, array);
    if (handle.isArray) return handle;
    handle.dispose();
    this.#vm.getException().dispose();
    return null;
  }

  /** The upper half of a value that is a string. */
  #stringTag(): number {
    using text = this.#vm.newString('tag');
    return new DataView(this.#exports.memory.buffer).getInt32(text.ptr + 4, true);
  }

  #headerOf(width: 1 | 2): number | null {
    const exports = this.#exports;
    const context = exports.qjs_get_context_ptr();
    using text = this.#vm.newString(fillers[width].repeat(16));
    const value = new DataView(exports.memory.buffer).getBigInt64(text.ptr, true);
    const chars =
      width === 1
        ? exports.JS_ToCStringLen2(context, 0, value, 0)
        : exports.JS_ToCStringLenUTF16(context, 0, value);
    const header = chars - Number(BigInt.asUintN(32, value));
    if (width === 1) exports.JS_FreeCString(context, chars);
    else exports.JS_FreeCStringUTF16(context, chars);
    return header > 0 && header <= mostHeader ? header : null;
  }
}

function lengthAt(bounds: TextPieces['bounds'], at: number): number {
  return (bounds[at + 1] ?? 0) - (bounds[at] ?? 0);
}
