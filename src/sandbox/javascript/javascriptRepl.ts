import { JSException, type JSValueHandle } from 'quickjs-wasi';
import type { CellError, CellLabel, Evaluated } from '../../core/environment.ts';
import type { CallOutcome, CellOutcome, SandboxStart, SavedState } from '../../protocol/sandbox.ts';
import { maxCellOutputChars } from '../../protocol/sandbox.ts';
import type { Control } from '../control.ts';
import { CellOutput } from '../output.ts';
import type { MemorySaver } from '../savedMemory.ts';
import type { ContextText } from '../text/contextText.ts';
import { CellClock } from '../worker/cellClock.ts';
import { type Ending, unreadable } from '../worker/endings.ts';
import { readEvaluated, readReport } from '../worker/guestAnswers.ts';
import { OpenCalls } from '../worker/openCalls.ts';
import { PrintedFeed } from '../worker/printedFeed.ts';
import { InterpreterBroken, MemoryUsedUp, type Repl, type ReplParts } from '../worker/repl.ts';
import { answerTextQuery, answerWholeText } from '../worker/textAnswers.ts';
import { CodeRunner } from './codeRunner.ts';
import { type FreeName, readExpression } from './expression.ts';
import type { GuestReport } from './guest/install.ts';
import { Interpreter } from './interpreter.ts';
import { CellSyntaxError } from './parse.ts';
import { rejectionNotes } from './rejectionNotes.ts';
import { rewriteCell } from './rewrite.ts';
import { givenNames, guestSettings, guestSource } from './scaffold.ts';

export interface JavascriptReplParts extends ReplParts {
  /** QuickJS, its memory bounded. */
  readonly module: WebAssembly.Module;
  /** Keeps the states of its memory. */
  readonly saver: MemorySaver;
}

/** JavaScript's REPL. */
export class JavascriptRepl implements Repl {
  readonly #text: ContextText;
  readonly #control: Control;
  readonly #output = new CellOutput(maxCellOutputChars);
  readonly #saver: MemorySaver;
  readonly #feed: PrintedFeed;
  readonly #calls: OpenCalls;
  readonly #runner: CodeRunner;
  readonly #clock = new CellClock();
  /** Sentences that the next outcome has to carry. */
  #notes: string[] = [];

