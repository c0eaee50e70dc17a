import type { TraceFilter } from '../../src/protocol/panel.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';
import {
  type NodeStatus,
  statusOfCall,
  statusOfCell,
  statusOfGroup,
  statusOfIteration,
} from '../../src/trajectory/status.ts';
import { type Troubles, troublesOfIteration } from '../../src/trajectory/troubles.ts';
import type { RowBody } from './rows.ts';

/** Whether a row is kept; `running`: the tree is still at work. */
export function keptBy(
  filter: TraceFilter,
  model: Trajectory,
  running: boolean,
): (row: RowBody) => boolean {
  switch (filter) {
    case 'all':
      return () => true;
    case 'calls':
      return hasCalls;
    case 'failed':
      return (row) => isSo(row, ['error', 'partial'], ({ failed }) => failed > 0, model, running);
    case 'stopped':
      return (row) => isSo(row, ['stopped'], ({ stopped }) => stopped > 0, model, running);
  }
}

function hasCalls(row: RowBody): boolean {
  switch (row.kind) {
    case 'iteration':
      return row.iteration.cells.some(({ groups }) => groups.length > 0);
    case 'cell':
      return row.cell.groups.length > 0;
    case 'group':
    case 'call':
      return true;
    default:
      return false;
  }
}

/** Whether it, or something below it, stands so. */
function isSo(
  row: RowBody,
  statuses: readonly NodeStatus[],
  isTroubled: (troubles: Troubles) => boolean,
  model: Trajectory,
  running: boolean,
): boolean {
  const { runs } = model;
  switch (row.kind) {
    case 'iteration': {
      const { iteration } = row;
      return (
        statuses.includes(statusOfIteration(iteration, model, running)) ||
        iteration.cells.some((cell) => statuses.includes(statusOfCell(cell, runs, running))) ||
        isTroubled(troublesOfIteration(iteration, runs))
      );
    }
    case 'cell':
      return statuses.includes(statusOfCell(row.cell, runs, running)) || hasSo(row.cell.groups);
    case 'group':
      return (
        statuses.includes(statusOfGroup(row.group, row.cell.run, runs, running)) ||
        hasSo([row.group])
      );
    case 'call': {
      if (statuses.includes(statusOfCall(row.call, runs, running))) return true;
      const child = row.call.child === null ? undefined : runs.get(row.call.child);
      return (
        child?.iterations.some((iteration) =>
          isSo({ kind: 'iteration', iteration }, statuses, isTroubled, model, running),
        ) ?? false
      );
    }
    default:
      return false;
  }

  function hasSo(groups: readonly Troubles[]): boolean {
    return groups.some(isTroubled);
  }
}
