import type {
  CallGroup,
  CallModel,
  CellModel,
  IterationModel,
  RunModel,
  RunState,
  Trajectory,
} from './model.ts';
import { type Troubles, troublesOfCall, troublesOfCell, troublesOfGroup } from './troubles.ts';

/**
 * How something of a run stands, the same in every view: `answer`, `limit` and `interrupted` for how a
 * run ended, `partial` for what came to its end although calls below it failed.
 */
export type NodeStatus =
  | 'running'
  | 'ok'
  | 'partial'
  | 'answer'
  | 'limit'
  | 'error'
  | 'stopped'
  | 'interrupted'
  | 'skipped'
  | 'memo';

const ofStates: Readonly<Record<RunState, NodeStatus>> = {
  running: 'running',
  answered: 'answer',
  limit: 'limit',
  cancelled: 'stopped',
  failed: 'error',
  interrupted: 'interrupted',
};

/** `running`: the tree is still at work; else what has no end was left unfinished. */
export function statusOfRun({ state }: RunModel, running: boolean): NodeStatus {
  return state === 'running' && !running ? 'interrupted' : ofStates[state];
}

/** The last iteration of a run stands as the run itself does. */
export function statusOfIteration(
  iteration: IterationModel,
  { runs }: Trajectory,
  running: boolean,
): NodeStatus {
  const run = runs.get(iteration.run);
  if (run?.iterations.at(-1) === iteration) return statusOfRun(run, running);
  const statuses = iteration.cells.map((cell) => statusOfCell(cell, runs, running));
  for (const status of ['running', 'error', 'stopped', 'partial'] as const) {
    if (statuses.includes(status)) return status;
  }
  return 'ok';
}

/** Whether its model is being asked, or a cell of it runs. */
export function isOpen({ askedAt, cells }: IterationModel): boolean {
  return askedAt !== null || cells.some(({ status }) => status === 'running');
}

export function statusOfCell(
  cell: CellModel,
  runs: Trajectory['runs'],
  running: boolean,
): NodeStatus {
  switch (cell.status) {
    case 'running':
      return running ? 'running' : 'stopped';
    case 'timeout':
      return 'error';
    case 'killed':
      return 'stopped';
    case 'ok':
      return ended(troublesOfCell(cell, runs));
    default:
      return cell.status;
  }
}

export function statusOfCall(
  call: CallModel,
  runs: Trajectory['runs'],
  running: boolean,
): NodeStatus {
  if (call.status === 'running') return running ? 'running' : 'stopped';
  if (call.status === 'ok') return ended(troublesOfCall(call, runs));
  return call.status === 'cancelled' ? 'stopped' : call.status;
}

/** Of the calls themselves; what went wrong in the runs that they started makes it `partial`. */
export function statusOfGroup(
  group: CallGroup,
  run: string,
  runs: Trajectory['runs'],
  running: boolean,
): NodeStatus {
  if (group.pending > 0) return running ? 'running' : 'stopped';
  if (group.failed > 0) return 'error';
  if (group.stopped > 0) return 'stopped';
  return ended(troublesOfGroup(group, run, runs));
}

function ended({ failed }: Troubles): NodeStatus {
  return failed > 0 ? 'partial' : 'ok';
}
