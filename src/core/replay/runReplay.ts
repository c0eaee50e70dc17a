import type { Environment } from '../environment.ts';
import type { ExpectedError } from '../errors.ts';
import type { LimitName, ModelReplied, RunEventBody, RunResult } from '../events.ts';
import type { SettledOptions } from '../options.ts';
import type { CellPlace } from '../recording.ts';
import { isAnswered } from './cellReplay.ts';
import { isRaised } from './raisedLimits.ts';
import type {
  RecordedCell,
  RecordedCompaction,
  RecordedIteration,
  RecordedRun,
} from './recordedRun.ts';
import { ReplayDiverged, ReplayOver, StateNotKept } from './replayErrors.ts';

/** What a run's replay has of its tree's. */
export interface ReplayParts {
  /** Nothing goes on behind the record. */
  readonly isSilent: boolean;
  /** The run goes on behind this iteration, whatever came of it; null: there is none such. */
  readonly forkedAt: number | null;
  /** Ends the tree; returns the error that it ends with. */
  readonly fail: (error: ExpectedError) => ExpectedError;
  /** Told once, when the run does something that isn't recorded. */
  readonly onLive: () => void;
  readonly state: (place: CellPlace) => Promise<Uint8Array | null>;
  /** Of the tree, by path. */
  readonly runs: ReadonlyMap<string, RecordedRun>;
}

/** Said anew by each part of a run. */
const ends: ReadonlySet<RunEventBody['type']> = new Set([
  'limit.reached',
  'answer',
  'run.finished',
  'run.resumed',
]);

/** What a call learns of the child run that it has started. */
export type ChildEnd = Pick<RunResult, 'status' | 'answer' | 'limit' | 'error'>;

/**
 * What one run has done already, by its record. While that lasts nothing of it is recorded again;
 * where it ends, the run is live.
 */
export class RunReplay {
  readonly record: RecordedRun;
  readonly #parts: ReplayParts;
  /** The cell that has left the state with which its REPL begins; null: that begins empty. */
  #start: { readonly iteration: number; readonly cell: number } | null = null;
  #isLive = false;

  constructor(record: RecordedRun, parts: ReplayParts) {
    this.record = record;
    this.#parts = parts;
  }

  /** Has the REPL begin with the state that was kept last, where there is one. Throws StateNotKept. */
  async prepare(environment: Environment): Promise<void> {
    for (const { number, cells } of this.record.iterations.toReversed()) {
      for (const [cell, { finished }] of [...cells].reverse()) {
        if (finished?.status !== 'timeout') continue;
        const place = { run: this.record.path, iteration: number, cell };
        const state = await this.#parts.state(place);
        const isRestored = state !== null && (await environment.restore(state));
        if (!isRestored) throw this.#parts.fail(new StateNotKept(number, cell));
        this.#start = { iteration: number, cell };
        return;
      }
    }
  }

  /** Whether what the cell has left is in the state that the REPL begins with. */
  isBehind({ iteration, cell }: { readonly iteration: number; readonly cell: number }): boolean {
    if (this.#start === null) return false;
    const { iteration: last, cell: lastCell } = this.#start;
    return iteration < last || (iteration === last && cell <= lastCell);
  }

  /** Whether an event is part of the record already. */
  mutes(body: RunEventBody): boolean {
    if (this.#isLive) return false;
    if (body.type === 'notice') return this.record.notices.has(body.text);
    return !ends.has(body.type);
  }

  /** From here on nothing is recorded. Throws ReplayOver where nothing is to go on. */
  goLive(): void {
    if (this.#isLive) return;
    if (this.#parts.isSilent) throw new ReplayOver();
    this.#isLive = true;
    this.#parts.onLive();
  }

  beginIteration(number: number): void {
    if (!this.hasIteration(number)) this.goLive();
  }

  hasIteration(number: number): boolean {
    return this.#iteration(number) !== undefined;
  }

  /** Whatever came of an iteration, the run has gone on, or is to. */
  goesOnAfter(iteration: number): boolean {
    return this.hasIteration(iteration + 1) || iteration === this.#parts.forkedAt;
  }

  /** What the user has told the model after an iteration; null: nothing. */
  remark(iteration: number): string | null {
    return this.#iteration(iteration)?.remark ?? null;
  }

  /** Null: the model has not replied to that. */
  reply(purpose: ModelReplied['purpose'], iteration: number): ModelReplied | null {
    const replies = this.#iteration(iteration)?.replies ?? [];
    // Of several the first were answers to prompts that were cut.
    return replies.findLast((reply) => reply.purpose === purpose) ?? null;
  }

  compactions(iteration: number): readonly RecordedCompaction[] {
    return this.#iteration(iteration)?.compactions ?? [];
  }

  /**
   * The record of a cell that begins; null: there is none. Throws ReplayDiverged where that is of another
   * one, and ReplayOver where nothing is to go on.
   */
  cell(iteration: number, cell: number, code: string): RecordedCell | null {
    const recorded = this.#iteration(iteration)?.cells.get(cell) ?? null;
    if (recorded?.finished == null) this.goLive();
    if (recorded !== null && recorded.code !== code)
      throw this.diverged(iteration, cell, 'was read otherwise');
    return recorded;
  }

  /** Throws ReplayDiverged where more cells are recorded than a reply is read to have. */
  checkCells(iteration: number, cells: number): void {
    const last = Math.max(0, ...(this.#iteration(iteration)?.cells.keys() ?? []));
    if (last > cells) throw this.diverged(iteration, last, 'was not there');
  }

  /** Ends the tree; returns the error that it ends with. */
  diverged(iteration: number, cell: number, what: string): ExpectedError {
    return this.#parts.fail(new ReplayDiverged(iteration, cell, what));
  }

  /** The limit that has ended the run with its last iteration, where that is as it was; else null. */
  limitStill(iteration: number, now: SettledOptions): LimitName | null {
    const limit = this.record.end?.limit ?? null;
    if (this.#isLive || limit === null || this.goesOnAfter(iteration)) return null;
    return isRaised(limit, this.record.options, now) ? null : limit;
  }

  /** How a child run ended, whose call is to be told of it; null: it goes on, or is not recorded. */
  endOf(child: string): ChildEnd | null {
    const run = this.#parts.runs.get(child);
    const { end = null, answer = '' } = run ?? {};
    if (end === null || end.status === 'cancelled' || end.status === 'interrupted') return null;
    const { status, limit, error } = end;
    return { status, answer, limit, error };
  }

  /** What models have seen in a child run that is over, and in those below it. */
  seenIn(child: string): readonly string[] {
    const run = this.#parts.runs.get(child);
    if (run === undefined) return [];
    const cells = run.iterations.flatMap(({ cells: all }) => [...all.values()]);
    const outputs = cells.map(({ finished }) => finished?.output ?? '');
    const calls = cells.flatMap((cell) => cell.calls).filter(isAnswered);
    const prompts = calls.map(({ started }) => started.prompt);
    const below = calls.flatMap((call) => (call.child === null ? [] : this.seenIn(call.child)));
    return [...outputs, ...prompts, ...below];
  }

  #iteration(number: number): RecordedIteration | undefined {
    return this.record.iterations.find((iteration) => iteration.number === number);
  }
}
