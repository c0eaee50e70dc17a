/**
 * What host and worker share while code computes and neither can be sent a message: whether to
 * stop, and how long the cell has been computing. All integers, so that every access is atomic.
 */
export class Control {
  readonly buffer: SharedArrayBuffer;
  private readonly cells: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(20)) {
    this.buffer = buffer;
    this.cells = new Int32Array(buffer);
  }

  /** The host has sent something: wakes the worker where its thread is blocked. */
  ring(): void {
    Atomics.add(this.cells, bellCell, 1);
    Atomics.notify(this.cells, bellCell);
  }

  /** How often the host has rung. */
  get rings(): number {
    return Atomics.load(this.cells, bellCell);
  }

  /** Blocks this thread until the host has rung more often than `rings`, `ms` at most. */
  waitForRing(rings: number, ms: number): void {
    Atomics.wait(this.cells, bellCell, rings, ms);
  }

  /** Asks the code to stop at its next check, a few ms away unless it is in one long native call. */
  requestStop(): void {
    Atomics.store(this.cells, stopCell, 1);
  }

  get stopRequested(): boolean {
    return Atomics.load(this.cells, stopCell) === 1;
  }

  /** A new cell begins: nothing computed, nothing to stop. */
  reset(): void {
    Atomics.store(this.cells, stopCell, 0);
    Atomics.store(this.cells, computingCell, 0);
    Atomics.store(this.cells, usedCell, 0);
  }

  /** The worker takes up the cell; a request to stop it may be there already. */
  begin(): void {
    Atomics.store(this.cells, usedCell, 0);
    this.startComputing();
  }

  startComputing(): void {
    Atomics.store(this.cells, sinceCell, clock());
    Atomics.store(this.cells, computingCell, 1);
  }

  stopComputing(): void {
    const used = this.computedMs;
    Atomics.store(this.cells, computingCell, 0);
    Atomics.store(this.cells, usedCell, used);
  }

  /** ms that the cell has computed so far; waiting for models is not in it. */
  get computedMs(): number {
    const used = Atomics.load(this.cells, usedCell);
    if (Atomics.load(this.cells, computingCell) === 0) return used;
    return used + ((clock() - Atomics.load(this.cells, sinceCell)) | 0);
  }
}

const stopCell = 0;
const computingCell = 1;
const sinceCell = 2;
const usedCell = 3;
const bellCell = 4;

/** ms since 1970 in 32 bits: differences are right for 24 days, and both threads read the same. */
function clock(): number {
  return Date.now() | 0;
}
