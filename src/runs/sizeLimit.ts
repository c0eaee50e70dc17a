import type { ListedRun } from './runSummary.ts';

/**
 * The runs to remove so that the history is at most so many bytes: the oldest first, as few as it
 * takes. Never one that runs, here or in another window, is pinned or is among `kept`, and never the
 * latest, which has perhaps not been looked at yet; so the rest may still be larger than the limit.
 */
export function chooseExcess(
  runs: readonly ListedRun[],
  mostBytes: number,
  kept: ReadonlySet<string>,
): ListedRun[] {
  const oldestFirst = [...runs].sort((one, other) => one.startedAt - other.startedAt);
  const latest = oldestFirst.at(-1);
  let bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  const excess: ListedRun[] = [];
  for (const run of oldestFirst) {
    if (bytes <= mostBytes) break;
    const stays = run === latest || run.status === 'running' || run.pinned || kept.has(run.runId);
    if (stays || run.bytes === 0) continue;
    excess.push(run);
    bytes -= run.bytes;
  }
  return excess;
}
