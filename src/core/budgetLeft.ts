import type { RunScope } from './scope.ts';

/** What is left, as `budget()` tells the code; null: without a limit. */
export interface BudgetLeft {
  /** Of the run, after the one that goes on. */
  readonly turns: number;
  /** Of the tree. */
  readonly subcalls: number;
  readonly costUsd: number | null;
  readonly tokens: number | null;
}

/** What the code of a cell was told of the budget, and how often in a row: a replay tells it the same. */
export interface BudgetTold extends BudgetLeft {
  readonly times: number;
}

/** Answers the `budget()` of one cell after the other: at once, for nothing, and counted nowhere. */
export class Budgets {
  #told: BudgetTold[] = [];

  /** As JSON. */
  answer({ callCount, ledger, request }: RunScope, iteration: number): string {
    const { maxIterations, maxDepth } = request.options;
    const left: BudgetLeft = {
      turns: Math.max(0, maxIterations - iteration),
      subcalls: maxDepth === 0 ? 0 : callCount.left,
      // A cost that is unknown in part is held by no limit.
      costUsd: ledger.costUsd === null ? null : toNanoUsd(ledger.costLeft),
      tokens: ledger.tokensLeft,
    };
    const last = this.#told.at(-1);
    if (last !== undefined && isSame(last, left))
      this.#told[this.#told.length - 1] = { ...last, times: last.times + 1 };
    else this.#told.push({ ...left, times: 1 });
    return JSON.stringify(left);
  }

  /** What was told since this was last taken. */
  take(): readonly BudgetTold[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }
}

/** Without the noise that sums of fractions have. */
function toNanoUsd(usd: number | null): number | null {
  return usd === null ? null : Math.round(usd * 1e9) / 1e9;
}

function isSame(one: BudgetLeft, other: BudgetLeft): boolean {
  return (
    one.turns === other.turns &&
    one.subcalls === other.subcalls &&
    one.costUsd === other.costUsd &&
    one.tokens === other.tokens
  );
}
