import type {
  CallFinished,
  CallStarted,
  CellFinished,
  CellStarted,
  ModelReplied,
  RunFinished,
  RunStarted,
  StoredEvent,
} from '../../core/events.ts';
import { titleOf } from '../../core/reply/readReply.ts';
import type { Selection } from '../../protocol/panel.ts';

export type NodeStatus = 'running' | 'ok' | 'error' | 'stopped' | 'skipped' | 'memo';

interface NodeBase {
  /** Unique in its run's tree, and the same each time it is built. */
  readonly id: string;
  readonly parent: RecursionNode | null;
  /** What the page selects for it: for a batch its cell, for a child run its call; null for the root. */
  readonly selection: Selection | null;
  readonly children: RecursionNode[];
  status: NodeStatus;
  /** ms, what has ended took; null before. */
  durationMs: number | null;
}

export interface RunNode extends NodeBase {
  readonly kind: 'run';
  readonly question: string;
  /** The root model; `''` for the demo, which is none whatever model the options name. */
  readonly model: string;
}
export interface IterationNode extends NodeBase {
  readonly kind: 'iteration';
  readonly iteration: number;
  /** What the model says it does, in its own words; `''` before it has replied. */
  title: string;
}
export interface CellNode extends NodeBase {
  readonly kind: 'cell';
  readonly cell: number;
  readonly code: string;
  error: string | null;
}
/** Calls that were made at once. */
export interface BatchNode extends NodeBase {
  readonly kind: 'batch';
  readonly name: string;
  /** Of its calls, how many have not ended. */
  running: number;
  /** The worst that one of those that have ended came to. */
  worst: 'ok' | 'stopped' | 'error';
  /** ms, of the longest that has ended. */
  longestMs: number;
}
export interface CallNode extends NodeBase {
  readonly kind: 'call';
  readonly call: number;
  readonly name: string;
  readonly model: string;
  readonly prompt: string;
  error: string | null;
}
export type RecursionNode = RunNode | IterationNode | CellNode | BatchNode | CallNode;

/** A run's events as a tree: run, iterations, cells, calls, and the runs that calls started. */
export class RecursionTree {
  readonly #runs = new Map<string, RunNode>();
  readonly #nodes = new Map<string, RecursionNode>();
  readonly #changed = new Set<RecursionNode>();
  #lastSeq = 0;
  #isDemo = false;

  /** The run that was asked for; null before its first event. */
  get root(): RunNode | null {
    return this.#runs.get('') ?? null;
  }

