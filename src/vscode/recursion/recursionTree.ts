import type { StoredEvent } from '../../core/events.ts';
import type { Selection } from '../../protocol/panel.ts';
import { applyEvent, emptyTrajectory } from '../../trajectory/applyEvent.ts';
import type {
  CallGroup,
  CallModel,
  CellModel,
  IterationModel,
  RunModel,
  Trajectory,
} from '../../trajectory/model.ts';
import { findCell, findIteration } from '../../trajectory/nodes.ts';
import {
  isOpen,
  type NodeStatus,
  statusOfCall,
  statusOfCell,
  statusOfGroup,
  statusOfIteration,
  statusOfRun,
} from '../../trajectory/status.ts';
import { durationOf, type IterationTitle, titleOfIteration } from '../../trajectory/titles.ts';
import {
  type Troubles,
  troublesOfCall,
  troublesOfCell,
  troublesOfGroup,
  troublesOfIteration,
  troublesOfRun,
} from '../../trajectory/troubles.ts';

interface NodeBase {
  /** Unique in its run's tree, and the same each time it is built. */
  readonly id: string;
  readonly parent: RecursionNode | null;
  /** What the page selects for it: for a batch its cell, for a child run its call; null for the root. */
  readonly selection: Selection | null;
  readonly children: RecursionNode[];
}

export interface RunNode extends NodeBase {
  readonly kind: 'run';
  readonly run: RunModel;
}
export interface IterationNode extends NodeBase {
  readonly kind: 'iteration';
  readonly iteration: IterationModel;
}
export interface CellNode extends NodeBase {
  readonly kind: 'cell';
  readonly cell: CellModel;
}
/** Calls that were made at once. */
export interface BatchNode extends NodeBase {
  readonly kind: 'batch';
  readonly group: CallGroup;
  /** The path of their run. */
  readonly run: string;
}
export interface CallNode extends NodeBase {
  readonly kind: 'call';
  readonly call: CallModel;
}
export type RecursionNode = RunNode | IterationNode | CellNode | BatchNode | CallNode;

/** How a node stands, as the trace has it too. */
export interface NodeFacts {
  readonly status: NodeStatus;
  /** ms; null before it has ended. */
  readonly durationMs: number | null;
  /** Of the calls below it, and of itself where it is one. */
  readonly troubles: Troubles;
}

/** A run's events as a tree: run, iterations, cells, calls, and the runs that calls started. */
export class RecursionTree {
  readonly #model: Trajectory = emptyTrajectory();
  readonly #runs = new Map<string, RunNode>();
  readonly #nodes = new Map<string, RecursionNode>();
  readonly #changed = new Set<RecursionNode>();

  /** The run that was asked for; null before its first event. */
  get root(): RunNode | null {
    return this.#runs.get('') ?? null;
  }

  /** The node that the page means; null when it isn't there (yet). */
  find({ run, iteration, cell, call }: Selection): RecursionNode | null {
    const place = cell === null ? `${run}/${iteration}` : `${run}/${iteration}/${cell}`;
    return this.#nodes.get(call === null ? place : `${run}#${call}`) ?? null;
  }

