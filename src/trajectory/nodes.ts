import type { StoredEvent } from '../core/events.ts';
import type { TextField } from '../core/textRef.ts';
import type {
  CallModel,
  CellModel,
  Draft,
  IterationModel,
  RunModel,
  StoredText,
  Trajectory,
} from './model.ts';

export function findIteration(
  run: Draft<RunModel>,
  number: number,
): Draft<IterationModel> | undefined;
export function findIteration(run: RunModel, number: number): IterationModel | undefined;
export function findIteration(run: RunModel, number: number): IterationModel | undefined {
  const expected = run.iterations[number - 1];
  return expected?.number === number
    ? expected
    : run.iterations.find((iteration) => iteration.number === number);
}

export function findCell(
  run: Draft<RunModel>,
  iteration: number,
  number: number,
): Draft<CellModel> | undefined;
export function findCell(run: RunModel, iteration: number, number: number): CellModel | undefined;
export function findCell(run: RunModel, iteration: number, number: number): CellModel | undefined {
  return findIteration(run, iteration)?.cells.find((cell) => cell.number === number);
}

export function textOf(event: StoredEvent, field: TextField, text: string): StoredText {
  return { text, ref: event.refs?.[field] ?? null };
}

/** What a model thought before its reply; null where nothing is known of it. */
export function thoughtsOf(event: StoredEvent & { readonly thoughts?: string }): StoredText | null {
  return event.thoughts ? textOf(event, 'thoughts', event.thoughts) : null;
}

/** 0 for the root run, 1 for its children. */
export function depthOf(path: string): number {
  return path === '' ? 0 : path.split('.').length;
}

/** The same for a call and what it stands in. */
export function touchCall(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  call: Draft<CallModel> | undefined,
): void {
  if (call === undefined) return;
  const iteration = findIteration(run, call.iteration);
  const cell = findCell(run, call.iteration, call.cell);
  touch(page, run, iteration, cell, cell?.groups[call.group], call);
}

/** Gives all of these nodes, and the calls and runs above them, a new revision. */
export function touch(
  page: Draft<Trajectory>,
  run: Draft<RunModel> | undefined,
  ...nodes: readonly ({ revision: number } | undefined)[]
): void {
  const revision = page.revision + 1;
  page.revision = revision;
  for (const node of nodes) if (node !== undefined) node.revision = revision;
  if (run === undefined) return;
  run.revision = revision;
  if (run.parent === null) return;
  const above = page.runs.get(run.parent.run);
  if (above !== undefined) touchCall(page, above, above.calls[run.parent.call - 1]);
}
