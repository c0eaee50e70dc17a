import type { CallGroup, CallModel, CellModel, IterationModel, RunModel } from '../model/model.ts';

/** What a row's icon says, as in the Recursion tree; `answer` and `limit` for how a run ended. */
export type RowStatus =
  | 'running'
  | 'ok'
  | 'answer'
  | 'limit'
  | 'error'
  | 'stopped'
  | 'skipped'
  | 'memo';

/** `running`: the tree is still at work; else what has no end was left unfinished. */
export function statusOfIteration(
  iteration: IterationModel,
  run: RunModel | undefined,
  running: boolean,
): RowStatus {
  const isLast = run?.iterations.at(-1) === iteration;
  if (isLast && run.state === 'limit') return 'limit';
  if (isLast && run.state === 'answered') return 'answer';
  if (isLast && run.state === 'failed') return 'error';
  if (isOpen(iteration)) return running ? 'running' : 'stopped';
  const statuses = iteration.cells.map((cell) => statusOfCell(cell, running));
  return statuses.find((status) => status === 'error' || status === 'stopped') ?? 'ok';
}

/** Whether its model is being asked, or a cell of it runs. */
export function isOpen({ askedAt, cells }: IterationModel): boolean {
  return askedAt !== null || cells.some(({ status }) => status === 'running');
}

export function statusOfCell({ status }: CellModel, running: boolean): RowStatus {
  switch (status) {
    case 'running':
      return running ? 'running' : 'stopped';
    case 'timeout':
      return 'error';
    case 'killed':
      return 'stopped';
    default:
      return status;
  }
}

export function statusOfCall({ status }: CallModel, running: boolean): RowStatus {
  if (status === 'running') return running ? 'running' : 'stopped';
  return status === 'cancelled' ? 'stopped' : status;
}

export function statusOfGroup({ pending, failed }: CallGroup, running: boolean): RowStatus {
  if (pending > 0) return running ? 'running' : 'stopped';
  return failed > 0 ? 'error' : 'ok';
}
