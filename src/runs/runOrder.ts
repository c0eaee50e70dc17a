import type { ListedRun } from './runSummary.ts';

/** What the history can be sorted by; the latest, dearest or longest comes first. */
export const runOrders = ['date', 'cost', 'tokens'] as const;
export type RunOrder = (typeof runOrders)[number];

/** Those running first, by date; then the pinned ones, then the others, by the order. */
export function sortRuns(runs: readonly ListedRun[], order: RunOrder): ListedRun[] {
  return [...runs].sort(
    (one, other) =>
      rankOf(one) - rankOf(other) ||
      (one.status === 'running' ? 0 : keyOf(other, order) - keyOf(one, order)) ||
      other.startedAt - one.startedAt ||
      (one.runId < other.runId ? 1 : -1),
  );
}

function rankOf({ status, pinned }: ListedRun): number {
  if (status === 'running') return 0;
  return pinned ? 1 : 2;
}

function keyOf(run: ListedRun, order: RunOrder): number {
  switch (order) {
    case 'date':
      return run.startedAt;
    case 'cost':
      // An unknown price comes after those that are known.
      return run.costUsd ?? -1;
    case 'tokens':
      return run.tokens;
  }
}
