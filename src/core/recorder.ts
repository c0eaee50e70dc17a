import type { CellError } from './environment.ts';
import { asError } from './errors.ts';
import type { RunEvent, RunEventBody } from './events.ts';
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
  /** As they were when they ended. */
  readonly #ended = new Map<string, OpenRun>();
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

  /** Takes over what was recorded of this tree before: the events that follow go on from there. */
  restore(events: readonly RunEvent[]): void {
    for (const { seq, at, run, ...body } of events) {
      if (seq === 0) continue;
      this.#seq = seq;
      this.#bound.fit(body);
      this.#follow(run, body, at);
    }
  }

  /**
   * Ends the calls that were under way when the record was cut off. One that has started a run may go on
   * with it.
   */
  giveUpCalls(goesOn: (run: string, call: number) => boolean): void {
    for (const [run, { calls }] of this.#open) {
      for (const [call, startedAt] of calls) {
        if (goesOn(run, call)) continue;
        calls.delete(call);
        this.#cancel(run, call, startedAt);
      }
    }
  }

  /** `run` is the path of the run in the tree. Returns when that was, ms since 1970. */
  record(run: string, body: RunEventBody): number {
    const at = this.#now;
    if (!this.#mayRecord(run, body)) return at;
    if (body.type === 'model.delta') {
      this.#emit(run, body, 0, at);
      return at;
    }
    this.#endBefore(run, body);
    this.#follow(run, body, at);
    this.#put(run, body, at);
    return at;
  }

  /** What is open in what ends, or is answered, ends first. */
  #endBefore(run: string, body: RunEventBody): void {
    switch (body.type) {
      case 'cell.finished':
        this.#endCalls(run);
        return;
      case 'call.finished':
        this.#endChild(run, body.call);
        return;
      case 'answer':
      case 'run.finished':
        this.#endAll(run);
        return;
      default:
    }
  }

  #follow(run: string, body: RunEventBody, at: number): void {
    const open = this.#open.get(run);
    switch (body.type) {
      case 'run.started':
        this.#open.set(run, newRun(body.call ?? null, at));
        return;
      case 'run.resumed': {
        const ended = this.#ended.get(run);
        this.#ended.delete(run);
        if (ended !== undefined) this.#open.set(run, { ...ended, call: body.call, startedAt: at });
        return;
      }
      case 'cell.started': {
        const { iteration, cell } = body;
        if (open !== undefined) open.cell = { iteration, cell, startedAt: at };
        return;
      }
      case 'cell.finished':
        if (open !== undefined) open.cell = null;
        return;
      case 'call.started':
        open?.calls.set(body.call, at);
        return;
      case 'call.finished':
        open?.calls.delete(body.call);
        return;
      case 'coverage':
        if (open !== undefined) {
          open.coverage = body.coverage ?? open.coverage;
          open.searched = body.searched ?? open.searched;
        }
        return;
      case 'run.finished':
        this.#open.delete(run);
        this.#ended.set(run, open ?? newRun(null, at));
        return;
      default:
    }
  }

  get #now(): number {
    return this.#parts.clock.now();
  }

  #mayRecord(run: string, body: RunEventBody): boolean {
    for (let path = run; ; path = parentOf(path)) {
      const isResumed = path === run && body.type === 'run.resumed';
      if (this.#ended.has(path) && !isResumed) return false;
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
      this.#cancel(run, call, startedAt);
    }
    open?.calls.clear();
  }

  #cancel(run: string, call: number, startedAt: number): void {
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
