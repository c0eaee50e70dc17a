import type { Selection } from '../../src/protocol/panel.ts';
import { isSameSelection } from '../../src/protocol/panel.ts';
import { spentIn, spentInRun } from '../../src/trajectory/costs.ts';
import type { CallModel, Trajectory } from '../../src/trajectory/model.ts';
import { durationOf } from '../../src/trajectory/titles.ts';
import { selectionOf } from './places.ts';
import { type TraceRow, visibleRows } from './rows.ts';

/** Where the trace can be gone to by what happened there. */
export type Jump =
  | 'nextFailed'
  | 'previousFailed'
  | 'slowestIteration'
  | 'slowestCall'
  | 'costliestIteration'
  | 'costliestCall';

/** So many of the largest are gone through, one with each jump, before it begins again. */
const mostRanks = 10;

/** What it leads to from what is selected; null: there is none. */
export function destinationOf(
  jump: Jump,
  model: Trajectory,
  selected: Selection | null,
): Selection | null {
  switch (jump) {
    case 'nextFailed':
      return nextFailed(model, selected, 1);
    case 'previousFailed':
      return nextFailed(model, selected, -1);
    case 'slowestIteration':
      return ranked(iterationsBy(model, durationOf), selected);
    case 'costliestIteration':
      return ranked(
        iterationsBy(model, (iteration) => spentIn(iteration, model.runs).usd),
        selected,
      );
    case 'slowestCall':
      return ranked(
        callsBy(model, ({ durationMs }) => durationMs ?? 0),
        selected,
      );
    case 'costliestCall':
      return ranked(
        callsBy(model, (call) => costOf(call, model)),
        selected,
      );
  }
}

function nextFailed(model: Trajectory, selected: Selection | null, way: 1 | -1): Selection | null {
  const rows = visibleRows(model, () => true);
  const at = rows.findIndex((row) => isSameSelection(selectionOf(row), selected));
  const failed = rows.flatMap((row, index) => (hasFailed(row, model) ? [{ row, index }] : []));
  const next =
    way === 1
      ? (failed.find(({ index }) => index > at) ?? failed[0])
      : (failed.findLast(({ index }) => index < at) ?? failed.at(-1));
  return next === undefined ? null : selectionOf(next.row);
}

/** What has failed by itself, not for something below it. */
function hasFailed(row: TraceRow, model: Trajectory): boolean {
  switch (row.kind) {
    case 'iteration': {
      const run = model.runs.get(row.iteration.run);
      return run?.state === 'failed' && run.iterations.at(-1) === row.iteration;
    }
    case 'cell':
      return row.cell.status === 'error' || row.cell.status === 'timeout';
    case 'call':
      return row.call.status === 'error';
    default:
      return false;
  }
}

interface Ranked {
  readonly selection: Selection;
  readonly size: number;
}

/** The largest, or the one after the one that is selected. */
function ranked(all: readonly Ranked[], selected: Selection | null): Selection | null {
  const largest = all
    .filter(({ size }) => size > 0)
    .sort((one, other) => other.size - one.size)
    .slice(0, mostRanks);
  const at = largest.findIndex(({ selection }) => isSameSelection(selection, selected));
  return largest[(at + 1) % largest.length]?.selection ?? null;
}

type Iteration = Parameters<typeof durationOf>[0];

/** Of the run that was asked for: those of child runs are part of theirs. */
function iterationsBy(model: Trajectory, size: (iteration: Iteration) => number): Ranked[] {
  return (model.runs.get('')?.iterations ?? []).map((iteration) => {
    const { run, number } = iteration;
    return { selection: { run, iteration: number, cell: null, call: null }, size: size(iteration) };
  });
}

function callsBy(model: Trajectory, size: (call: CallModel) => number): Ranked[] {
  return [...model.runs.values()]
    .flatMap(({ calls }) => calls)
    .filter((call) => call !== undefined)
    .map((call) => {
      const { run, iteration, cell, number } = call;
      return { selection: { run, iteration, cell, call: number }, size: size(call) };
    });
}

/** USD, of a child run all that it has spent. */
function costOf({ child, costUsd }: CallModel, { runs }: Trajectory): number {
  const run = child === null ? undefined : runs.get(child);
  return run === undefined ? (costUsd ?? 0) : spentInRun(run, runs).usd;
}
