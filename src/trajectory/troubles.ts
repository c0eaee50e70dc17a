import type { CallGroup, CallModel, CellModel, IterationModel, RunModel } from './model.ts';

/** How many calls did not bring what they were made for, those of child runs included. */
export interface Troubles {
  readonly failed: number;
  /** Cancelled: the run was stopped, or their cell was over. */
  readonly stopped: number;
}

type Runs = ReadonlyMap<string, RunModel>;

/** Of the call itself and of the run that it started. */
export function troublesOfCall(call: CallModel, runs: Runs): Troubles {
  const child = call.child === null ? undefined : runs.get(call.child);
  return sum([
    { failed: call.status === 'error' ? 1 : 0, stopped: call.status === 'cancelled' ? 1 : 0 },
    ...(child === undefined ? [] : [troublesOfRun(child, runs)]),
  ]);
}

export function troublesOfGroup(group: CallGroup, run: string, runs: Runs): Troubles {
  // A plain call starts no run: its group has counted it.
  if (group.kind === 'llm') return group;
  const calls = runs.get(run)?.calls ?? [];
  return sum(
    group.calls
      .map((number) => calls[number - 1])
      .filter((call) => call !== undefined)
      .map((call) => troublesOfCall(call, runs)),
  );
}

export function troublesOfCell({ groups, run }: CellModel, runs: Runs): Troubles {
  return sum(groups.map((group) => troublesOfGroup(group, run, runs)));
}

export function troublesOfIteration({ cells }: IterationModel, runs: Runs): Troubles {
  return sum(cells.map((cell) => troublesOfCell(cell, runs)));
}

export function troublesOfRun({ iterations }: RunModel, runs: Runs): Troubles {
  return sum(iterations.map((iteration) => troublesOfIteration(iteration, runs)));
}

function sum(all: readonly Troubles[]): Troubles {
  return {
    failed: all.reduce((total, { failed }) => total + failed, 0),
    stopped: all.reduce((total, { stopped }) => total + stopped, 0),
  };
}
