import type { CallFinished, CallStarted, CellFinished } from '../cellEvents.ts';
import type { ModelReplied, RunEvent, RunFinished, RunStarted } from '../events.ts';
import type { Remaining } from '../observation.ts';
import type { SettledOptions } from '../options.ts';
import { TreeTotals } from './treeTotals.ts';

/** A call of the record. */
export interface RecordedCall {
  readonly started: CallStarted;
  /** Null: it was under way when the record ends. */
  finished: (CallFinished & { readonly seq: number }) | null;
  /** The path of the run that it started, or that went on for it; null: none. */
  child: string | null;
}

/** A cell of the record. */
export interface RecordedCell {
  readonly code: string;
  /** What its clock said at its beginning, ms since 1970. */
  readonly clock: number;
  /** Null for one that is to be gone on with. */
  finished: CellFinished | null;
  calls: RecordedCall[];
  /** Of the run when the cell began, and each time that it was gone on with. */
  readonly options: SettledOptions[];
}

/** The conversation went on with a summary, or without one. */
export interface RecordedCompaction {
  readonly summary: ModelReplied | null;
  /** A notice tells of it. */
  isSaid: boolean;
}

/** An iteration of the record. */
export interface RecordedIteration {
  readonly number: number;
  readonly replies: ModelReplied[];
  readonly compactions: RecordedCompaction[];
  readonly cells: Map<number, RecordedCell>;
  /** What the user has told the model after it; null: nothing. */
  remark: string | null;
  /** What was left when the next one began; null: none did. */
  left: Remaining | null;
}

/** What a record tells of one run of the tree. */
export interface RecordedRun {
  readonly path: string;
  readonly start: RunStarted;
  readonly iterations: RecordedIteration[];
  readonly notices: Set<string>;
  /** By number. */
  readonly calls: Map<number, RecordedCall>;
  options: SettledOptions;
  lastChild: number;
  /** As it was given last. */
  answer: string;
  /** How it ended last; null: it is cut off, or went on. */
  end: RunFinished | null;
  /** ms, of all of its parts. */
  spentMs: number;
  /** When the part that goes on began, and the last that is known of it, ms since 1970. */
  part: { readonly from: number; to: number } | null;
}

/** How a cell is said to have ended that was stopped from outside. */
const stops: ReadonlySet<string> = new Set(['Stopped', 'Cancelled']);

/** Reads the record of a tree, by the paths of its runs. */
export function readRecord(events: readonly RunEvent[]): ReadonlyMap<string, RecordedRun> {
  const runs = new Map<string, RecordedRun>();
  const totals = new TreeTotals();
  for (const event of events) {
    if (event.type === 'run.started') startRun(runs, event);
    totals.add(event);
    const run = runs.get(event.run);
    const last = run?.iterations.at(-1);
    if (event.type === 'iteration.started' && run !== undefined && last !== undefined)
      last.left = totals.left(last.number, run.options, runs.get('')?.options ?? run.options);
    if (run !== undefined) addTo(runs, run, event);
  }
  for (const run of runs.values()) {
    endPart(run);
    leaveUnfinished(run);
  }
  return runs;
}

function startRun(runs: Map<string, RecordedRun>, event: RunEvent & RunStarted): void {
  runs.set(event.run, {
    path: event.run,
    start: event,
    iterations: [],
    notices: new Set(),
    calls: new Map(),
    options: event.options,
    lastChild: 0,
    answer: '',
    end: null,
    spentMs: 0,
    part: { from: event.at, to: event.at },
  });
  if (event.run === '') return;
  const parent = runs.get(parentOf(event.run));
  const call = parent?.calls.get(event.call ?? 0);
  if (call !== undefined) call.child = event.run;
  if (parent !== undefined)
    parent.lastChild = Math.max(parent.lastChild, Number(event.run.split('.').at(-1)));
}

