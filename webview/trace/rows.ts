import { replyOf } from '../../src/trajectory/activity.ts';
import type {
  CallGroup,
  CallModel,
  CellModel,
  IterationModel,
  NoticeModel,
  ReplyModel,
  RunModel,
  Trajectory,
} from '../../src/trajectory/model.ts';

/** What every row of the trace has: where it stands in the tree, as ARIA counts. */
interface RowBase {
  /** The same for one thing of a run for as long as the run is shown. */
  readonly key: string;
  /** Key of the row it stands under; null at the top. */
  readonly parent: string | null;
  /** From 1. */
  readonly level: number;
  /** Among its siblings, from 1. */
  readonly position: number;
  readonly siblings: number;
  /** Null for what can't be opened. */
  readonly open: boolean | null;
}

export type RowBody =
  | { readonly kind: 'iteration'; readonly iteration: IterationModel }
  | { readonly kind: 'cell'; readonly cell: CellModel }
  | { readonly kind: 'group'; readonly cell: CellModel; readonly group: CallGroup }
  /** `alone`: no row of a group above says what it is. */
  | { readonly kind: 'call'; readonly call: CallModel; readonly alone: boolean }
  /** A reply that is no iteration's: the answer that was asked for at a limit, a summary. */
  | {
      readonly kind: 'reply';
      readonly iteration: IterationModel;
      readonly reply: ReplyModel | null;
    }
  /** What the root model was sent for the reply that the iteration is about. */
  | {
      readonly kind: 'sent';
      readonly iteration: IterationModel;
      readonly reply: ReplyModel;
    }
  | {
      readonly kind: 'notice';
      readonly notice: NoticeModel;
      readonly run: string;
      readonly iteration: number;
    };

/** One line of the trace with what it opens to. A row's children are rows of their own after it. */
export type TraceRow = RowBase & RowBody;

export type IsOpen = (key: string, byDefault: boolean) => boolean;
export type IsKept = (row: RowBody) => boolean;

/**
 * The rows of a run's tree that are in sight: children only of what is open, child runs included; where
 * they are filtered, those that are kept and stand in such.
 */
export function visibleRows(
  model: Trajectory,
  isOpen: IsOpen,
  isKept: IsKept = () => true,
): readonly TraceRow[] {
  const rows: TraceRow[] = [];
  const root = model.runs.get('');
  if (root !== undefined) new Walk(model, isOpen, isKept, rows).iterations(root, null, 1);
  return rows;
}

export const keyOf = {
  iteration: (run: string, iteration: number) => `${run}/${iteration}`,
  cell: (run: string, iteration: number, cell: number) => `${run}/${iteration}.${cell}`,
  group: ({ run, iteration, number }: CellModel, index: number) =>
    `${run}/${iteration}.${number}/group ${index}`,
  call: (run: string, call: number) => `${run}/call ${call}`,
};

type Child = RowBody & { readonly key: string };

class Walk {
  readonly #model: Trajectory;
  readonly #isOpen: IsOpen;
  readonly #isKept: IsKept;
  readonly #rows: TraceRow[];

  constructor(model: Trajectory, isOpen: IsOpen, isKept: IsKept, rows: TraceRow[]) {
    this.#model = model;
    this.#isOpen = isOpen;
    this.#isKept = isKept;
    this.#rows = rows;
  }

  iterations(run: RunModel, parent: string | null, level: number): void {
    const children = run.iterations.map((iteration): Child => {
      const key = keyOf.iteration(run.path, iteration.number);
      return { kind: 'iteration', key, iteration };
    });
    this.#place(children, parent, level);
  }

  #place(all: readonly Child[], parent: string | null, level: number): void {
    const children = all.filter((child) => this.#isKept(child));
    for (const [index, child] of children.entries()) {
      const { key, kind } = child;
      const open =
        kind === 'notice' ? null : this.#isOpen(key, kind === 'cell' || kind === 'reply');
      const place = { parent, level, position: index + 1, siblings: children.length, open };
      this.#rows.push({ ...child, ...place });
      if (open === true) this.#below(child, level + 1);
    }
  }

  #below(row: Child, level: number): void {
    switch (row.kind) {
      case 'iteration':
        this.#place(inIteration(row.iteration, row.key), row.key, level);
        break;
      case 'cell':
        this.#place(this.#inCell(row.cell), row.key, level);
        break;
      case 'group':
        this.#place(this.#callsOf(row.cell, row.group, false), row.key, level);
        break;
      case 'call': {
        const child = row.call.child === null ? undefined : this.#model.runs.get(row.call.child);
        if (child !== undefined) this.iterations(child, row.key, level);
        break;
      }
      default:
    }
  }

  /** Groups of calls; a call that is alone in its group stands for itself. */
  #inCell(cell: CellModel): Child[] {
    return cell.groups.flatMap((group, index): Child[] =>
      group.calls.length === 1
        ? this.#callsOf(cell, group, true)
        : [{ kind: 'group', key: keyOf.group(cell, index), cell, group }],
    );
  }

  #callsOf(cell: CellModel, group: CallGroup, alone: boolean): Child[] {
    const calls = this.#model.runs.get(cell.run)?.calls ?? [];
    const rows: Child[] = [];
    for (const number of group.calls) {
      const call = calls[number - 1];
      if (call !== undefined)
        rows.push({ kind: 'call', key: keyOf.call(cell.run, number), call, alone });
    }
    return rows;
  }
}

function inIteration(iteration: IterationModel, key: string): Child[] {
  const cells = iteration.cells.map((cell): Child => {
    return { kind: 'cell', key: keyOf.cell(cell.run, cell.iteration, cell.number), cell };
  });
  const notices = iteration.notices.map((notice, index): Child => {
    const { run, number } = iteration;
    return { kind: 'notice', key: `${key}/notice ${index}`, notice, run, iteration: number };
  });
  const own = replyOf(iteration);
  const sent: Child[] =
    own === undefined || own.sent === null
      ? []
      : [{ kind: 'sent', key: `${key}/sent`, iteration, reply: own }];
  const others: (ReplyModel | null)[] = iteration.replies.filter((reply) => reply !== own);
  // What streams after the iteration has its reply is the answer that was asked for.
  if (iteration.streaming !== '' && iteration.replies.length > 0) others.push(null);
  const replies = others.map((reply, index): Child => {
    return { kind: 'reply', key: `${key}/reply ${index}`, iteration, reply };
  });
  return [...sent, ...cells, ...notices, ...replies];
}
