import type { CellFinished } from '../cellEvents.ts';
import type { CellResult, Environment, RecoveredCall } from '../environment.ts';
import { Cancelled } from '../errors.ts';
import { cutOutput } from '../observation.ts';
import { isShortened } from '../recordBound.ts';
import type { RunScope } from '../scope.ts';
import type { Subcalls } from '../subcalls.ts';
import { isAnswered } from './cellReplay.ts';
import type { RecordedCell } from './recordedRun.ts';

interface CellNumber {
  readonly iteration: number;
  readonly cell: number;
}

/** Brings the REPL of one run to where the finished cells of its record had brought it. */
export class RepeatedCells {
  readonly #scope: RunScope;
  readonly #environment: Environment;
  readonly #calls: Subcalls;

  constructor(scope: RunScope, environment: Environment, calls: Subcalls) {
    this.#scope = scope;
    this.#environment = environment;
    this.#calls = calls;
  }

  /**
   * What came of the cell then. Where it prints something else now, the user is told; throws
   * ReplayDiverged where it ends in another way, or asks for what isn't recorded.
   */
  async run(
    code: string,
    at: CellNumber,
    recorded: RecordedCell,
    finished: CellFinished,
  ): Promise<CellResult> {
    this.#calls.enter(at, recorded);
    const { status, output, outputChars, error, durationMs, notes } = finished;
    const then = { status, output, outputChars, error, durationMs };
    if (this.#scope.replay?.isBehind(at)) {
      const variables = await this.#environment.variables();
      return { ...then, ...notSubmitted, notes: notes ?? [], variables };
    }
    if (status === 'killed') return { ...then, ...(await this.#recover(recorded, notes)) };
    const executed = await this.#execute(code, at, recorded, durationMs);
    const what = `ended with status ${executed.status} in place of ${status}`;
    if (executed.status !== status)
      throw this.#scope.replay?.diverged(at.iteration, at.cell, what) ?? new Error(what);
    const { maxOutputChars } = this.#scope.request.options;
    const now = cutOutput(executed.output, maxOutputChars, executed.outputChars);
    // Of a very long record the whole is what it prints now.
    const isCut = isShortened(output) || isShortened(error?.message ?? '');
    const isTold = isCut
      ? executed.outputChars === outputChars
      : now === output && executed.error?.message === error?.message;
    if (!isTold) {
      const text = `Cell ${at.cell} of iteration ${at.iteration} printed something else than it had, when it was run again to rebuild the REPL.`;
      this.#scope.record({ type: 'notice', text });
    }
    // The model goes on from what it was told then.
    const told = isCut && isTold ? { output: now } : then;
    return { ...executed, ...told, notes: notes ?? executed.notes };
  }

  async #execute(
    code: string,
    at: CellNumber,
    recorded: RecordedCell,
    tookMs: number,
  ): Promise<CellResult> {
    const { signal, treeReplay, budgets } = this.#scope;
    // It came to its end then: a busier machine, or a shorter deadline by now, is not to cut it off.
    const seconds = leastSeconds + (timesLonger * tookMs) / 1_000;
    const label = { ...at, at: recorded.clock, seconds };
    const executed = await this.#environment.execute(code, label, signal, this.#calls.waits);
    await this.#calls.settle();
    budgets.take();
    if (treeReplay?.failure) throw treeReplay.failure;
    if (signal.aborted) throw new Cancelled();
    return executed;
  }

  /** What it had assigned is lost, and what models had answered it is kept. */
  async #recover(
    { calls }: RecordedCell,
    notes: CellFinished['notes'],
  ): Promise<Pick<CellResult, 'final' | 'candidate' | 'notes' | 'variables'>> {
    const answered: RecoveredCall[] = calls
      .filter((call) => isAnswered(call) && call.finished?.error === null)
      .sort((one, other) => (one.finished?.seq ?? 0) - (other.finished?.seq ?? 0))
      .map(({ started: { name, prompt }, finished }) => ({
        name,
        prompt,
        result: finished?.response ?? '',
      }));
    const said = await this.#environment.recover(answered);
    const variables = await this.#environment.variables();
    return { ...notSubmitted, notes: notes ?? said, variables };
  }
}

/** How much longer than it took a cell may take when it is run again. */
const timesLonger = 5;
const leastSeconds = 10;

const notSubmitted = { final: null, candidate: null } as const;