function addTo(runs: Map<string, RecordedRun>, run: RecordedRun, event: RunEvent): void {
  // What goes on below a run is a part of its time.
  for (const each of [run, runs.get('')])
    if (each?.part != null) each.part.to = Math.max(each.part.to, event.at);
  const iteration = run.iterations.at(-1);
  switch (event.type) {
    case 'run.resumed':
      leaveUnfinished(run);
      Object.assign(run, { options: event.options, end: null });
      if (event.run !== '') relink(runs, run, event.call);
      for (const each of event.run === '' ? runs.values() : [run]) {
        const goesOn = each === run || each.part !== null;
        endPart(each);
        if (goesOn) each.part = { from: event.at, to: event.at };
      }
      return;
    case 'budget.raised':
      run.options = { ...run.options, maxCostUsd: event.maxCostUsd };
      return;
    case 'iteration.started':
      run.iterations.push({
        number: event.iteration,
        replies: [],
        compactions: [],
        cells: new Map(),
        remark: null,
        left: null,
      });
      return;
    case 'model.replied':
      if (event.purpose === 'compaction')
        iteration?.compactions.push({ summary: event, isSaid: false });
      else iteration?.replies.push(event);
      return;
    case 'notice':
      run.notices.add(event.text);
      if (event.compacts) sayCompaction(iteration);
      if (event.remark && iteration !== undefined) iteration.remark = event.text;
      return;
    case 'cell.started':
      startCell(run, iteration, event);
      return;
    case 'cell.finished': {
      const cell = iteration?.cells.get(event.cell);
      if (cell !== undefined) cell.finished = event;
      return;
    }
    case 'call.started': {
      const call = { started: event, finished: null, child: null };
      run.calls.set(event.call, call);
      iteration?.cells.get(event.cell)?.calls.push(call);
      return;
    }
    case 'call.finished': {
      const call = run.calls.get(event.call);
      if (call !== undefined) call.finished = event;
      return;
    }
    case 'answer':
      run.answer = event.text;
      return;
    case 'run.finished':
      run.end = event;
      endPart(run);
      return;
    default:
      return;
  }
}

function endPart(run: RecordedRun): void {
  if (run.part !== null) run.spentMs += run.part.to - run.part.from;
  run.part = null;
}

/** A run goes on for another call than the one that was given up with it. */
function relink(runs: ReadonlyMap<string, RecordedRun>, run: RecordedRun, number: number | null) {
  const calls = runs.get(parentOf(run.path))?.calls;
  for (const call of calls?.values() ?? []) if (call.child === run.path) call.child = null;
  const call = calls?.get(number ?? 0);
  if (call !== undefined) call.child = run.path;
}

/** A compaction is said when its summary is there, or can't be had. */
function sayCompaction(iteration: RecordedIteration | undefined): void {
  const unsaid = iteration?.compactions.find(({ isSaid }) => !isSaid);
  if (unsaid === undefined) iteration?.compactions.push({ summary: null, isSaid: true });
  else unsaid.isSaid = true;
}

function startCell(
  run: RecordedRun,
  iteration: RecordedIteration | undefined,
  event: Extract<RunEvent, { type: 'cell.started' }>,
): void {
  const before = iteration?.cells.get(event.cell);
  if (before !== undefined) {
    before.finished = null;
    before.options.push(run.options);
  } else
    iteration?.cells.set(event.cell, {
      code: event.code,
      clock: event.clock ?? event.at,
      finished: null,
      calls: [],
      options: [...(run.start.forks?.options ?? []), run.options],
    });
}

/**
 * Takes the ends away that came with the end of the run alone: from a cell on that was stopped with it,
 * or whose calls were. What was skipped then has not been come to.
 */
function leaveUnfinished(run: RecordedRun): void {
  const cells = [...(run.iterations.at(-1)?.cells ?? [])];
  const at = cells.findIndex(([, cell], index) => {
    const { finished, calls } = cell;
    if (finished === null) return true;
    const isStopped = finished.status === 'killed' && stops.has(finished.error?.name ?? '');
    const isFailed = finished.status === 'killed' && run.end?.status === 'failed';
    const hasStopped = calls.some((call) => call.finished?.status === 'cancelled');
    const before = cells[index - 1]?.[1].finished?.status ?? 'ok';
    const isSkipped = finished.status === 'skipped' && before === 'ok';
    return isStopped || isFailed || isSkipped || (hasStopped && wasStopped(run.end));
  });
  if (at < 0) return;
  const iteration = run.iterations.at(-1);
  for (const [number] of cells.slice(at + 1)) iteration?.cells.delete(number);
  const cell = cells[at]?.[1];
  if (cell === undefined) return;
  if (cell.finished?.status === 'skipped') iteration?.cells.delete(at + 1);
  cell.finished = null;
  // Those that were given up are asked anew; a run that one of them had started goes on.
  cell.calls = cell.calls.filter(
    (call) =>
      (call.finished !== null && call.finished.status !== 'cancelled') ||
      call.child !== null ||
      (call.finished === null && call.started.kind === 'rlm'),
  );
}

/** All that went on was ended with it. */
function wasStopped(end: RunFinished | null): boolean {
  if (end === null) return false;
  return end.status === 'cancelled' || end.status === 'failed' || end.limit === 'time';
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
