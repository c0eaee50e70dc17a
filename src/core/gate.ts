import { Cancelled } from './errors.ts';

/** Lets so many pieces of work go on at a time; the others wait for a place in order. */
export class Gate {
  readonly #places: number;
  readonly #queue: (() => void)[] = [];
  #taken = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** Runs `work` when a place is free; rejects with Cancelled as soon as the signal fires before that. */
  async pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    while (this.#taken >= this.#places) await this.#nextFree(signal);
    this.#taken += 1;
    try {
      if (signal.aborted) throw new Cancelled();
      return await work();
    } finally {
      this.#taken -= 1;
      this.#queue.shift()?.();
    }
  }

  #nextFree(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) throw new Cancelled();
      const enter = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        reject(new Cancelled());
      };
      this.#queue.push(enter);
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

/** Child runs that one parent's depth may have at a time: each holds a sandbox of its own. */
const mostChildren = 8;

/** The child runs of a tree: a gate for each depth, so that a child never waits for a place that its parent holds. */
export class ChildGates {
  readonly #places: number;
  readonly #gates: Gate[] = [];

  constructor(concurrency: number) {
    this.#places = Math.min(concurrency, mostChildren);
  }

  /** Of the children of runs at this depth. */
  at(depth: number): Gate {
    this.#gates[depth] ??= new Gate(this.#places);
    return this.#gates[depth];
  }
}
