import { JSException, type JSValueHandle } from 'quickjs-wasi';
import type { CallRequest, CellError } from '../core/environment.ts';
import type { CallOutcome, CellOutcome, SandboxStart, SavedState } from '../protocol/sandbox.ts';
import { maxCellOutputChars } from '../protocol/sandbox.ts';
import { CallGate } from './callGate.ts';
import { sizeOfCall } from './callRequest.ts';
import { Control } from './control.ts';
import { type Ending, neverSettles, stopError, unreadable } from './endings.ts';
import { readExplained, readReport } from './guestAnswers.ts';
import { Inbox } from './inbox.ts';
import type { GuestReport } from './javascript/guest/install.ts';
import { Interpreter, InterpreterBroken, MemoryUsedUp } from './javascript/interpreter.ts';
import { CellSyntaxError } from './javascript/parse.ts';
import { rewriteCell } from './javascript/rewrite.ts';
import { CellOutput } from './output.ts';
import { PrintedFeed } from './printedFeed.ts';
import { rejectionNotes } from './rejectionNotes.ts';
import { givenNames, guestSettings, guestSource } from './scaffold.ts';
import type { SnapshotBuffers } from './snapshotBuffers.ts';
import type { ContextText } from './text/contextText.ts';
import { answerTextQuery } from './textDesk.ts';

export interface EvaluatorParts {
  readonly start: SandboxStart;
  readonly text: ContextText;
  /** A call that the code made; its outcome comes back through `settle`. */
  readonly onCall: (call: number, request: CallRequest) => void;
  /** The cell waits for calls; it has taken up so many outcomes. */
  readonly onWaiting: (settled: number) => void;
  /** What the cell has printed since the last time, while it goes on. */
  readonly onPrinted: (text: string) => void;
}

/** ms that looking at a cell's results may take, where getters of the code's own may run. */
const bookkeepingMs = 500;

/** One cell in, one result out; state stays between cells. */
export class Evaluator {
  readonly #parts: EvaluatorParts;
  readonly #control: Control;
  readonly #output = new CellOutput(maxCellOutputChars);
  readonly #feed: PrintedFeed;
  readonly #gate = new CallGate();
  readonly #inbox = new Inbox();
  #interpreter: Interpreter | null = null;
  /** ms of computing at which code is stopped. */
  #deadline: number;
  #isBookkeeping = false;
  #isWarming = false;
  /** Sentences that the next outcome has to carry. */
  #notes: string[] = [];

