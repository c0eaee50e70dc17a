import type { QuickJS } from 'quickjs-wasi';

const megabyte = 1_048_576;
const leastStep = 4 * megabyte;
const mostStep = 64 * megabyte;

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
}
