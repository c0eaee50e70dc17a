/**
 * Memory for snapshots, used again and again: taking fresh memory for each would cost more than the
 * copy does, and pile up until it is collected. Two, so that the last whole one is never touched
 * while the next is being made.
 */
export class SnapshotBuffers {
  #last = new SharedArrayBuffer(0);
  #spare = new SharedArrayBuffer(0);

  /** Memory of exactly so many bytes, with anything in it. */
  next(bytes: number): SharedArrayBuffer {
    const next = this.#spare.byteLength === bytes ? this.#spare : new SharedArrayBuffer(bytes);
    this.#spare = this.#last;
    this.#last = next;
    return next;
  }

  /** What was made so far belongs to others: it is never written to again. */
  release(): void {
    this.#last = new SharedArrayBuffer(0);
    this.#spare = new SharedArrayBuffer(0);
  }
}
