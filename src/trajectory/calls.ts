import type { CallFinished, CallStarted } from '../core/cellEvents.ts';
import type { StoredEvent } from '../core/events.ts';
import { addCost, addSpent, nothingSpent } from './costs.ts';
import type { CallGroup, CellModel, Draft, RunModel, Trajectory } from './model.ts';
import { depthOf, findCell, textOf, thoughtsOf, touchCall } from './nodes.ts';

/** Puts a call into the group of its cell that it belongs to. */
export function startCall(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  event: StoredEvent & CallStarted,
): void {
  const cell = findCell(run, event.iteration, event.cell);
  if (cell === undefined) return;
  const group = groupFor(cell, event);
  group.calls.push(event.call);
  group.pending += 1;
  group.promptChars += event.promptChars;
  group.finishedAt = null;
  if (group.model !== event.model) group.model = null;
  run.calls[event.call - 1] = {
    run: run.path,
    iteration: event.iteration,
    cell: event.cell,
    group: cell.groups.indexOf(group),
    number: event.call,
    revision: 0,
    kind: event.kind,
    name: event.name,
    model: event.model,
    prompt: textOf(event, 'prompt', event.prompt),
    promptChars: event.promptChars,
    status: 'running',
    response: { text: '', ref: null },
    responseChars: 0,
    thoughts: null,
    usage: null,
    costUsd: null,
    error: null,
    startedAt: event.at,
    durationMs: null,
    child: null,
  };
  touchCall(page, run, run.calls[event.call - 1]);
}

/** Settles a call and counts it in its group and in the costs. */
export function finishCall(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  event: StoredEvent & CallFinished,
): void {
  const call = run.calls[event.call - 1];
  if (call === undefined || call.status !== 'running') return;
  call.status = event.status;
  call.response = textOf(event, 'response', event.response);
  call.responseChars = event.responseChars;
  call.thoughts = thoughtsOf(event);
  call.usage = event.usage;
  // What was taken over was paid by the run that was forked.
  const isPaid = event.usage !== null && !event.kept;
  call.costUsd = event.kept ? 0 : event.costUsd;
  call.error = event.error;
  call.durationMs = event.durationMs;
  if (isPaid && event.usage !== null && event.status !== 'memo') {
    addCost(page.costs, call.model, depthOf(run.path) + 1, event.usage, event.costUsd);
  }
  const group = findCell(run, call.iteration, call.cell)?.groups[call.group];
  if (group !== undefined) {
    group.pending -= 1;
    group.failed += event.status === 'error' ? 1 : 0;
    group.stopped += event.status === 'cancelled' ? 1 : 0;
    group.memo += event.status === 'memo' ? 1 : 0;
    if (isPaid && event.usage !== null) addSpent(group.spent, event.costUsd, event.usage.estimated);
    if (group.pending === 0) group.finishedAt = event.at;
  }
  touchCall(page, run, call);
}

function groupFor(cell: Draft<CellModel>, event: StoredEvent & CallStarted): Draft<CallGroup> {
  const known =
    event.batch === null
      ? cell.groups.at(-1)
      : cell.groups.findLast(({ batch }) => batch === event.batch);
  if (known?.name === event.name && known.batch === event.batch) return known;
  const group: Draft<CallGroup> = {
    revision: 0,
    name: event.name,
    batch: event.batch,
    model: event.model,
    kind: event.kind,
    calls: [],
    pending: 0,
    failed: 0,
    stopped: 0,
    memo: 0,
    promptChars: 0,
    spent: nothingSpent(),
    startedAt: event.at,
    finishedAt: null,
  };
  cell.groups.push(group);
  return group;
}
