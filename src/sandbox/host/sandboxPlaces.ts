import { SandboxFailed } from '../../core/errors.ts';

/** A live sandbox's part of the memory that all of a process share. */
export interface Place {
  /**
   * Lets others have it for as long as the sandbox only waits for a child run; what its interpreter
   * keeps is there on top.
   */
  lend(): void;
  /** Has it back before the sandbox goes on; at once unless it was lent. Rejects when the signal fires. */
  takeBack(signal: AbortSignal): Promise<void>;
  /** The sandbox is gone. */
  release(): void;
}

/** All live sandboxes have together as much as so many of the largest of them. */
const shares = 4;

interface Waiting {
  readonly megabytes: number;
  readonly enter: () => void;
}

/**
 * The one bound of the memory of all live sandboxes of a process: children, runs side by side, and
 * REPLs that are kept. What doesn't fit waits in order, but those that go on before those that begin,
 * so that what was begun comes to its end. There is always room for one.
 *
 * Nobody waits for ever: who holds a place computes or waits for a model, and who waits for a child
 * has lent it; and kept REPLs are asked to make room.
 */
export class SandboxPlaces {
  readonly #held = new Set<{ readonly megabytes: number }>();
  readonly #beginning: Waiting[] = [];
  readonly #goingOn: Waiting[] = [];
  readonly #roomMakers = new Set<() => boolean>();

  /** Somebody waits. */
  get isCrowded(): boolean {
    return this.#beginning.length + this.#goingOn.length > 0;
  }

  /** Megabytes (MiB) that live sandboxes have. */
  get megabytes(): number {
    let sum = 0;
    for (const { megabytes } of this.#held) sum += megabytes;
    return sum;
  }

  /** `make` is called when somebody has to wait; true: it will release a place. */
  onCrowded(make: () => boolean): () => void {
    this.#roomMakers.add(make);
    return () => void this.#roomMakers.delete(make);
  }

  /** Rejects with the signal's reason, a SandboxFailed, as soon as it fires. */
  async take(megabytes: number, signal: AbortSignal): Promise<Place> {
    const held = { megabytes };
    await this.#enter(held, this.#beginning, signal);
    let isLent = false;
    let isReleased = false;
    /** Several answers may want to go on at once. */
    let goingOn: Promise<void> | null = null;
    return {
      lend: () => {
        if (isLent || isReleased) return;
        isLent = true;
        this.#leave(held);
      },
      takeBack: (stop) => {
        if (!isLent || isReleased) return Promise.resolve();
        goingOn ??= this.#enter(held, this.#goingOn, stop)
          .then(() => {
            isLent = false;
            if (isReleased) this.#leave(held);
          })
          .finally(() => {
            goingOn = null;
          });
        return goingOn;
      },
      release: () => {
        isReleased = true;
        this.#leave(held);
      },
    };
  }

  #fits(megabytes: number): boolean {
    let largest = megabytes;
    for (const held of this.#held) largest = Math.max(largest, held.megabytes);
    return this.#held.size === 0 || this.megabytes + megabytes <= shares * largest;
  }

  async #enter(
    held: { readonly megabytes: number },
    queue: Waiting[],
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) throw reasonOf(signal);
    const { megabytes } = held;
    const isFirst = this.#goingOn.length === 0 && (queue === this.#goingOn || !this.isCrowded);
    if (isFirst && this.#fits(megabytes)) {
      this.#held.add(held);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        megabytes,
        enter: () => {
          signal.removeEventListener('abort', stop);
          this.#held.add(held);
          resolve();
        },
      };
      const stop = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(reasonOf(signal));
        // Those behind it may fit.
        this.#admit();
      };
      queue.push(waiting);
      signal.addEventListener('abort', stop, { once: true });
      this.#askForRoom();
    });
  }

  #leave(held: { readonly megabytes: number }): void {
    if (this.#held.delete(held)) this.#admit();
  }

  #admit(): void {
    for (;;) {
      const queue = this.#goingOn.length > 0 ? this.#goingOn : this.#beginning;
      const [next] = queue;
      if (next === undefined || !this.#fits(next.megabytes)) return;
      queue.shift();
      next.enter();
    }
  }

  #askForRoom(): void {
    for (const make of this.#roomMakers) if (make()) return;
  }
}

function reasonOf(signal: AbortSignal): Error {
  const { reason } = signal;
  return reason instanceof SandboxFailed ? reason : new SandboxFailed('it was stopped');
}
