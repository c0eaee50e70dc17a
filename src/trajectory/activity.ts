import type {
  AnswerModel,
  IterationModel,
  ReplyModel,
  RunModel,
  RunState,
  Trajectory,
} from './model.ts';

/** What a running run is doing at the moment. */
export type Activity =
  | { readonly kind: 'preparing' }
  /** Between a reply and its cells, or after them: too short to be seen but in a replay. */
  | { readonly kind: 'between' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'writing' }
  | { readonly kind: 'executing'; readonly cell: number }
  | { readonly kind: 'waiting'; readonly calls: number }
  | { readonly kind: 'finishing' }
  /** For a person's decision about the limit of money. */
  | { readonly kind: 'deciding' }
  /** A server wants to be left alone for so long, begun seconds counted; nothing is sent. */
  | { readonly kind: 'held'; readonly seconds: number; readonly call: number | null }
  /** Something else than that has failed and is sent again. `call`: null for the root model. */
  | { readonly kind: 'retrying'; readonly seconds: number; readonly call: number | null };

/** What the whole tree is doing: what holds it up, before what its root run does. */
export function activityNow(tree: Trajectory, run: RunModel, now: number): Activity {
  if (tree.asksForMoney) return { kind: 'deciding' };
  const { retry } = tree;
  // Calls are counted from 1 over one run: a child's number would name another.
  const call = retry?.run === run.path ? retry.call : null;
  const held = secondsHeld(tree, now);
  if (held > 0) return { kind: 'held', seconds: held, call };
  const seconds = secondsUntil(retry?.at ?? 0, now);
  const doing = activityOf(run);
  // Other calls go on meanwhile: they are more than the one that waits.
  if (seconds === 0 || (doing.kind === 'waiting' && doing.calls > 1)) return doing;
  return { kind: 'retrying', seconds, call };
}

/** Read off the last iteration: calls before cells before the model. */
export function activityOf(run: RunModel): Activity {
  const iteration = run.iterations.at(-1);
  if (answerOf(run) !== null) return { kind: 'finishing' };
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
export function secondsHeld({ heldUntil }: Trajectory, now: number): number {
  return secondsUntil(heldUntil, now);
}

function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / 1_000));
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

/** The answer of a run; null where there is none, or only what the model said in its last step. */
export function answerOf({ answer }: RunModel): AnswerModel | null {
  return answer === null || answer.isStep || answer.text === '' ? null : answer;
}

/** A run that has no end and that no window is running any more was interrupted. */
export function stateOf(run: RunModel, live: boolean): RunState {
  return run.state === 'running' && !live ? 'interrupted' : run.state;
}

/** Calls and child runs of the whole tree. */
export function countCalls(model: Trajectory): {
  readonly calls: number;
  readonly children: number;
} {
  let calls = 0;
  for (const run of model.runs.values())
    calls += run.calls.reduce((sum, call) => sum + (call === undefined ? 0 : 1), 0);
  return { calls, children: Math.max(0, model.runs.size - 1) };
}
