import type { Model } from '../../src/core/model.ts';
import type { RunOptions } from '../../src/core/options.ts';
import type { EvalArguments } from './arguments.ts';
import { type Outcome, skipped } from './outcome.ts';

const moneySpent = 'the money of the evaluation is spent';

/** The money of the whole evaluation. */
export class Budget {
  #left: number;
  readonly #recordings: EvalArguments['recordings'];

  constructor(costUsd: number, recordings: EvalArguments['recordings']) {
    this.#left = costUsd;
    this.#recordings = recordings;
  }

  /** The limit of money of a run is what is left, where that is less. */
  async spend(
    model: Model,
    options: RunOptions,
    ask: (options: RunOptions) => Promise<Outcome>,
  ): Promise<Outcome> {
    const isFree = model.provider === 'demo' || this.#recordings?.mayAsk === false;
    if (isFree) return await ask(options);
    if (this.#left <= 0) return skipped(moneySpent);
    const isShort = options.maxCostUsd === null || this.#left < options.maxCostUsd;
    // Models are told what is left of a run's money: a lower limit makes other requests.
    if (isShort && this.#recordings !== null) return skipped(moneySpent);
    const outcome = await ask(isShort ? { ...options, maxCostUsd: this.#left } : options);
    this.#left -= outcome.costUsd ?? 0;
    // What it would have found with the money of a run is not known.
    return isShort && outcome.limit === 'cost'
      ? { ...outcome, status: 'skipped', reason: moneySpent }
      : outcome;
  }
}
