import { JSException, type JSValueHandle } from 'quickjs-wasi';
import type { CallRequest, CellError } from '../core/environment.ts';
import type { CallOutcome, CellOutcome, SandboxStart, SavedState } from '../protocol/sandbox.ts';
import { maxCellOutputChars, maxOpenCalls } from '../protocol/sandbox.ts';
import { Control } from './control.ts';
import type { GuestReport, GuestSettings } from './javascript/guest/install.ts';
import { Interpreter, InterpreterBroken, MemoryUsedUp } from './javascript/interpreter.ts';
import { CellSyntaxError } from './javascript/parse.ts';
import { rewriteCell, standInPrefix } from './javascript/rewrite.ts';
import { CellOutput } from './output.ts';
import { rejectionNotes } from './rejectionNotes.ts';
import { givenNames, guestSource } from './scaffold.ts';
import type { ContextText } from './text/contextText.ts';
import { answerTextQuery } from './textDesk.ts';

export interface EvaluatorParts {
  readonly start: SandboxStart;
  readonly text: ContextText;
  /** A call that the code made; its outcome comes back through `settle`. */
  readonly onCall: (call: number, request: CallRequest) => void;
  /** What the cell has printed since the last time, while it goes on. */
  readonly onPrinted: (text: string) => void;
}

type Ending = 'done' | 'timeout' | 'killed';

/** ms that looking at a cell's results may take, where getters of the code's own may run. */
const bookkeepingMs = 500;
/** What a cell prints first is told at once: it is all that is left if it must be killed. */
const promptPrints = 20;
/** ms between two messages about what was printed, later on. */
const printedMs = 100;

/** One cell in, one result out; state stays between cells. */
export class Evaluator {
  readonly #parts: EvaluatorParts;
  readonly #control: Control;
  readonly #output = new CellOutput(maxCellOutputChars);
  readonly #inbox: CallOutcome[] = [];
  #interpreter: Interpreter | null = null;
  #wake: (() => void) | null = null;
  /** ms of computing at which code is stopped. */
  #deadline: number;
  #isBookkeeping = false;
  #isWarming = false;
  #unsent = '';
  #sentAt = 0;
  #prints = 0;

  private constructor(parts: EvaluatorParts) {
    this.#parts = parts;
    this.#control = new Control(parts.start.control);
    this.#deadline = parts.start.cellSeconds * 1_000;
  }

