import type { BudgetLeft } from '../budgetLeft.ts';
import type { CallKind, CellFinished } from '../cellEvents.ts';
import { type Deferred, deferred } from '../deferred.ts';
import type { SettledOptions } from '../options.ts';
import type { RecordedCall, RecordedCell } from './recordedRun.ts';

/** By what a call of the record is known again. */
export interface AskedCall {
  readonly kind: CallKind;
  readonly model: string;
  readonly promptSha256: string;
  /** Of an `rlm` call. */
  readonly askedSha256?: string;
}

/**
 * The calls of one cell that is run again, answered from its record: matched by kind, model and hash,
 * delivered in the order in which they had finished.
 */
export class CellReplay {
  /** With which its calls were made, the first it began with. */
  readonly options: readonly SettledOptions[];
  /** All of it is recorded: nothing else is asked. */
  readonly isFinished: boolean;
  readonly #finished: CellFinished | null;
  readonly #all: readonly RecordedCall[];
  /** Those that were not taken, in the order of their numbers. */
  readonly #calls: RecordedCall[];
  /** Answered ones that are not delivered, in the order in which they had finished. */
  readonly #due: RecordedCall[];
  /** Asked ones that wait for their turn. */
  readonly #waiting = new Map<RecordedCall, Deferred<void>>();
  /** It is the turn of one. */
  #isTaken = false;
  /** Of what `budget()` had told: the answer, and how often it was given. */
  #told = { at: 0, times: 0 };
  #refused: number;

  constructor({ calls, finished, options }: RecordedCell) {
    this.options = options;
    this.isFinished = finished !== null;
    this.#finished = finished;
    this.#all = calls;
    this.#calls = [...calls];
    this.#due = calls
      .filter(isAnswered)
      .sort((one, other) => (one.finished?.seq ?? 0) - (other.finished?.seq ?? 0));
    this.#refused = finished?.refused ?? 0;
  }

  /** The recorded call that this one is, which is nobody else's from now on; null: there is none. */
  take(asked: AskedCall): RecordedCall | null {
    const same = this.#calls.filter((call) => isSame(call, asked));
    const call = same.find(isAnswered) ?? same[0] ?? null;
    if (call !== null) this.#calls.splice(this.#calls.indexOf(call), 1);
    return call;
  }

  /** One of those of which nothing is recorded but that they were refused; the sentence of the last that is. */
  takeRefused(): string | null {
    if (this.#refused === 0) return null;
    this.#refused -= 1;
    const last = this.#all.findLast(({ finished }) => finished?.error?.name === 'LimitRefused');
    return last?.finished?.error?.message ?? 'No more sub-calls can be made in this run.';
  }

  /** Resolves when it is the turn of a call that was taken and answered; `passOn` ends that turn. */
  async turn(call: RecordedCall): Promise<void> {
    const waiting = deferred<void>();
    this.#waiting.set(call, waiting);
    this.#deliver();
    await waiting.promise;
  }

  /** The call whose turn it was is answered. */
  passOn(): void {
    this.#isTaken = false;
    this.#deliver();
  }

  /**
   * The code waits for calls, and asks nothing before they come. True when none that it has asked will
   * come by itself.
   */
  stalls(): boolean {
    if (this.#isTaken) return false;
    const next = this.#due.find((call) => this.#waiting.has(call));
    if (next === undefined) return true;
    // It asks in another order than it did: what it waits for is not held back.
    this.#due.splice(this.#due.indexOf(next), 1);
    this.#release(next);
    return false;
  }

  /** What `budget()` told then; null: nothing is recorded of it. */
  budget(): BudgetLeft | null {
    const { at, times } = this.#told;
    const budgets = this.#finished?.budgets ?? [];
    const told = budgets[at] ?? budgets.at(-1);
    if (told === undefined) return null;
    this.#told = times + 1 < told.times ? { at, times: times + 1 } : { at: at + 1, times: 0 };
    const { times: _, ...left } = told;
    return left;
  }

  /** What of a model the prompts about items were made for. */
  room(name: string): NonNullable<RecordedCall['started']['room']> | null {
    return this.#all.find(({ started }) => started.name === name)?.started.room ?? null;
  }

  #deliver(): void {
    const [next] = this.#due;
    if (next === undefined || this.#isTaken || !this.#waiting.has(next)) return;
    this.#due.shift();
    this.#release(next);
  }

  #release(call: RecordedCall): void {
    this.#isTaken = true;
    this.#waiting.get(call)?.resolve();
    this.#waiting.delete(call);
  }
}

/** An outcome that the code was given, be it an error. */
export function isAnswered({ finished }: RecordedCall): boolean {
  return finished !== null && finished.status !== 'cancelled';
}

function isSame({ started }: RecordedCall, asked: AskedCall): boolean {
  const { kind, model, promptSha256, askedSha256 } = started;
  const isKnown = askedSha256 !== undefined && asked.askedSha256 !== undefined;
  return (
    kind === asked.kind &&
    model === asked.model &&
    promptSha256 === asked.promptSha256 &&
    (!isKnown || askedSha256 === asked.askedSha256)
  );
}
