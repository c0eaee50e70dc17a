import type { CellError } from './environment.ts';
import { asError } from './errors.ts';
import type { RunEventBody } from './events.ts';
import type { RunParts } from './parts.ts';
import type { RecordBound } from './recordBound.ts';
import { type TreeUsage, totalCost } from './usage.ts';

/** What has begun in one run of a tree and is to end in the record. Times are ms since 1970. */
interface OpenRun {
  /** The call of its parent that started it; null for the root. */
  readonly call: number | null;
  readonly startedAt: number;
  readonly calls: Map<number, number>;
  cell: { readonly iteration: number; readonly cell: number; readonly startedAt: number } | null;
  coverage: number;
  searched: number;
}

const stopped = { name: 'Cancelled', message: 'The run was stopped.' };

/**
 * Numbers and times the events of one tree, and sees to it that what has begun ends in the record:
 * before the end of a cell, its calls; before that of a call, the run that it started; before that
 * of a run, all that is open in it. What is told of something that has ended is not recorded.
 * `model.delta` is not part of the record: its seq is 0.
 */
export class Recorder {
  readonly #parts: Pick<RunParts, 'clock' | 'emit' | 'reportBug'>;
  readonly #bound: RecordBound;
  readonly #usageOf: (run: string) => TreeUsage;
  readonly #open = new Map<string, OpenRun>();
  readonly #ended = new Set<string>();
  #seq = 0;

  /** `usageOf` says what a run and its children have used so far. */
  constructor(
    parts: Pick<RunParts, 'clock' | 'emit' | 'reportBug'>,
    bound: RecordBound,
    usageOf: (run: string) => TreeUsage,
  ) {
    this.#parts = parts;
    this.#bound = bound;
    this.#usageOf = usageOf;
  }

  hasStarted(run: string): boolean {
    return this.#open.has(run) || this.#ended.has(run);
  }

  /** How long the record is. */
  get bound(): Pick<RecordBound, 'isFull' | 'most'> {
    return this.#bound;
  }

  /** `run` is the path of the run in the tree. Returns when that was, ms since 1970. */
  record(run: string, body: RunEventBody): number {
    const at = this.#now;
    if (!this.#mayRecord(run, body)) return at;
    const open = this.#open.get(run);
    switch (body.type) {
      case 'model.delta':
        this.#emit(run, body, 0, at);
        return at;
      case 'run.started':
        this.#open.set(run, newRun(body.call ?? null, this.#now));
        break;
      case 'cell.started': {
        const { iteration, cell } = body;
        if (open !== undefined) open.cell = { iteration, cell, startedAt: this.#now };
        break;
      }
      case 'cell.finished':
        this.#endCalls(run);
        if (open !== undefined) open.cell = null;
        break;
      case 'call.started':
        open?.calls.set(body.call, this.#now);
        break;
      case 'call.finished':
        this.#endChild(run, body.call);
        open?.calls.delete(body.call);
        break;
      case 'coverage':
        if (open !== undefined) {
          open.coverage = body.coverage ?? open.coverage;
          open.searched = body.searched ?? open.searched;
        }
        break;
      case 'answer':
        this.#endAll(run);
        break;
      case 'run.finished':
        this.#endAll(run);
        this.#open.delete(run);
        this.#ended.add(run);
        break;
      default:
    }
    this.#put(run, body, at);
    return at;
  }

  get #now(): number {
    return this.#parts.clock.now();
  }

  #mayRecord(run: string, body: RunEventBody): boolean {
    for (let path = run; ; path = parentOf(path)) {
      if (this.#ended.has(path)) return false;
      if (path === '') break;
    }
    const open = this.#open.get(run);
    if (body.type === 'call.finished') return open?.calls.has(body.call) ?? false;
    if (body.type === 'cell.finished') return open?.cell != null;
    return true;
  }

  #put(run: string, body: RunEventBody, at = this.#now): void {
    const { body: bounded, notice } = this.#bound.fit(body);
    this.#emit(run, bounded, ++this.#seq, at);
    if (notice !== null && !this.#ended.has('')) {
      this.#emit('', { type: 'notice', text: notice }, ++this.#seq, at);
    }
  }

  /** A listener that throws is a bug of its own, and must not cost the run its other events. */
  #emit(run: string, body: RunEventBody, seq: number, at: number): void {
    try {
      this.#parts.emit({ seq, at, run, ...body });
    } catch (error) {
      this.#parts.reportBug(asError(error));
    }
  }

  #endAll(run: string): void {
    this.#endCalls(run);
    const open = this.#open.get(run);
    if (open?.cell == null) return;
    const { startedAt, ...at } = open.cell;
    open.cell = null;
    const error: CellError = { ...stopped, line: null };
    this.#put(run, {
      type: 'cell.finished',
      ...at,
      status: 'killed',
      output: '',
      outputChars: 0,
      error,
      durationMs: this.#now - startedAt,
    });
  }

  #endCalls(run: string): void {
    const open = this.#open.get(run);
    for (const [call, startedAt] of open?.calls ?? []) {
      this.#endChild(run, call);
      this.#put(run, {
        type: 'call.finished',
        call,
        status: 'cancelled',
        response: '',
        responseChars: 0,
        usage: null,
        costUsd: null,
        durationMs: this.#now - startedAt,
        error: stopped,
      });
    }
    open?.calls.clear();
  }

  #endChild(parent: string, call: number): void {
    for (const [run, open] of this.#open) {
      if (run === '' || open.call !== call || parentOf(run) !== parent) continue;
      const usage = this.#usageOf(run);
      const { startedAt, coverage, searched } = open;
      this.record(run, {
        type: 'run.finished',
        status: 'cancelled',
        reason: stopped.message,
        limit: null,
        usage,
        costUsd: totalCost(usage),
        durationMs: this.#now - startedAt,
        coverage,
        searched,
        error: null,
      });
    }
  }
}

function newRun(call: number | null, startedAt: number): OpenRun {
  return { call, startedAt, calls: new Map(), cell: null, coverage: 0, searched: 0 };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
