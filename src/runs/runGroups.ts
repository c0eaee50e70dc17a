import type { ListedRun } from './runSummary.ts';

/** Under which heads the history stands, in this order. */
export const runGroups = ['running', 'pinned', 'today', 'yesterday', 'week', 'older'] as const;
export type RunGroup = (typeof runGroups)[number];

/** A run with all that was asked after it: follow-ups, their follow-ups, and forks. */
export interface RunThread {
  readonly run: ListedRun;
  /** The oldest first, as a conversation is read. */
  readonly later: readonly ListedRun[];
}

/**
 * The history by day. A thread stands where its newest run does: a question that was followed up today is
 * of today, and one that runs is under `running` with what it goes on from. A run whose earlier one isn't
 * listed begins a thread. `now`: ms since 1970; days are those of the local calendar. Groups without runs
 * are left out; in each the newest comes first.
 */
export function groupRuns(
  runs: readonly ListedRun[],
  now: number,
): ReadonlyMap<RunGroup, readonly RunThread[]> {
  const threads = threadsOf(runs).map((thread) => ({ thread, newest: newestOf(thread) }));
  threads.sort((one, other) => other.newest - one.newest);
  const days = daysBefore(now);
  const groups = new Map<RunGroup, RunThread[]>(runGroups.map((group) => [group, []]));
  for (const { thread, newest } of threads) groups.get(groupOf(thread, newest, days))?.push(thread);
  return new Map([...groups].filter(([, found]) => found.length > 0));
}

function threadsOf(runs: readonly ListedRun[]): RunThread[] {
  const listed = new Map(runs.map((run) => [run.runId, run]));
  const threads = new Map<string, ListedRun[]>();
  for (const run of runs) {
    const first = firstOf(run, listed);
    const thread = threads.get(first.runId) ?? [];
    threads.set(first.runId, thread);
    if (first !== run) thread.push(run);
  }
  return [...threads].flatMap(([runId, later]) => {
    const run = listed.get(runId);
    later.sort((one, other) => one.startedAt - other.startedAt);
    return run === undefined ? [] : [{ run, later }];
  });
}

/** The run at the beginning of it all. */
function firstOf(run: ListedRun, listed: ReadonlyMap<string, ListedRun>): ListedRun {
  let first = run;
  for (;;) {
    const before = first.parent === null ? undefined : listed.get(first.parent);
    // Records that somebody wrote could go in circles; no run can come before one that is older.
    if (before === undefined || before.startedAt >= first.startedAt) return first;
    first = before;
  }
}

function newestOf({ run, later }: RunThread): number {
  return Math.max(run.startedAt, ...later.map(({ startedAt }) => startedAt));
}

/** When today, yesterday and the last seven days began. */
type Days = ReturnType<typeof daysBefore>;

function daysBefore(now: number): { today: number; yesterday: number; week: number } {
  const date = new Date(now);
  // By the calendar: days that the clock is changed on have other lengths.
  const begin = (daysAgo: number): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysAgo).getTime();
  return { today: begin(0), yesterday: begin(1), week: begin(7) };
}

function groupOf({ run, later }: RunThread, newest: number, days: Days): RunGroup {
  const all = [run, ...later];
  if (all.some(({ status }) => status === 'running')) return 'running';
  if (all.some(({ pinned }) => pinned)) return 'pinned';
  if (newest >= days.today) return 'today';
  if (newest >= days.yesterday) return 'yesterday';
  return newest >= days.week ? 'week' : 'older';
}
