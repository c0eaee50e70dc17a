import type { CellError, CellLabel, Evaluated } from '../../core/environment.ts';
import {
  type CallOutcome,
  type CellOutcome,
  maxCellOutputChars,
  maxFinalChars,
  maxPromptChars,
  type SandboxEngine,
  type SandboxStart,
  type SavedState,
} from '../../protocol/sandbox.ts';
import type { Control } from '../control.ts';
import { CellOutput } from '../output.ts';
import type { MemorySaver } from '../savedMemory.ts';
import type { ContextText } from '../text/contextText.ts';
import { mostPatternChars, mostPlainChars } from '../text/patternSize.ts';
import { type Ending, stopError, unreadable } from '../worker/endings.ts';
import { readEvaluated, readExplained, readReport } from '../worker/guestAnswers.ts';
import { OpenCalls } from '../worker/openCalls.ts';
import { PrintedFeed } from '../worker/printedFeed.ts';
import { InterpreterBroken, MemoryUsedUp, type Repl, type ReplParts } from '../worker/repl.ts';
import { bootPython, PythonInterpreter } from './interpreter.ts';
import { SyncCalls } from './syncCalls.ts';
import { TextQueries } from './textQueries.ts';

export interface PythonReplParts extends ReplParts {
  readonly engine: Extract<SandboxEngine, { readonly language: 'python' }>;
  /** What states are saved into. */
  readonly saver: MemorySaver;
}

/** ms that looking at a cell's results may take, where code of its own may run. */
const bookkeepingMs = 500;
/** Bytes without which nothing more can be told of a cell. */
const leastRoom = 4 * 1_048_576;
/** How calls end in an expression. */
const noCalls = {
  ok: false,
  text: 'An answer is computed without calls: make them in a cell, and submit what they came to.',
  errorName: 'CallRefused',
} as const;

/** Python's REPL. Code waits for its calls, and so does the thread. */
export class PythonRepl implements Repl {
  readonly #text: ContextText;
  readonly #queries: TextQueries;
  readonly #control: Control;
  readonly #saver: MemorySaver;
  readonly #cellSeconds: number;
  readonly #output = new CellOutput(maxCellOutputChars);
  readonly #feed: PrintedFeed;
  readonly #calls: OpenCalls;
  readonly #waits: SyncCalls;
  readonly #machine: PythonInterpreter;
  /** ms of computing at which code is stopped. */
  #deadline: number;
  #isBookkeeping = false;
  /** Sentences that the next outcome has to carry. */
  #notes: string[] = [];

