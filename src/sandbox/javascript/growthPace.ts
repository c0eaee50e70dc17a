import { Buffer } from 'node:buffer';
import type { QuickJS } from 'quickjs-wasi';

const megabyte = 1_048_576;
const blank = Buffer.alloc(65_536);
const leastStep = 4 * megabyte;
const mostStep = 64 * megabyte;
/** Of free memory that is worth being cleared. */
const pieceBytes = 4 * megabyte;
const leastBytes = 32 * megabyte;

/**
 * Has the interpreter's memory grow in large steps. Its allocator asks for 64 KB each time, and what
 * a step costs does not depend on its size: 100 MB in small ones take longer than the work on them.
 */
export class GrowthPace {
  readonly #vm: QuickJS;
  /** Bytes of the memory when it was last looked at. */
  #known = 0;

  constructor(vm: QuickJS) {
    this.#vm = vm;
  }

  /** Where the memory has grown since it was looked at, it grows by half as much again. */
  ahead(): void {
    const { byteLength } = this.#vm._getMemory().buffer;
    if (byteLength > this.#known) {
      this.reserve(Math.max(leastStep, Math.min(byteLength / 2, mostStep)));
    }
  }

  /** Sees to it that so many bytes can be had at once; where they can't, nothing happens. */
  reserve(bytes: number): void {
    const { wasm_malloc, wasm_free } = this.#vm._getExports();
    const place = wasm_malloc(bytes);
    if (place !== 0) wasm_free(place);
    this.#known = this.#vm._getMemory().buffer.byteLength;
  }

  /**
   * Makes free memory zeros again, so that a state need not hold what code has let go of. All of it but
   * small pieces between what is in use.
   */
  clearFree(): void {
    const memory = this.#vm._getMemory();
    const { byteLength } = memory.buffer;
    if (byteLength < leastBytes) return;
    const { wasm_malloc, wasm_free } = this.#vm._getExports();
    const taken: number[] = [];
    for (let isLast = false; !isLast; ) {
      const place = wasm_malloc(pieceBytes);
      if (place === 0) break;
      taken.push(place);
      // What stands at the end is taken last: one more would make the memory grow.
      isLast = place + 3 * pieceBytes > byteLength;
      if (place + pieceBytes > byteLength) break;
      const piece = new Uint8Array(memory.buffer, place, pieceBytes);
      if (!isBlank(piece)) piece.fill(0);
    }
    for (const place of taken) wasm_free(place);
  }
}

/** Looked at before: memory that was never written to takes no room until it is. */
function isBlank(piece: Uint8Array): boolean {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  for (let at = 0; at < bytes.length; at += blank.length) {
    if (blank.compare(bytes, at, Math.min(at + blank.length, bytes.length)) !== 0) return false;
  }
  return true;
}
