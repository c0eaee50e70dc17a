import type { Covered, Environment } from './environment.ts';
import { asError, ExpectedError } from './errors.ts';
import { shareOf } from './result.ts';
import type { RunScope } from './scope.ts';

/** How far one run has come through its Context: looked up while models are waited for. */
export class RunCoverage {
  readonly #scope: RunScope;
  readonly #environment: Environment;
  /** What the root model was told since it replied last. */
  #told: string[] = [];
  #seen = 0;
  #searched = 0;
  /** Settles when all so far has been looked up; never rejects. */
  #covering: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(scope: RunScope, environment: Environment) {
    this.#scope = scope;
    this.#environment = environment;
  }

  /** The root model will be told these: they are seen once it has replied. */
  tell(texts: readonly string[]): void {
    for (const text of texts) this.#told.push(text);
  }

  /** Code has run and printed these. What it has searched is known at once. */
  printed(outputs: readonly string[]): void {
    this.tell(outputs);
    this.#cover([], false);
  }

  /** The root model has replied to what it was told; `wasCut`: to a part of it that nobody knows. */
  replied(wasCut = false): void {
    const told = this.#told.splice(0);
    if (!wasCut) this.answered(told);
  }

  /** Models were sent these, and have answered. */
  answered(texts: readonly string[]): void {
    if (texts.length === 0) return;
    this.#scope.onSeen(texts);
    this.#cover(texts, true);
  }

  /** The shares of the Context that were seen and searched, 0 to 1. Nothing is looked up any more then. */
  async end(waits: boolean): Promise<{ readonly coverage: number; readonly searched: number }> {
    if (waits) {
      // What was printed last, with the answer, was printed all the same.
      this.#cover(this.#told.splice(0), false);
      await this.#covering;
    }
    this.#ended = true;
    return { coverage: this.#seen, searched: this.#searched };
  }

  #cover(texts: readonly string[], isAnswered: boolean): void {
    const seen = texts.filter((text) => text !== '');
    const add = async (): Promise<void> => {
      const covered = await this.#environment.cover(seen, isAnswered);
      if (!this.#ended) this.#record(covered, seen.length > 0);
    };
    this.#covering = this.#covering.then(add).catch((error: unknown) => {
      // A sandbox that is gone fails the run by itself, where code is to run in it.
      if (!(error instanceof ExpectedError)) this.#scope.parts.reportBug(asError(error));
    });
  }

  /** `always`: though it has brought nothing new. */
  #record({ seen, searched }: Covered, always: boolean): void {
    const { context } = this.#scope.request;
    const shares = [shareOf(seen.chars, context), shareOf(searched.chars, context)] as const;
    const isNew = shares[0] !== this.#seen || shares[1] !== this.#searched;
    if (!isNew && !always) return;
    [this.#seen, this.#searched] = shares;
    const isPart = this.#searched > 0 && this.#searched < 1;
    this.#scope.record({
      type: 'coverage',
      ranges: seen.ranges,
      coverage: this.#seen,
      searched: this.#searched,
      ...(isPart && { searchedRanges: searched.ranges }),
    });
  }
}
