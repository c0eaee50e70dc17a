import type { CellFinished, CellStarted } from '../core/cellEvents.ts';
import type { StoredEvent } from '../core/events.ts';
import type { Draft, RunModel, Trajectory } from './model.ts';
import { findCell, findIteration, textOf, touch } from './nodes.ts';

/** A cell that a run has come back to is the same one, with the calls that it had made. */
export function startCell(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  event: StoredEvent & CellStarted,
): void {
  const iteration = findIteration(run, event.iteration);
  const before = findCell(run, event.iteration, event.cell);
  const begun = {
    run: run.path,
    iteration: event.iteration,
    number: event.cell,
    revision: 0,
    startedAt: event.at,
    code: textOf(event, 'code', event.code),
    status: 'running',
    output: { text: '', ref: null },
    outputChars: 0,
    error: null,
    finishedAt: null,
    durationMs: null,
    groups: before?.groups ?? [],
  } as const;
  if (before === undefined) iteration?.cells.push({ ...begun, groups: [] });
  else Object.assign(before, { ...begun, startedAt: before.startedAt });
  touch(page, run, iteration, findCell(run, event.iteration, event.cell));
}

export function finishCell(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  event: StoredEvent & CellFinished,
): void {
  const iteration = findIteration(run, event.iteration);
  const cell = findCell(run, event.iteration, event.cell);
  if (cell === undefined) return;
  cell.status = event.status;
  cell.output = textOf(event, 'output', event.output);
  cell.outputChars = event.outputChars;
  cell.error = event.error;
  cell.finishedAt = event.at;
  cell.durationMs = event.durationMs;
  touch(page, run, iteration, cell);
}