  static async create(parts: EvaluatorParts): Promise<Evaluator> {
    const evaluator = new Evaluator(parts);
    const { module, sandboxMemoryMb, context, saved } = parts.start;
    const settings: GuestSettings = {
      kind: context.kind,
      items: context.items.map(({ path, text }, index) => ({
        path: context.kind === 'list' && path === '' ? String(index) : path,
        chars: text.length,
      })),
      // As UTF-8 on its way in and as a string it is there twice for a moment.
      mostChars: (sandboxMemoryMb * 1_048_576) / 2,
      memoryMb: sandboxMemoryMb,
      window: maxOpenCalls,
      printChars: maxCellOutputChars / 2,
      hidden: standInPrefix,
    };
    evaluator.#interpreter = await Interpreter.create({
      module,
      memoryMb: sandboxMemoryMb,
      shouldStop: () => evaluator.#mustStop(),
      guestSource: guestSource(),
      guestSettings: JSON.stringify(settings),
      host: {
        print: (text, skipped, rest) => evaluator.#print(text, Number(skipped), rest),
        call: (header, prompt, given) => evaluator.#call(header, prompt, given),
        text: (operation, query) => answerTextQuery(parts.text, operation, query),
      },
      saved,
    });
    return evaluator;
  }

  /** The outcome of a call that the code made. */
  settle(outcome: CallOutcome): void {
    this.#inbox.push(outcome);
    this.#wake?.();
  }

  /** Looks again whether to stop; the Control says so. */
  wake(): void {
    this.#wake?.();
  }

  /** A variable as FINAL_VAR submits it; null when there is none. */
  read(name: string): string | null {
    const answer = this.#ask('read', name);
    return answer?.startsWith('+') ? answer.slice(1) : null;
  }

  save(): SavedState {
    return this.#machine.save();
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
      this.#ask('begin', file);
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
    this.#unsent = '';
    this.#prints = 0;
    this.#inbox.length = 0;
    this.#deadline = this.#parts.start.cellSeconds * 1_000;
    this.#control.startComputing();
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
      if (this.#machine.ask('pending') === '0') return 'done';
      await this.#waitForOutcomes();
      if (this.#mustStop()) return this.#ending();
      for (const { call, ok, text, errorName } of this.#inbox.splice(0)) {
        this.#machine.ask('settle', String(call), ok ? 'yes' : 'no', text, errorName);
      }
    }
  }

  async #waitForOutcomes(): Promise<void> {
    this.#sendPrinted();
    if (this.#inbox.length > 0) return;
    this.#control.stopComputing();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
    this.#control.startComputing();
  }

  #errorOf(main: JSValueHandle): CellError | null {
    switch (this.#machine.stateOf(main)) {
      case 'fulfilled':
        return null;
      case 'pending':
        return {
          name: 'Error',
          message:
            'The cell awaits something that can never settle: no query is open, and nothing else takes time here.',
          line: null,
        };
      case 'rejected': {
        using reason = this.#machine.reasonOf(main);
        return this.#explain(reason);
      }
    }
  }

  #explain(thrown: JSValueHandle): CellError {
    const explained = this.#ask('explain', thrown);
    if (explained !== null) return JSON.parse(explained);
    return { name: 'Error', message: 'The code threw something that can not be read.', line: null };
  }

  #finish(ending: Ending, error: CellError | null): CellOutcome {
    if (ending !== 'done') this.#stopLeftovers();
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
      error: ending === 'done' ? error : this.#stopError(ending),
      durationMs: this.#control.computedMs,
      final: report.final,
      candidate: report.candidate,
      notes: [...report.notes, ...rejectionNotes(rejections)],
      variables: report.variables,
    };
  }

  #report(failed: boolean): GuestReport {
    const report = this.#ask('finish', failed ? 'yes' : 'no');
    if (report === null) throw new InterpreterBroken('The results of the cell could not be read');
    return JSON.parse(report);
  }

  /** Other parts of a stopped cell may be ready to run: they must not run within the next one. */
  #stopLeftovers(): void {
    this.#machine.ask('abandon');
    const end = Date.now() + bookkeepingMs;
    const isOver = () => Date.now() >= end;
    if (!this.#machine.runJobs(isOver))
      throw new InterpreterBroken('The cell could not be stopped');
  }

  #stopError(ending: Exclude<Ending, 'done'>): CellError {
    const { cellSeconds } = this.#parts.start;
    const message =
      ending === 'killed'
        ? 'The cell was stopped.'
        : `The cell computed for more than ${cellSeconds} s and was stopped; what it had assigned is kept. Waiting for queries does not count.`;
    // The interpreter knows the line of the last call only, which may be far from the loop.
    return { name: ending === 'killed' ? 'Stopped' : 'Timeout', message, line: null };
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
    if (this.#output.total <= maxCellOutputChars) this.#unsent += text;
    this.#prints += 1;
    const isDue = this.#prints <= promptPrints || Date.now() - this.#sentAt >= printedMs;
    if (isDue) this.#sendPrinted();
    return '';
  }

  #sendPrinted(): void {
    this.#sentAt = Date.now();
    if (this.#unsent === '' || this.#isWarming) return;
    this.#parts.onPrinted(this.#unsent);
    this.#unsent = '';
  }

  #call(header: string, prompt: string, given: string): string {
    const { call, hasContext, ...about } = JSON.parse(header);
    const request = { ...about, prompt, ...(hasContext ? { context: JSON.parse(given) } : {}) };
    if (this.#isWarming) this.settle({ call, ok: true, text: '', errorName: '' });
    else this.#parts.onCall(call, request);
    return '';
  }
}