  /** The node that the page means; null when it isn't there (yet). */
  find({ run, iteration, cell, call }: Selection): RecursionNode | null {
    const place = cell === null ? `${run}/${iteration}` : `${run}/${iteration}/${cell}`;
    return this.#nodes.get(call === null ? place : `${run}#${call}`) ?? null;
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
    if (event.type === 'model.delta' || event.seq <= this.#lastSeq) return;
    this.#lastSeq = event.seq;
    const { run } = event;
    switch (event.type) {
      case 'run.started':
        this.#startRun(run, event);
        break;
      case 'iteration.started':
        this.#place({
          ...this.#base(`${run}/${event.iteration}`, this.#runs.get(run) ?? null, {
            ...{ run, iteration: event.iteration, cell: null, call: null },
          }),
          kind: 'iteration',
          iteration: event.iteration,
          title: '',
        });
        break;
      case 'model.replied':
        this.#reply(run, event);
        break;
      case 'cell.started':
        this.#startCell(run, event);
        break;
      case 'cell.finished':
        this.#finishCell(run, event);
        break;
      case 'call.started':
        this.#startCall(run, event);
        break;
      case 'call.finished':
        this.#finishCall(run, event);
        break;
      case 'run.finished':
        this.#finishRun(run, event);
        break;
      default:
        // The rest, and what later versions add, is nothing that the tree shows.
        break;
    }
  }

  #startRun(run: string, { question, models, call }: RunStarted): void {
    const parent = run === '' ? null : this.#parentOf(run, call ?? null);
    this.#isDemo = models.provider === 'demo';
    const model = this.#isDemo ? '' : models.root;
    const base = this.#base(run, parent, parent?.selection ?? null);
    const node: RunNode = { ...base, kind: 'run', question, model };
    this.#runs.set(run, node);
    this.#place(node);
  }

  #startCell(run: string, { iteration, cell, code }: CellStarted): void {
    const parent = this.#nodes.get(`${run}/${iteration}`) ?? null;
    const selection = { run, iteration, cell, call: null };
    const base = this.#base(`${run}/${iteration}/${cell}`, parent, selection);
    this.#place({ ...base, kind: 'cell', cell, code, error: null });
  }

  #reply(run: string, event: ModelReplied): void {
    const node = this.#nodes.get(`${run}/${event.iteration}`);
    const isReply = event.purpose === 'iteration' || event.purpose === 'direct';
    if (node?.kind !== 'iteration' || !isReply) return;
    this.#changed.add(node);
    node.title = titleOf(event.text);
    node.durationMs = event.durationMs;
    // Cells that follow speak for themselves.
    node.status = 'ok';
  }

  #finishCell(run: string, event: CellFinished): void {
    const node = this.#nodes.get(`${run}/${event.iteration}/${event.cell}`);
    if (node?.kind !== 'cell') return;
    const statuses = {
      ok: 'ok',
      skipped: 'skipped',
      killed: 'stopped',
      error: 'error',
      timeout: 'error',
    } as const;
    node.status = statuses[event.status];
    node.error = event.error?.message ?? null;
    node.durationMs = event.durationMs;
    this.#changed.add(node);
    const { status, parent } = node;
    if (parent === null || (status !== 'error' && status !== 'stopped')) return;
    parent.status = status;
    this.#changed.add(parent);
  }

  #startCall(run: string, event: CallStarted): void {
    const { iteration, cell } = event;
    const cellId = `${run}/${iteration}/${cell}`;
    let parent = this.#nodes.get(cellId) ?? null;
    if (event.batch !== null) {
      const batchId = `${cellId}/batch ${event.batch}`;
      if (!this.#nodes.has(batchId)) {
        const base = this.#base(batchId, parent, parent?.selection ?? null);
        const counts = { running: 0, worst: 'ok', longestMs: 0 } as const;
        this.#place({ ...base, kind: 'batch', name: event.name, ...counts });
      }
      parent = this.#nodes.get(batchId) ?? null;
      if (parent?.kind === 'batch') parent.running += 1;
    }
    const { call, name, prompt } = event;
    const model = this.#isDemo ? '' : event.model;
    const base = this.#base(`${run}#${call}`, parent, { run, iteration, cell, call });
    this.#place({ ...base, kind: 'call', call, name, model, prompt, error: null });
  }

  #finishCall(run: string, event: CallFinished): void {
    const node = this.#nodes.get(`${run}#${event.call}`);
    if (node?.kind !== 'call' || node.status !== 'running') return;
    node.status = event.status === 'cancelled' ? 'stopped' : event.status;
    node.error = event.error?.message ?? null;
    node.durationMs = event.durationMs;
    this.#changed.add(node);
    if (node.parent?.kind === 'batch' && endCall(node.parent, node)) this.#changed.add(node.parent);
  }

  #finishRun(run: string, { status, durationMs }: RunFinished): void {
    const node = this.#runs.get(run);
    if (node === undefined) return;
    this.#changed.add(node);
    node.durationMs = durationMs;
    const ended = status === 'answered' || status === 'limit' ? 'ok' : 'stopped';
    node.status = status === 'failed' ? 'error' : ended;
    stopWhatRuns(node);
  }

  /** The call that started a child run; the parent run where the record doesn't say. */
  #parentOf(run: string, call: number | null): RecursionNode | null {
    const parentRun = run.split('.').slice(0, -1).join('.');
    return this.#nodes.get(`${parentRun}#${call}`) ?? this.#runs.get(parentRun) ?? null;
  }

  #base(id: string, parent: RecursionNode | null, selection: Selection | null): NodeBase {
    return { id, parent, selection, children: [], status: 'running', durationMs: null };
  }

  #place(node: RecursionNode): void {
    this.#nodes.set(node.id, node);
    node.parent?.children.push(node);
    this.#changed.add(node.parent ?? node);
  }
}

/**
 * A batch runs while one of its calls does, and fails when one of them failed. True once it has ended.
 * Counted, since a batch may have a hundred thousand calls.
 */
function endCall(batch: BatchNode, { status, durationMs }: CallNode): boolean {
  batch.running -= 1;
  batch.longestMs = Math.max(batch.longestMs, durationMs ?? 0);
  if (status === 'error') batch.worst = 'error';
  else if (status === 'stopped' && batch.worst === 'ok') batch.worst = 'stopped';
  if (batch.running > 0) return false;
  batch.status = batch.worst;
  batch.durationMs = batch.longestMs;
  return true;
}

function stopWhatRuns(node: RecursionNode): void {
  for (const child of node.children) {
    if (child.status === 'running') child.status = 'stopped';
    stopWhatRuns(child);
  }
}
