import type { RunResumed, StoredEvent } from '../core/events.ts';
import type { Draft, RunModel, Trajectory } from './model.ts';
import { touch } from './nodes.ts';

/** What was over goes on: the root itself, or a child for another call of its parent's. */
export function resumeRun(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  { options, models, call, at }: StoredEvent & RunResumed,
): void {
  const answerBefore = run.answer ?? run.answerBefore;
  Object.assign(run, { options, models, state: 'running', end: null, limit: null });
  Object.assign(run, { answer: null, answerBefore });
  const iteration = run.iterations.at(-1);
  if (iteration !== undefined && iteration.replies.length === 0) iteration.askedAt = at;
  page.heldUntil = 0;
  page.retry = null;
  page.asksForMoney = false;
  touch(page, run, iteration);
  if (run.parent === null || call === null) return;
  const calls = page.runs.get(run.parent.run)?.calls;
  const [before, now] = [calls?.[run.parent.call - 1], calls?.[call - 1]];
  if (before !== undefined) before.child = null;
  if (now !== undefined) now.child = run.path;
  run.parent = { run: run.parent.run, call };
  touch(page, run);
}