  private constructor(parts: EvaluatorParts) {
    this.#parts = parts;
    this.#control = new Control(parts.start.control);
    this.#feed = new PrintedFeed((text) => {
      if (!this.#isWarming) parts.onPrinted(text);
    });
    this.#deadline = parts.start.cellSeconds * 1_000;
  }

  static async create(parts: EvaluatorParts): Promise<Evaluator> {
    const evaluator = new Evaluator(parts);
    const { module, sandboxMemoryMb, saved, recovered } = parts.start;
    evaluator.#interpreter = await Interpreter.create({
      module,
      memoryMb: sandboxMemoryMb,
      shouldStop: () => evaluator.#mustStop(),
      guestSource: guestSource(),
      guestSettings: guestSettings(parts.start),
      host: {
        print: (text, skipped, rest) => evaluator.#print(text, Number(skipped), rest),
        call: (header, prompt, given) => evaluator.#call(header, prompt, given),
        text: (operation, query) => answerTextQuery(parts.text, operation, query),
      },
      saved,
    });
    if (recovered !== null) evaluator.#recover(recovered);
    return evaluator;
  }

  /** The outcome of a call that the code made. */
  settle(outcome: CallOutcome): void {
    this.#inbox.add(outcome);
  }

  /** Looks again whether to stop; the Control says so. */
  wake(): void {
    this.#inbox.wake();
  }

  /** A variable as FINAL_VAR submits it; null when there is none. */
  read(name: string): string | null {
    const answer = this.#ask('read', name);
    return answer?.startsWith('+') ? answer.slice(1) : null;
  }

  /** Changes the REPL between two cells, see `Guest`; null when that can't be done. */
  change(how: 'renew' | 'remember', value = ''): string | null {
    return this.#ask(how, value);
  }

  save(buffers: SnapshotBuffers): SavedState {
    return this.#machine.save(buffers);
  }

  /**
   * Runs a cell that leaves nothing behind, while the first reply is awaited: the engine compiles
   * each of its functions when it is first needed, and that need not be in the first cell's time.
   */
  async warmUp(): Promise<void> {
    const asked = Array.from({ length: 4 }, () => "llm_query('')").join();
    this.#isWarming = true;
    await this.execute(`print(await Promise.all([${asked}]))`, 'warm-up');
    this.#isWarming = false;
  }

  /** Throws InterpreterBroken when the interpreter can't be used any more. */
  async execute(code: string, cell: string): Promise<CellOutcome> {
    this.#begin();
    const file = `cell${cell}`;
    try {
      if (this.#ask('begin', file) === null)
        throw new InterpreterBroken('The cell could not begin');
      const script = rewriteCell(code, givenNames);
      using main = this.#machine.start(script, file);
      const ending = await this.#runToEnd();
      return this.#finish(ending, ending === 'done' ? this.#errorOf(main) : null);
    } catch (error) {
      if (error instanceof CellSyntaxError) {
        const { name, message, line } = error;
        return this.#finish('done', { name, message, line });
      }
      if (!(error instanceof JSException)) throw error;
      // Code that the parser takes and the interpreter doesn't, or that was stopped at once.
      using thrown = error.handle;
      return this.#finish(this.#ending(), this.#explain(thrown));
    } finally {
      this.#control.stopComputing();
    }
  }

  get #machine(): Interpreter {
    if (this.#interpreter === null) throw new InterpreterBroken('The sandbox was never started');
    return this.#interpreter;
  }

  #begin(): void {
    this.#output.clear();
    this.#feed.clear();
    this.#gate.clear();
    this.#inbox.clear();
    this.#deadline = this.#parts.start.cellSeconds * 1_000;
    this.#control.begin();
    this.#restoreBuiltIns();
  }

  /** What code changed in the language's own objects would confuse the guest, and later cells. */
  #restoreBuiltIns(): void {
    const restored = this.#ask('restore');
    if (!restored?.startsWith('+')) {
      throw new InterpreterBroken(
        'The code froze something that all cells need: globalThis or a built-in object',
      );
    }
    const names = restored.slice(1);
    if (names === '') return;
    this.#notes.push(
      `Built-in things come back when a cell ends: ${names}. Use names of your own instead.`,
    );
  }

  #recover({ variable, calls }: NonNullable<SandboxStart['recovered']>): void {
    if (this.#ask('recover', variable, JSON.stringify(calls)) !== null) return;
    this.#notes.push(`There was no room in the sandbox for ${variable}.`);
  }

  #mustStop(): boolean {
    const isStopped = this.#control.stopRequested && !this.#isBookkeeping;
    return isStopped || this.#control.computedMs >= this.#deadline;
  }

  #ending(): Ending {
    if (this.#control.stopRequested) return 'killed';
    return this.#control.computedMs >= this.#deadline ? 'timeout' : 'done';
  }

  /** Runs until nothing is left that could go on: no job and no open call. */
  async #runToEnd(): Promise<Ending> {
    for (;;) {
      if (!this.#machine.runJobs(() => this.#mustStop())) return this.#ending();
      if (this.#gate.isEmpty && this.#inbox.isEmpty) return 'done';
      await this.#waitForOutcomes();
      if (this.#mustStop()) return this.#ending();
      for (const { call, ok, text, errorName } of this.#inbox.take()) {
        this.#gate.leave(call);
        this.#machine.ask('settle', String(call), ok ? 'yes' : 'no', text, errorName);
      }
    }
  }

  async #waitForOutcomes(): Promise<void> {
    this.#feed.flush();
    if (!this.#inbox.isEmpty) return;
    this.#control.stopComputing();
    if (!this.#isWarming) this.#parts.onWaiting(this.#inbox.settled);
    await this.#inbox.next();
    this.#control.startComputing();
  }

  #errorOf(main: JSValueHandle): CellError | null {
    switch (this.#machine.stateOf(main)) {
      case 'fulfilled':
        return null;
      case 'pending':
        return neverSettles;
      case 'rejected': {
        using reason = this.#machine.reasonOf(main);
        return this.#explain(reason);
      }
    }
  }

  #explain(thrown: JSValueHandle): CellError {
    const explained = this.#ask('explain', thrown);
    return (explained === null ? null : readExplained(explained)) ?? unreadable;
  }

  #finish(ending: Ending, error: CellError | null): CellOutcome {
    if (ending !== 'done') this.#stopLeftovers();
    this.#restoreBuiltIns();
    const rejections = this.#machine.takeRejections().map((reason) => {
      using held = reason;
      return this.#explain(held);
    });
    const report = this.#report(ending !== 'done' || error !== null);
    if (!this.#machine.hasRoom()) throw new MemoryUsedUp();
    this.#control.stopComputing();
    return {
      status: ending === 'done' ? (error === null ? 'ok' : 'error') : ending,
      output: this.#output.read(),
      outputChars: this.#output.total,
      error: ending === 'done' ? error : stopError(ending, this.#parts.start.cellSeconds),
      durationMs: this.#control.computedMs,
      final: report.final,
      candidate: report.candidate,
      notes: [...report.notes, ...rejectionNotes(rejections), ...this.#notes.splice(0)],
      variables: report.variables,
    };
  }

  #report(failed: boolean): GuestReport {
    const told = this.#ask('finish', failed ? 'yes' : 'no');
    const report = told === null ? null : readReport(told);
    if (report === null) throw new InterpreterBroken('The results of the cell could not be read');
    return report;
  }

  /** Other parts of a stopped cell may be ready to run: they must not run within the next one. */
  #stopLeftovers(): void {
    this.#machine.ask('abandon');
    const end = Date.now() + bookkeepingMs;
    const isOver = () => Date.now() >= end;
    if (!this.#machine.runJobs(isOver))
      throw new InterpreterBroken('The cell could not be stopped');
  }

  /** Calls the guest, with time to answer even when the cell's own is up. */
  #ask(name: string, ...values: readonly (string | JSValueHandle)[]): string | null {
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

  #print(text: string, skipped: number, rest: string): string {
    this.#output.add(text, skipped, rest);
    this.#feed.add(text);
    return '';
  }

  #call(header: string, prompt: string, given: string): string {
    const { call, hasContext, ...about } = JSON.parse(header);
    const request = { ...about, prompt, ...(hasContext ? { context: JSON.parse(given) } : {}) };
    const text = 'Too much is asked at once: ask less, or await earlier queries first.';
    const isOpen = this.#gate.enter(call, sizeOfCall(request));
    if (this.#isWarming) this.settle({ call, ok: true, text: '', errorName: '' });
    else if (isOpen) this.#parts.onCall(call, request);
    else this.settle({ call, ok: false, text, errorName: 'RangeError' });
    return '';
  }
}
