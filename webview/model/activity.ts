import type { IterationModel, PageModel, ReplyModel, RunModel, RunState } from './model.ts';

/** What a running run is doing at the moment. */
export type Activity =
  | { readonly kind: 'preparing' }
  /** Between a reply and its cells, or after them: too short to be seen but in a replay. */
  | { readonly kind: 'between' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'writing' }
  | { readonly kind: 'executing'; readonly cell: number }
  | { readonly kind: 'waiting'; readonly calls: number }
  | { readonly kind: 'finishing' };

/** Read off the last iteration: calls before cells before the model. */
export function activityOf(run: RunModel): Activity {
  const iteration = run.iterations.at(-1);
  if (run.answer !== null) return { kind: 'finishing' };
  if (iteration === undefined) return { kind: 'preparing' };
  const cell = iteration.cells.find(({ status }) => status === 'running');
  if (cell !== undefined) {
    const calls = cell.groups.reduce((sum, { pending }) => sum + pending, 0);
    return calls > 0 ? { kind: 'waiting', calls } : { kind: 'executing', cell: cell.number };
  }
  if (iteration.askedAt === null) return { kind: 'between' };
  return { kind: iteration.streaming === '' ? 'asking' : 'writing' };
}

/** Seconds for which a server still wants to be left alone, begun ones counted; 0: none does. */
export function secondsHeld({ heldUntil }: PageModel, now: number): number {
  return Math.max(0, Math.ceil((heldUntil - now) / 1_000));
}

/** The reply that an iteration is about; one to a plain question only where none with code followed. */
export function replyOf({ replies }: IterationModel): ReplyModel | undefined {
  return (
    replies.find(({ purpose }) => purpose === 'iteration') ??
    replies.find(({ purpose }) => purpose === 'direct')
  );
}

/** Whether the answer is that to a plain question, with the whole text beside it. */
export function isDirect({ iterations }: RunModel): boolean {
  const [first, ...others] = iterations;
  return others.length === 0 && first !== undefined && replyOf(first)?.purpose === 'direct';
}

/** A run that has no end and that no window is running any more was interrupted. */
export function stateOf(run: RunModel, live: boolean): RunState {
  return run.state === 'running' && !live ? 'interrupted' : run.state;
}

/** Calls and child runs of the whole tree. */
export function countCalls(model: PageModel): {
  readonly calls: number;
  readonly children: number;
} {
  let calls = 0;
  for (const run of model.runs.values()) calls += run.calls.length;
  return { calls, children: Math.max(0, model.runs.size - 1) };
}
