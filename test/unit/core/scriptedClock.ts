import type { Clock } from '../../../src/core/parts.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is set forward. */
export class ScriptedClock implements Clock {
  #now = 1_000_000;
  readonly #timers = new Set<Timer>();

  readonly now = (): number => this.#now;

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Goes to the next timer that is due within so many ms; false where none is. */
  async step(ms = Number.POSITIVE_INFINITY): Promise<boolean> {
    await settled();
    const [next] = [...this.#timers].sort((one, other) => one.at - other.at);
    if (next === undefined || next.at > this.#now + ms) return false;
    this.#now = Math.max(this.#now, next.at);
    this.#timers.delete(next);
    next.callback();
    await settled();
    return true;
  }

  /** Goes so many ms on. */
  async forward(ms: number): Promise<void> {
    const end = this.#now + ms;
    while (await this.step(end - this.#now));
    this.#now = end;
    await settled();
  }
}

/** All that is ready has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
