import type { CallOutcome } from '../protocol/sandbox.ts';

/** Outcomes of the calls of one cell that its code has not been told yet. */
export class Inbox {
  #outcomes: CallOutcome[] = [];
  #settled = 0;
  #wake: (() => void) | null = null;

  /** How many have come in the cell. */
  get settled(): number {
    return this.#settled;
  }

  get isEmpty(): boolean {
    return this.#outcomes.length === 0;
  }

  add(outcome: CallOutcome): void {
    this.#outcomes.push(outcome);
    this.#settled += 1;
    this.wake();
  }

  /** Those that wait; forgets them. */
  take(): readonly CallOutcome[] {
    return this.#outcomes.splice(0);
  }

  /** Resolves at the next outcome, or when something else is to be looked at. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    this.#wake?.();
    this.#wake = null;
  }

  /** A cell begins. */
  clear(): void {
    this.#outcomes = [];
    this.#settled = 0;
  }
}
