// Taken before the worker's realm is emptied.
const { performance } = globalThis;

/** What code reads as the time: it begins each cell when the record says so, and runs on. */
export class CellClock {
  /** ms since 1970. */
  #at = Date.now();
  #since = performance.now();

  /** A cell begins, at so many ms since 1970. */
  start(at: number): void {
    this.#at = at;
    this.#since = performance.now();
  }

  /** ms since 1970, with fractions. */
  now(): number {
    return this.#at + performance.now() - this.#since;
  }
}