  factsOf(node: RecursionNode): NodeFacts {
    const { runs } = this.#model;
    const running = this.#isRunning;
    switch (node.kind) {
      case 'run':
        return {
          status: statusOfRun(node.run, running),
          durationMs: node.run.end?.durationMs ?? null,
          troubles: troublesOfRun(node.run, runs),
        };
      case 'iteration': {
        const { iteration } = node;
        const isOver = iteration.replies.length > 0 && !isOpen(iteration);
        return {
          status: statusOfIteration(iteration, this.#model, running),
          durationMs: isOver ? durationOf(iteration) : null,
          troubles: troublesOfIteration(iteration, runs),
        };
      }
      case 'cell': {
        const { cell } = node;
        return {
          status: statusOfCell(cell, runs, running),
          durationMs: cell.status === 'skipped' ? null : cell.durationMs,
          troubles: troublesOfCell(cell, runs),
        };
      }
      case 'batch': {
        const { group, run } = node;
        return {
          status: statusOfGroup(group, run, runs, running),
          durationMs: group.finishedAt === null ? null : group.finishedAt - group.startedAt,
          troubles: troublesOfGroup(group, run, runs),
        };
      }
      case 'call':
        return {
          status: statusOfCall(node.call, runs, running),
          durationMs: node.call.durationMs,
          troubles: troublesOfCall(node.call, runs),
        };
    }
  }

  titleOf({ iteration }: IterationNode): IterationTitle {
    return titleOfIteration(iteration, this.#isRunning);
  }

  /**
   * The topmost nodes that look otherwise or have other children since the last time that this was
   * asked; among them the root, should it be new.
   */
  takeChanged(): readonly RecursionNode[] {
    const topmost = [...this.#changed].filter((node) => {
      for (let above = node.parent; above !== null; above = above.parent) {
        if (this.#changed.has(above)) return false;
      }
      return true;
    });
    this.#changed.clear();
    return topmost;
  }

  /** Events come in order; one that was there already changes nothing. */
  add(event: StoredEvent): void {
    if (event.type === 'model.delta' || event.seq <= this.#model.seq) return;
    applyEvent(this.#model, event);
    const run = this.#model.runs.get(event.run);
    if (run === undefined) return;
    const { path } = run;
    switch (event.type) {
      case 'run.started':
        this.#placeRun(run);
        break;
      case 'iteration.started': {
        const iteration = findIteration(run, event.iteration);
        if (iteration === undefined) return;
        const selection = { run: path, iteration: event.iteration, cell: null, call: null };
        const base = makeBase(
          `${path}/${event.iteration}`,
          this.#runs.get(path) ?? null,
          selection,
        );
        this.#place({ ...base, kind: 'iteration', iteration });
        break;
      }
      case 'model.replied':
      case 'model.failed':
        this.#change(this.#nodes.get(`${path}/${event.iteration}`));
        break;
      case 'cell.started':
        this.#placeCell(findCell(run, event.iteration, event.cell));
        break;
      case 'cell.finished':
        // With it, its iteration may be over.
        this.#change(this.#nodes.get(`${path}/${event.iteration}`));
        break;
      case 'call.started':
        this.#placeCall(run, run.calls[event.call - 1]);
        break;
      case 'call.finished':
        this.#endCall(this.#nodes.get(`${path}#${event.call}`));
        break;
      case 'run.finished': {
        const node = this.#runs.get(path);
        // What it ended with shows on the call that started it.
        this.#change(node?.parent ?? node);
        break;
      }
      default:
        // The rest, and what later versions add, is nothing that the tree shows.
        break;
    }
  }

  get #isRunning(): boolean {
    return this.root?.run.state === 'running';
  }

  #placeRun(run: RunModel): void {
    const { path, parent } = run;
    // Below the parent run itself where the record doesn't say which call started it.
    const above =
      (parent && this.#nodes.get(`${parent.run}#${parent.call}`)) ??
      (path === '' ? undefined : this.#runs.get(path.split('.').slice(0, -1).join('.')));
    const base = makeBase(path, above ?? null, above?.selection ?? null);
    const node: RunNode = { ...base, kind: 'run', run };
    this.#runs.set(path, node);
    this.#place(node);
  }

  #placeCell(cell: CellModel | undefined): void {
    if (cell === undefined) return;
    const { run, iteration, number } = cell;
    const parent = this.#nodes.get(`${run}/${iteration}`) ?? null;
    const selection = { run, iteration, cell: number, call: null };
    const base = makeBase(`${run}/${iteration}/${number}`, parent, selection);
    this.#place({ ...base, kind: 'cell', cell });
  }

  #placeCall(run: RunModel, call: CallModel | undefined): void {
    if (call === undefined) return;
    const { path } = run;
    const { iteration, cell, number } = call;
    const cellId = `${path}/${iteration}/${cell}`;
    let parent = this.#nodes.get(cellId) ?? null;
    const group = findCell(run, iteration, cell)?.groups[call.group];
    if (group !== undefined && group.batch !== null) {
      const batchId = `${cellId}/batch ${group.batch}`;
      if (!this.#nodes.has(batchId)) {
        const base = makeBase(batchId, parent, parent?.selection ?? null);
        this.#place({ ...base, kind: 'batch', group, run: path });
      }
      parent = this.#nodes.get(batchId) ?? null;
    }
    const selection = { run: path, iteration, cell, call: number };
    this.#place({ ...makeBase(`${path}#${number}`, parent, selection), kind: 'call', call });
  }

  #endCall(node: RecursionNode | undefined): void {
    if (node?.kind !== 'call') return;
    this.#change(node);
    const { parent } = node;
    if (parent?.kind === 'batch' && parent.group.pending === 0) this.#change(parent);
    if (node.call.status !== 'error' && node.call.status !== 'cancelled') return;
    // It is counted on all that it stands in.
    for (let above = parent; above !== null && above.parent !== null; above = above.parent)
      this.#change(above);
  }

  #change(node: RecursionNode | null | undefined): void {
    if (node != null) this.#changed.add(node);
  }

  #place(node: RecursionNode): void {
    this.#nodes.set(node.id, node);
    node.parent?.children.push(node);
    this.#changed.add(node.parent ?? node);
  }
}

function makeBase(id: string, parent: RecursionNode | null, selection: Selection | null): NodeBase {
  return { id, parent, selection, children: [] };
}
