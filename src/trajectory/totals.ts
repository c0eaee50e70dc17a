import { countCalls } from './activity.ts';
import { known, spentBy } from './costs.ts';
import type { Spent, Trajectory } from './model.ts';

/** What a run and all that it started come to, so far or in the end. */
export interface Totals {
  /** Of the root run. */
  readonly iterations: number;
  readonly calls: number;
  /** Input and output. */
  readonly tokens: number;
  readonly spent: Spent;
  /** USD; null as soon as any of it is unknown. */
  readonly costUsd: number | null;
}

export function totalsOf(tree: Trajectory): Totals {
  const rows = [...tree.costs.values()];
  const spent = spentOf(tree);
  return {
    iterations: tree.runs.get('')?.iterations.length ?? 0,
    calls: countCalls(tree).calls,
    tokens: rows.reduce((sum, row) => sum + row.inputTokens + row.outputTokens, 0),
    spent,
    costUsd: known(spent),
  };
}

/** As the end says, which has the last word; until then by its requests. */
export function spentOf({ runs, costs }: Trajectory): Spent {
  const soFar = spentBy(costs.values());
  const end = runs.get('')?.end ?? null;
  if (end === null) return soFar;
  const { costUsd, isEstimated } = end;
  return {
    usd: costUsd ?? 0,
    unknown: costUsd === null,
    estimated: isEstimated || soFar.estimated,
  };
}