  /** Throws InterpreterBroken where the state does not fit, an Error where Python can't be started. */
  constructor(parts: PythonReplParts) {
    const { start, engine } = parts;
    this.#text = parts.text;
    this.#queries = new TextQueries(parts.text, start.context);
    this.#control = parts.control;
    this.#saver = parts.saver;
    this.#cellSeconds = start.cellSeconds;
    this.#deadline = start.cellSeconds * 1_000;
    this.#calls = new OpenCalls((call, request) => parts.onCall(call, request));
    this.#feed = new PrintedFeed((text) => {
      // What is not a cell's is nobody's to see.
      if (this.#calls.instead === null) parts.onPrinted(text);
    });
    this.#waits = new SyncCalls({
      calls: this.#calls,
      control: parts.control,
      receive: (ms) => parts.receive(ms),
      mustStop: () => this.#mustStop(),
      onWait: (settled) => {
        this.#feed.flush();
        parts.onWaiting(settled);
      },
    });
    this.#machine = new PythonInterpreter({
      module: engine.module,
      from: start.saved ?? engine.image ?? bootPython(engine.module, engine.guest),
      shouldStop: () => this.#mustStop(),
      host: this.#host(),
      texts: start.context.items.map(({ text }) => text),
    });
    if (start.saved === null) {
      this.#machine.seed(start.seed);
      this.#start(start);
    }
    if (start.recovered !== null) this.#recover(start.recovered);
  }

  settle(outcome: CallOutcome): void {
    this.#calls.settle(outcome);
  }

  wake(): void {
    this.#calls.wake();
  }

  change(how: 'renew' | 'remember', value = ''): string | null {
    return this.#ask(how, ...(how === 'remember' ? [value] : []));
  }

  save(): SavedState {
    return this.#machine.save(this.#saver);
  }

  async warmUp(): Promise<void> {
    this.#calls.instead = { ok: true, text: '', errorName: '' };
    await this.execute("print(llm_query_batched([''] * 4))", { iteration: 0, cell: 0, at: 0 });
    this.#calls.instead = null;
  }

  async execute(code: string, { iteration, cell, at, seconds }: CellLabel): Promise<CellOutcome> {
    this.#machine.startClock(at);
    const file = `cell${iteration}.${cell}`;
    try {
      this.#begin(seconds);
      this.#must('begin', file, code);
      const told = this.#machine.ask('run', file, code);
      const ending = this.#ending();
      return this.#finish(ending, this.#errorOf(told, ending));
    } finally {
      this.#control.stopComputing();
    }
  }

  async evaluate(text: string): Promise<Evaluated> {
    try {
      this.#begin();
      this.#calls.instead = noCalls;
      if (this.#ask('is_value', text) !== 'yes') return { kind: 'text' };
      this.#must('begin_expression', text);
      const told = this.#machine.ask('compute', text);
      const ending = this.#ending();
      if (told === null) this.#ask('drop_expression');
      this.#restore();
      this.#output.clear();
      if (!this.#machine.hasRoom(leastRoom)) throw new MemoryUsedUp();
      const error = told === null ? this.#errorOf(told, ending) : null;
      if (error !== null) return { kind: 'failed', message: `${error.name}: ${error.message}` };
      const read = told === null ? null : readEvaluated(told);
      return read ?? { kind: 'failed', message: unreadable.message };
    } finally {
      this.#calls.instead = null;
      this.#control.stopComputing();
    }
  }

  #host() {
    return {
      print: (text = '', skipped = '0', rest = '') => {
        this.#output.add(text, Number(skipped), rest);
        this.#feed.add(text);
        return '';
      },
      call: (header = '', prompt = '', given = '') => {
        this.#waits.ask(header, prompt, given);
        return '';
      },
      wait: (group = '') => JSON.stringify(this.#waits.wait(Number(group))),
      text: (operation = '', query = '') => this.#queries.answer(operation, query),
      shape: () => this.#queries.shape(),
      cuts: (piece = '') => this.#queries.cuts(Number(piece)),
      piece: (piece = '') => this.#queries.piece(Number(piece)),
    };
  }

  #start({ context, sandboxMemoryMb }: SandboxStart): void {
    const settings = {
      kind: context.kind,
      paths: this.#queries.paths,
      // As a string, and beside it what code makes of it.
      mostBytes: (sandboxMemoryMb * 1_048_576) / 2,
      plainChars: mostPlainChars,
      patternChars: mostPatternChars,
      promptChars: maxPromptChars,
      finalChars: maxFinalChars,
      memoryMb: sandboxMemoryMb,
      printChars: maxCellOutputChars / 2,
    };
    this.#must('start', JSON.stringify(settings));
  }

  #recover({ variable, calls }: NonNullable<SandboxStart['recovered']>): void {
    if (this.#ask('recover', variable, JSON.stringify(calls)) !== null) return;
    this.#notes.push(`There was no room in the sandbox for ${variable}.`);
  }

  #begin(leastSeconds = 0): void {
    this.#output.clear();
    this.#feed.clear();
    this.#deadline = Math.max(this.#cellSeconds, leastSeconds) * 1_000;
    this.#calls.clear();
    this.#waits.clear();
    this.#control.begin();
    this.#restore();
  }

  /** What code changed in the language's own objects would confuse the guest, and later cells. */
  #restore(): void {
    const changed = this.#bookkeeping(() => this.#machine.restore());
    if (changed.length === 0) return;
    this.#notes.push(
      `Built-in things come back when a cell ends: ${changed.join(', ')}. Use names of your own instead.`,
    );
  }

  #mustStop(): boolean {
    const isStopped = this.#control.stopRequested && !this.#isBookkeeping;
    return isStopped || this.#control.computedMs >= this.#deadline;
  }

  /** How what was asked last came to its end. */
  #ending(): Ending {
    if (this.#machine.failure?.kind !== 'stopped') return 'done';
    return this.#control.stopRequested ? 'killed' : 'timeout';
  }

  /** What went wrong, as the guest tells it; null: nothing. */
  #errorOf(told: string | null, ending: Ending): CellError | null {
    if (ending !== 'done') return stopError(ending, this.#cellSeconds);
    if (told === '') return null;
    const { failure } = this.#machine;
    if (failure?.kind === 'raised') return { name: 'Error', message: failure.problem, line: null };
    return (told === null ? null : readExplained(told)) ?? unreadable;
  }

  #finish(ending: Ending, error: CellError | null): CellOutcome {
    this.#restore();
    const report = readReport(this.#must('finish', error === null ? 'no' : 'yes'));
    if (report === null) throw new InterpreterBroken('The results of the cell could not be read');
    // Reading an answer may have run code of the cell's own.
    this.#bookkeeping(() => this.#machine.restore());
    if (!this.#machine.hasRoom(leastRoom)) throw new MemoryUsedUp();
    this.#control.stopComputing();
    this.#text.noteUse(this.#queries.inUnits(report.used));
    return {
      status: ending === 'done' ? (error === null ? 'ok' : 'error') : ending,
      output: this.#output.read(),
      outputChars: this.#output.total,
      error,
      durationMs: this.#control.computedMs,
      final: report.final,
      candidate: report.candidate,
      notes: [...report.notes, ...this.#waits.notes(), ...this.#notes.splice(0)],
      variables: report.variables,
    };
  }

  /** Calls the guest, with time to answer even when the cell's own is up. */
  #ask(name: string, ...values: readonly string[]): string | null {
    return this.#bookkeeping(() => this.#machine.ask(name, ...values));
  }

  /** What the REPL can't go on without. */
  #must(name: string, ...values: readonly string[]): string {
    const told = this.#ask(name, ...values);
    if (told !== null) return told;
    const { failure } = this.#machine;
    const why = failure?.kind === 'raised' ? failure.problem : 'it took too long';
    throw new InterpreterBroken(`The REPL's own code failed (${name}): ${why}`);
  }

  #bookkeeping<Result>(work: () => Result): Result {
    const deadline = this.#deadline;
    this.#isBookkeeping = true;
    this.#deadline = this.#control.computedMs + bookkeepingMs;
    try {
      return work();
    } finally {
      this.#isBookkeeping = false;
      this.#deadline = deadline;
    }
  }
}
