import { performance } from 'node:perf_hooks';

/** Checks between two questions whether to stop, at most: each question costs a call out of the module. */
const mostChecks = 20;
/** ms between two questions that are aimed at. */
const aim = 2;

/**
 * How many of the interpreter's checks may pass until it asks again whether to stop. Some are nanoseconds
 * apart; where each step sorts or replaces something big it is a second, and a deadline would pass unseen.
 */
export class StopPace {
  #checks = 1;
  #askedAt = performance.now();

  /** It is asked now. */
  next(): number {
    const now = performance.now();
    const took = now - this.#askedAt;
    this.#askedAt = now;
    const checks = took > aim ? Math.floor((this.#checks * aim) / took) : this.#checks * 2;
    this.#checks = Math.max(1, Math.min(mostChecks, checks));
    return this.#checks;
  }
}
