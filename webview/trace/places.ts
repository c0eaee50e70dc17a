import type { Selection } from '../../src/protocol/panel.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';
import { keyOf, type TraceRow } from './rows.ts';

/** What others know a row by; a group is known by its cell, a notice by its iteration. */
export function selectionOf(row: TraceRow): Selection {
  const whole = { cell: null, call: null };
  switch (row.kind) {
    case 'iteration':
    case 'reply':
    case 'sent':
      return { run: row.iteration.run, iteration: row.iteration.number, ...whole };
    case 'cell':
    case 'group': {
      const { run, iteration, number } = row.cell;
      return { run, iteration, cell: number, call: null };
    }
    case 'call': {
      const { run, iteration, cell, number } = row.call;
      return { run, iteration, cell, call: number };
    }
    case 'notice':
      return { run: row.run, iteration: row.iteration, ...whole };
  }
}

/** Keys of the rows that lead to what is selected, itself the last; null when it isn't there. */
export function pathTo(selection: Selection, model: Trajectory): readonly string[] | null {
  const { run: path, iteration, cell: cellNumber, call: callNumber } = selection;
  const run = model.runs.get(path);
  if (run === undefined) return null;
  const above = pathToRun(path, model);
  if (above === null) return null;
  const selected = run.iterations.find(({ number }) => number === iteration);
  if (selected === undefined) return null;
  const keys = [...above, keyOf.iteration(path, iteration)];
  if (cellNumber === null) return keys;
  const cell = selected.cells.find(({ number }) => number === cellNumber);
  if (cell === undefined) return null;
  keys.push(keyOf.cell(path, iteration, cellNumber));
  if (callNumber === null) return keys;
  const call = run.calls[callNumber - 1];
  const group = call === undefined ? undefined : cell.groups[call.group];
  if (call === undefined || group === undefined) return null;
  if (group.calls.length > 1) keys.push(keyOf.group(cell, call.group));
  keys.push(keyOf.call(path, callNumber));
  return keys;
}

/** Keys of the rows that a child run's iterations stand under. */
function pathToRun(path: string, model: Trajectory): readonly string[] | null {
  const parent = model.runs.get(path)?.parent ?? null;
  if (parent === null) return path === '' ? [] : null;
  const call = model.runs.get(parent.run)?.calls[parent.call - 1];
  if (call === undefined) return null;
  const { iteration, cell } = call;
  return pathTo({ run: parent.run, iteration, cell, call: parent.call }, model);
}
