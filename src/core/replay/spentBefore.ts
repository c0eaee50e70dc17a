import type { CallFinished, CallStarted } from '../cellEvents.ts';
import type { RunEvent } from '../events.ts';
import type { Paid } from '../paidCalls.ts';
import type { Tree } from '../scope.ts';

/** Refused before they were sent: they are no calls of a model. */
const refusals: ReadonlySet<string> = new Set(['LimitRefused', 'CallRefused']);

/** Puts into a tree what it has spent, called and been answered by its record. */
export function restoreSpent(tree: Tree, events: readonly RunEvent[]): void {
  /** By run. */
  const models = new Map<string, string>();
  const started = new Map<string, CallStarted>();
  for (const event of events) {
    const { run } = event;
    tree.counts.depth = Math.max(tree.counts.depth, depthOf(run));
    switch (event.type) {
      case 'run.started':
      case 'run.resumed':
        models.set(run, event.models.root);
        break;
      case 'model.replied':
      case 'model.failed': {
        const isKept = event.type === 'model.replied' && event.kept === true;
        if (!isKept) tree.ledger.enter({ run, model: models.get(run) ?? '' }, event);
        break;
      }
      case 'call.started':
        started.set(`${run} ${event.call}`, event);
        break;
      case 'call.finished': {
        const call = started.get(`${run} ${event.call}`);
        if (call !== undefined) restoreCall(tree, run, call, event);
      }
    }
  }
}

function restoreCall(tree: Tree, run: string, started: CallStarted, finished: CallFinished): void {
  const { counts, ledger, callCount, paidCalls } = tree;
  const { status, usage, costUsd, kept = false, error } = finished;
  const key = keyOf(run, started);
  const answer = paidAnswer(finished);
  if (key !== null && answer !== null) paidCalls.answers.set(key, Promise.resolve(answer));
  if (status === 'memo') counts.memo += 1;
  if (kept || status === 'memo') return;
  if (usage !== null) ledger.enter({ run, model: started.model }, { usage, costUsd });
  const isRefused = refusals.has(error?.name ?? '');
  // What is given up is asked anew.
  if (status === 'cancelled') return;
  if (!isRefused) counts[started.kind] += 1;
  const isBeyond = error?.name === 'LimitRefused' && /sub-calls/.test(error.message);
  if (!isBeyond) callCount.restore(1);
}

/** As `keyOfCall` makes it of a request; null: the record doesn't tell enough. */
function keyOf(
  run: string,
  { kind, model, promptSha256, askedSha256 }: CallStarted,
): string | null {
  if (kind === 'llm') return `llm\n${model}\n${promptSha256}`;
  return askedSha256 === undefined ? null : `rlm ${depthOf(run)}\n${model}\n${askedSha256}`;
}

/** Null where it brought nothing that others could be given. */
function paidAnswer(finished: CallFinished): Paid | null {
  const { status, response, thoughts, usage, costUsd, kept, finish, cut, limited } = finished;
  if ((status !== 'ok' && status !== 'memo') || response === '' || limited) return null;
  return {
    text: response,
    ...(thoughts !== undefined && { thoughts }),
    usage,
    ...(usage !== null && { replyTokens: usage.outputTokens, finish: finish ?? 'stop' }),
    costUsd,
    ...(kept && { kept }),
    ...(cut && { cut }),
  };
}

function depthOf(run: string): number {
  return run === '' ? 0 : run.split('.').length;
}
