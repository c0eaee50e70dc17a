import type { CallFinished } from '../cellEvents.ts';
import type { RunEvent, RunEventBody, RunStarted } from '../events.ts';
import type { SettledOptions } from '../options.ts';
import { type Fork, startOf } from '../recording.ts';
import { nothingUsed } from '../usage.ts';

/** What a run is that begins as another one did. */
export interface Forked {
  readonly runId: string;
  readonly options: SettledOptions;
  readonly models: RunStarted['models'];
}

/**
 * The record of a run that takes over the first iterations of another one: theirs, with all that was
 * paid marked as kept, and what the user adds. `now`: when it ends, ms since 1970.
 */
export function forkedRecord(fork: Fork, own: Forked, now: number): RunEvent[] {
  const { events, iterations, remark } = fork;
  const end = events.findIndex(
    ({ run, ...event }) =>
      run === '' && event.type === 'iteration.started' && event.iteration > iterations,
  );
  const taken = end < 0 ? events : events.slice(0, end);
  const lastAt = Math.max(...taken.map(({ at }) => at));
  const again = repeatedCells(taken);
  const copied: RunEvent[] = [];
  const put = (event: RunEvent, body: RunEventBody): void => {
    const { run } = event;
    copied.push({ seq: copied.length + 1, at: event.at - lastAt + now, run, ...body });
  };
  for (const event of taken) {
    const { seq: _, at, run, ...body } = event;
    if (event.type === 'run.started' && run === '') put(event, startOfFork(fork, event, own));
    else if (!again.has(event)) {
      const kept = keptBody(body, run === '', at);
      if (kept !== null) put(event, kept);
    }
  }
  const last = copied.at(-1);
  if (remark !== undefined && last !== undefined)
    put({ ...last, run: '', at: lastAt }, { type: 'notice', text: remark, remark: true });
  return copied;
}

function startOfFork(
  { events, iterations }: Fork,
  { seq: _, at: __, run: ___, ...start }: RunEvent & RunStarted,
  { runId, options, models }: Forked,
): RunStarted {
  const forks = {
    runId: start.runId,
    iteration: iterations,
    options: optionsSoFar(events),
  };
  return { ...start, runId, options, models, forks };
}

/** Those with which the cells that are taken over were run. */
function optionsSoFar(events: readonly RunEvent[]): readonly SettledOptions[] {
  const start = startOf(events);
  const resumed = events.flatMap((event) =>
    event.type === 'run.resumed' && event.run === '' ? [event.options] : [],
  );
  const all = [...(start.forks?.options ?? []), start.options, ...resumed];
  return [...new Map(all.map((options) => [JSON.stringify(options), options])).values()];
}

/** Of cells that were gone on with: all beginnings but the first, all ends but the last. */
function repeatedCells(events: readonly RunEvent[]): ReadonlySet<RunEvent> {
  const again = new Set<RunEvent>();
  const begun = new Set<string>();
  const ended = new Map<string, RunEvent>();
  for (const event of events) {
    if (event.type !== 'cell.started' && event.type !== 'cell.finished') continue;
    const key = `${event.run} ${event.iteration} ${event.cell}`;
    if (event.type === 'cell.finished') ended.set(key, event);
    else {
      if (begun.has(key)) again.add(event);
      begun.add(key);
      const before = ended.get(key);
      if (before !== undefined) again.add(before);
      ended.delete(key);
    }
  }
  return again;
}

/** Null for what is not taken over: it was the end of the other run, or paid without a reply. */
function keptBody(body: RunEventBody, isRoot: boolean, at: number): RunEventBody | null {
  switch (body.type) {
    case 'model.delta':
    case 'model.failed':
    case 'budget.raised':
      return null;
    case 'answer':
    case 'limit.reached':
    case 'run.resumed':
      return isRoot ? null : body;
    case 'run.finished':
      return isRoot ? null : { ...body, usage: { ...nothingUsed, models: {} }, costUsd: 0 };
    case 'notice':
      return body.asks || body.retryAt !== undefined || body.until !== undefined ? null : body;
    case 'model.replied':
      if (isRoot && body.purpose === 'answer') return null;
      return { ...body, kept: true, usage: nothingUsed, costUsd: 0 };
    case 'cell.started':
      return { ...body, clock: body.clock ?? at };
    case 'call.finished':
      return keptCall(body);
    default:
      return body;
  }
}

function keptCall(body: CallFinished): CallFinished {
  const { status, usage } = body;
  const isPaid = status === 'ok' && usage !== null;
  const nothing = usage === null ? {} : { usage: nothingUsed, costUsd: 0 };
  return { ...body, ...(isPaid && { status: 'memo' }), kept: true, ...nothing };
}
