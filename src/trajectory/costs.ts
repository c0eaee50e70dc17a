import type { Usage } from '../core/model.ts';
import type { CostRow, Draft, IterationModel, RunModel, Spent } from './model.ts';

type Billed = { readonly usage: Usage | null; readonly costUsd: number | null };

/** Adds one request to the row of its model and depth. */
export function addCost(
  rows: Map<string, Draft<CostRow>>,
  model: string,
  depth: number,
  usage: Usage,
  costUsd: number | null,
): void {
  const key = `${depth} ${model}`;
  const row = rows.get(key) ?? {
    model,
    depth,
    calls: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    estimated: false,
    spent: nothingSpent(),
  };
  rows.set(key, row);
  row.calls += 1;
  row.inputTokens += usage.inputTokens;
  row.cachedInputTokens += usage.cachedInputTokens;
  row.cacheWriteTokens += usage.cacheWriteTokens ?? 0;
  row.outputTokens += usage.outputTokens;
  row.estimated ||= usage.estimated;
  addSpent(row.spent, costUsd, usage.estimated);
}

/** The tokens of several requests together. */
export function sumUsage(usages: readonly Usage[]): Usage {
  const sum = (field: 'inputTokens' | 'cachedInputTokens' | 'outputTokens') =>
    usages.reduce((total, usage) => total + usage[field], 0);
  return {
    inputTokens: sum('inputTokens'),
    cachedInputTokens: sum('cachedInputTokens'),
    outputTokens: sum('outputTokens'),
    estimated: usages.some(({ estimated }) => estimated),
  };
}

export function nothingSpent(): Draft<Spent> {
  return { usd: 0, unknown: false, estimated: false };
}

export function addSpent(spent: Draft<Spent>, costUsd: number | null, estimated: boolean): void {
  if (costUsd === null) spent.unknown = true;
  else spent.usd += costUsd;
  spent.estimated ||= estimated;
}

/** USD, or null as soon as any of it is unknown. */
export function known(spent: Spent): number | null {
  return spent.unknown ? null : spent.usd;
}

/** What the whole tree has spent so far. */
export function spentBy(rows: Iterable<CostRow>): Spent {
  return sumSpent([...rows].map(({ spent }) => spent));
}

/** What one iteration has spent: its replies, its cells' calls, and the children of those. */
export function spentIn(iteration: IterationModel, runs: ReadonlyMap<string, RunModel>): Spent {
  const replies = iteration.replies.map(spentOn);
  const groups = iteration.cells.flatMap((cell) => cell.groups);
  const children = groups
    .filter(({ kind }) => kind === 'rlm')
    .flatMap(({ calls }) => calls.map((call) => runs.get(iteration.run)?.calls[call - 1]?.child))
    .map((path) => (path == null ? undefined : runs.get(path)))
    .filter((run) => run !== undefined)
    .map((run) => spentInRun(run, runs));
  return sumSpent([...replies, iteration.lost, ...groups.map(({ spent }) => spent), ...children]);
}

/** What one reply or call has cost; nothing where it has used nothing. */
export function spentOn({ usage, costUsd }: Billed): Spent {
  const spent = nothingSpent();
  if (usage !== null) addSpent(spent, costUsd, usage.estimated);
  return spent;
}

/** What a run has spent, with the runs that its calls started. */
export function spentInRun(run: RunModel, runs: ReadonlyMap<string, RunModel>): Spent {
  return sumSpent(run.iterations.map((iteration) => spentIn(iteration, runs)));
}

export function sumSpent(all: readonly Spent[]): Spent {
  return {
    usd: all.reduce((total, { usd }) => total + usd, 0),
    unknown: all.some(({ unknown }) => unknown),
    estimated: all.some(({ estimated }) => estimated),
  };
}
