// Taken before the worker's realm is emptied.
const { performance } = globalThis;

/** What code reads as the time: it begins each cell when the record says so, and runs on. */
export class CellClock {
  readonly #running: () => number;
  /** ms since 1970. */
  #at = Date.now();
  #since: number;

  /** @param running ms of a clock that never goes back. */
  constructor(running: () => number = () => performance.now()) {
    this.#running = running;
    this.#since = running();
  }

  /** A cell begins, at so many ms since 1970. */
  start(at: number): void {
    this.#at = at;
    this.#since = this.#running();
  }

  /** ms since 1970, with fractions. */
  now(): number {
    return this.#at + this.#running() - this.#since;
  }
}