  private constructor(parts: JavascriptReplParts) {
    this.#text = parts.text;
    this.#control = parts.control;
    this.#saver = parts.saver;
    this.#calls = new OpenCalls((call, request) => parts.onCall(call, request));
    this.#feed = new PrintedFeed((text) => {
      // What is not a cell's is nobody's to see.
      if (this.#calls.instead === null) parts.onPrinted(text);
    });
    this.#runner = new CodeRunner({
      control: this.#control,
      calls: this.#calls,
      cellSeconds: parts.start.cellSeconds,
      onWait: () => this.#feed.flush(),
      onWaiting: (settled) => {
        if (this.#calls.instead === null) parts.onWaiting(settled);
      },
    });
  }

  static async create(parts: JavascriptReplParts): Promise<JavascriptRepl> {
    const evaluator = new JavascriptRepl(parts);
    const { sandboxMemoryMb, saved, recovered, seed } = parts.start;
    evaluator.#runner.machine = await Interpreter.create({
      module: parts.module,
      memoryMb: sandboxMemoryMb,
      shouldStop: () => evaluator.#runner.mustStop(),
      guestSource: guestSource(),
      guestSettings: guestSettings(parts.start),
      host: {
        print: (text, skipped, rest) => evaluator.#print(text, Number(skipped), rest),
        call: (header, prompt, given) => {
          evaluator.#calls.ask(header, prompt, given);
          return '';
        },
        room: () => (evaluator.#calls.isFull ? '' : 'yes'),
        text: (operation, query) =>
          operation === 'budget'
            ? evaluator.#askBudget(parts)
            : answerTextQuery(parts.text, operation, query),
        strings: (query) => answerWholeText(parts.text, query, () => evaluator.#runner.mustStop()),
      },
      texts: parts.start.context.items.map(({ text }) => text),
      saved,
      seed,
      clock: evaluator.#clock,
    });
    if (recovered !== null) evaluator.#recover(recovered);
    return evaluator;
  }

  /** The outcome of a call that the code made. */
  settle(outcome: CallOutcome): void {
    this.#calls.settle(outcome);
  }

  /** Looks again whether to stop; the Control says so. */
  wake(): void {
    this.#calls.wake();
  }

  /** Changes the REPL between two cells, see `Guest`; null when that can't be done. */
  change(how: 'renew' | 'remember', value = ''): string | null {
    return this.#runner.ask(how, value);
  }

  save(): SavedState {
    return this.#machine.save(this.#saver);
  }

  /**
   * Runs a cell that leaves nothing behind, while the first reply is awaited: the engine compiles
   * each of its functions when it is first needed, and that need not be in the first cell's time.
   */
  async warmUp(): Promise<void> {
    const asked = Array.from({ length: 4 }, () => "llm_query('')").join();
    this.#calls.instead = { ok: true, text: '', errorName: '' };
    await this.execute(`print(await Promise.all([${asked}]))`, { iteration: 0, cell: 0, at: 0 });
    this.#calls.instead = null;
  }

  /** The value of an answer's text, see `Environment`. Throws InterpreterBroken like `execute`. */
  async evaluate(text: string): Promise<Evaluated> {
    const names = readExpression(text);
    if (names === null) return { kind: 'text' };
    this.#begin();
    this.#calls.instead = noCalls;
    try {
      if (!this.#refersToValues(names)) return { kind: 'text' };
      if (this.#runner.ask('beginExpression') === null)
        throw new InterpreterBroken('The expression could not begin');
      using main = this.#machine.start(`;await (${text}\n)`, 'answer');
      const ending = await this.#runner.runToEnd();
      const error = this.#runner.errorAfter(ending, main);
      using value = error === null ? this.#machine.completionOf(main) : null;
      return this.#finishExpression(ending, value, error);
    } catch (error) {
      if (!(error instanceof JSException)) throw error;
      using thrown = error.handle;
      const ending = this.#runner.ending();
      const why = this.#runner.stopped(ending) ?? this.#runner.explain(thrown);
      return this.#finishExpression(ending, null, why);
    } finally {
      this.#calls.instead = null;
      this.#control.stopComputing();
    }
  }

  #refersToValues(names: readonly FreeName[]): boolean {
    const kinds = this.#runner.ask('kindsOf', JSON.stringify(names.map(({ name }) => name))) ?? '';
    const isKnown = names.every((_, at) => kinds[at] === 'o' || kinds[at] === 'g');
    return (
      isKnown &&
      names.some(({ name, isCalled }, at) => kinds[at] === 'o' || standsForValue(name, isCalled))
    );
  }

  #finishExpression(
    ending: Ending,
    value: JSValueHandle | null,
    error: CellError | null,
  ): Evaluated {
    if (ending !== 'done') this.#runner.stopLeftovers();
    this.#restoreBuiltIns();
    const told = this.#runner.ask('finishExpression', ...(value === null ? [] : [value]));
    for (const reason of this.#machine.takeRejections()) reason.dispose();
    if (!this.#machine.hasRoom()) throw new MemoryUsedUp();
    if (error !== null) return { kind: 'failed', message: `${error.name}: ${error.message}` };
    const read = told === null ? null : readEvaluated(told);
    return read ?? { kind: 'failed', message: unreadable.message };
  }

  /** Throws InterpreterBroken when the interpreter can't be used any more. */
  async execute(code: string, { iteration, cell, at }: CellLabel): Promise<CellOutcome> {
    this.#clock.start(at);
    this.#begin();
    const file = `cell${iteration}.${cell}`;
    try {
      if (this.#runner.ask('begin', file) === null)
        throw new InterpreterBroken('The cell could not begin');
      const script = rewriteCell(code, givenNames);
      using main = this.#machine.start(script, file);
      const ending = await this.#runner.runToEnd();
      return this.#finish(ending, this.#runner.errorAfter(ending, main));
    } catch (error) {
      if (error instanceof CellSyntaxError) {
        const { name, message, line } = error;
        return this.#finish('done', { name, message, line });
      }
      if (!(error instanceof JSException)) throw error;
      // Code that the parser takes and the interpreter doesn't, or that was stopped at once.
      using thrown = error.handle;
      const ending = this.#runner.ending();
      return this.#finish(ending, this.#runner.stopped(ending) ?? this.#runner.explain(thrown));
    } finally {
      this.#control.stopComputing();
    }
  }

  get #machine(): Interpreter {
    const { machine } = this.#runner;
    if (machine === null) throw new InterpreterBroken('The sandbox was never started');
    return machine;
  }

  #begin(): void {
    this.#output.clear();
    this.#feed.clear();
    this.#runner.begin();
    this.#restoreBuiltIns();
  }

  /** What code changed in the language's own objects would confuse the guest, and later cells. */
  #restoreBuiltIns(): void {
    const restored = this.#runner.ask('restore');
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
    if (this.#runner.ask('recover', variable, JSON.stringify(calls)) !== null) return;
    this.#notes.push(`There was no room in the sandbox for ${variable}.`);
  }

  #finish(ending: Ending, error: CellError | null): CellOutcome {
    if (ending !== 'done') this.#runner.stopLeftovers();
    this.#restoreBuiltIns();
    const rejections = this.#machine.takeRejections().map((reason) => {
      using held = reason;
      return this.#runner.explain(held);
    });
    const report = this.#report(error !== null);
    if (!this.#machine.hasRoom()) throw new MemoryUsedUp();
    this.#control.stopComputing();
    this.#text.noteUse(report.used);
    return {
      status: ending === 'done' ? (error === null ? 'ok' : 'error') : ending,
      output: this.#output.read(),
      outputChars: this.#output.total,
      error,
      durationMs: this.#control.computedMs,
      final: report.final,
      candidate: report.candidate,
      notes: [...report.notes, ...rejectionNotes(rejections), ...this.#notes.splice(0)],
      variables: report.variables,
    };
  }

  #report(failed: boolean): GuestReport {
    const told = this.#runner.ask('finish', failed ? 'yes' : 'no');
    const report = told === null ? null : readReport(told);
    if (report === null) throw new InterpreterBroken('The results of the cell could not be read');
    return report;
  }

  /** `+` and JSON of what is left, or `-` and a JSON {name, message}. */
  #askBudget({ receive }: Pick<ReplParts, 'receive'>): string {
    const { ok, text, errorName } = this.#calls.askNow({ name: 'budget', prompt: '' }, () => {
      const goesOn = !this.#runner.mustStop();
      if (goesOn) receive(receiveMs);
      return goesOn;
    });
    return ok ? `+${text}` : `-${JSON.stringify({ name: errorName, message: text })}`;
  }

  #print(text: string, skipped: number, rest: string): string {
    this.#output.add(text, skipped, rest);
    this.#feed.add(text);
    return '';
  }
}

/** ms after which code that waits with its thread looks whether it is to stop. */
const receiveMs = 20;

/** How calls end in an expression. */
const noCalls = {
  ok: false,
  text: 'An answer is computed without calls: make them in a cell, and submit what they came to.',
  errorName: 'CallRefused',
} as const;

/** A given name: the others, `Math` for instance, say nothing of this REPL. */
function standsForValue(name: string, isCalled: boolean): boolean {
  return name === 'context' || name === 'answer' || (isCalled && givenNames.has(name));
}
