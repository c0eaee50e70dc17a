import { LimitRefused } from './errors.ts';

/** Calls beyond the limit that are recorded all the same. */
const mostRecorded = 100;

/** How many calls the code of a whole tree has made, those that were refused included. */
export class CallCount {
  readonly #most: number;
  #made = 0;
  #beyond = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get left(): number {
    return Math.max(0, this.#most - this.#made);
  }

  /** Takes over so many that were made before. */
  restore(made: number): void {
    this.#made += made;
  }

  /** Throws LimitRefused when the tree has made all that it may. */
  add(): void {
    if (this.#made >= this.#most) {
      throw new LimitRefused(
        'subcalls',
        `The limit of ${this.#most} sub-calls is reached: no more can be made in this run.`,
      );
    }
    this.#made += 1;
  }

  /** Whether a call that was refused with this error is recorded: code can make any number of them. */
  isRecorded(error: Error): boolean {
    if (!(error instanceof LimitRefused && error.limit === 'subcalls')) return true;
    this.#beyond += 1;
    return this.#beyond <= mostRecorded;
  }
}
