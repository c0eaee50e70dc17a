import type { JSValueHandle } from 'quickjs-wasi';
import type { CellError } from '../../core/environment.ts';
import type { Control } from '../control.ts';
import { type Ending, neverSettles, stopError, unreadable } from '../worker/endings.ts';
import { readExplained } from '../worker/guestAnswers.ts';
import type { OpenCalls } from '../worker/openCalls.ts';
import { InterpreterBroken } from '../worker/repl.ts';
import type { Interpreter } from './interpreter.ts';

/** ms that looking at a cell's results may take, where getters of the code's own may run. */
const bookkeepingMs = 500;

/** Lets code run to its end in the interpreter: under its deadline, and while its calls are answered. */
export class CodeRunner {
  /** Set once, before anything runs. */
  machine: Interpreter | null = null;
  readonly #control: Control;
  readonly #calls: OpenCalls;
  readonly #cellSeconds: number;
  /** Before it waits: what was printed can be shown. */
  readonly #onWait: () => void;
  /** It waits, and has taken up so many outcomes. */
  readonly #onWaiting: (settled: number) => void;
  /** ms of computing at which code is stopped. */
  #deadline: number;
  #isBookkeeping = false;

  constructor(parts: {
    readonly control: Control;
    readonly calls: OpenCalls;
    readonly cellSeconds: number;
    readonly onWait: () => void;
    readonly onWaiting: (settled: number) => void;
  }) {
    this.#control = parts.control;
    this.#calls = parts.calls;
    this.#cellSeconds = parts.cellSeconds;
    this.#onWait = parts.onWait;
    this.#onWaiting = parts.onWaiting;
    this.#deadline = parts.cellSeconds * 1_000;
  }

  /** The time of a cell begins, or that of an expression. */
  begin(leastSeconds = 0): void {
    this.#deadline = Math.max(this.#cellSeconds, leastSeconds) * 1_000;
    this.#calls.clear();
    this.#control.begin();
  }

  /** Asked by the interpreter every few ms. */
  mustStop(): boolean {
    const isStopped = this.#control.stopRequested && !this.#isBookkeeping;
    return isStopped || this.#control.computedMs >= this.#deadline;
  }

  /** How the code came to its end, if it did so now. */
  ending(): Ending {
    if (this.#control.stopRequested) return 'killed';
    return this.#control.computedMs >= this.#deadline ? 'timeout' : 'done';
  }

  /** Runs until nothing is left that could go on: no job and no open call. */
  async runToEnd(): Promise<Ending> {
    for (;;) {
      if (!this.#machine.runJobs(() => this.mustStop())) return this.ending();
      if (this.#calls.isQuiet) return 'done';
      await this.#waitForOutcomes();
      if (this.mustStop()) return this.ending();
      for (const { call, ok, text, errorName } of this.#calls.take()) {
        this.#machine.ask('settle', String(call), ok ? 'yes' : 'no', text, errorName);
      }
    }
  }

  async #waitForOutcomes(): Promise<void> {
    this.#onWait();
    if (this.#calls.hasOutcomes) return;
    this.#control.stopComputing();
    this.#onWaiting(this.#calls.settled);
    await this.#calls.wait();
    this.#control.startComputing();
  }

  /** What is told of code that was stopped; null for code that was not. */
  stopped(ending: Ending): CellError | null {
    return ending === 'done' ? null : stopError(ending, this.#cellSeconds);
  }

  /** What went wrong with a script that came to this end; null: nothing. */
  errorAfter(ending: Ending, main: JSValueHandle): CellError | null {
    return ending === 'done' ? this.#errorOf(main) : this.stopped(ending);
  }

  #errorOf(main: JSValueHandle): CellError | null {
    switch (this.#machine.stateOf(main)) {
      case 'fulfilled':
        return null;
      case 'pending':
        return neverSettles;
      case 'rejected': {
        using reason = this.#machine.reasonOf(main);
        return this.explain(reason);
      }
    }
  }

  /** A thrown value, as the model is told of it. */
  explain(thrown: JSValueHandle): CellError {
    const explained = this.ask('explain', thrown);
    return (explained === null ? null : readExplained(explained)) ?? unreadable;
  }

  /** Other parts of a stopped cell may be ready to run: they must not run within the next one. */
  stopLeftovers(): void {
    this.#machine.ask('abandon');
    const end = Date.now() + bookkeepingMs;
    const isOver = () => Date.now() >= end;
    if (!this.#machine.runJobs(isOver))
      throw new InterpreterBroken('The cell could not be stopped');
  }

  /** Calls the guest, with time to answer even when the cell's own is up. */
  ask(name: string, ...values: readonly (string | JSValueHandle)[]): string | null {
    const deadline = this.#deadline;
    this.#isBookkeeping = true;
    this.#deadline = this.#control.computedMs + bookkeepingMs;
    try {
      return this.#machine.ask(name, ...values);
    } finally {
      this.#isBookkeeping = false;
      this.#deadline = deadline;
    }
  }

  get #machine(): Interpreter {
    if (this.machine === null) throw new InterpreterBroken('The sandbox was never started');
    return this.machine;
  }
}
