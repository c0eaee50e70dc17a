import type { Context, ContextDescription, TextRange } from '../core/context.ts';
import { type Deferred, deferred } from '../core/deferred.ts';
import type {
  CallHandler,
  CellResult,
  Environment,
  EnvironmentOptions,
  LineRange,
  Variable,
} from '../core/environment.ts';
import { SandboxFailed } from '../core/errors.ts';
import type {
  QuestionName,
  RecoveredCall,
  SandboxQuestions,
  SavedState,
} from '../protocol/sandbox.ts';
import { CallDesk } from './callDesk.ts';
import { type CellEnd, CellRun } from './cellRun.ts';
import { Control } from './control.ts';
import { mergeRanges } from './mergeRanges.ts';
import { quickjsModule } from './quickjsModule.ts';
import { Recovery } from './recovery.ts';
import { type CellMessage, SandboxWorker } from './sandboxWorker.ts';
import { ContextText } from './text/contextText.ts';

export interface WorkerEnvironmentParts {
  readonly context: Context;
  readonly options: EnvironmentOptions;
  readonly calls: CallHandler;
  /** The bundle of worker.ts. */
  readonly workerPath: string;
  /** The file `quickjs-wasi/quickjs.wasm`. */
  readonly wasmPath: string;
}

/**
 * A REPL in a worker thread of its own, which starts at once, so that it is there when the first
 * reply is. A cell that can't be stopped, or an interpreter that broke, costs the worker: the next
 * one takes up the state that the last finished cell left.
 */
export function createWorkerEnvironment(parts: WorkerEnvironmentParts): Environment {
  return new WorkerEnvironment(parts);
}

/** Characters up to which a text is described right here, before any worker has started. */
const describedHere = 2_000_000;
const bytesPerMegabyte = 1_048_576;

class WorkerEnvironment implements Environment {
  readonly #parts: WorkerEnvironmentParts;
  readonly #control = new Control();
  readonly #recovery = new Recovery();
  /** Resolves when code can run there. */
  #worker: Promise<SandboxWorker> | null = null;
  /** Resolves as soon as it can be asked something about the text. */
  #begun: Deferred<SandboxWorker> = deferred();
  #saved: SavedState | null = null;
  /** Of that state, and of the cell that finished last. */
  #savedVariables: readonly Variable[] = [];
  #finishedVariables: readonly Variable[] = [];
  #cell: CellRun | null = null;
  /** Cells run one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #variables: readonly Variable[] = [];
  #candidate: string | null = null;
  #covered: readonly TextRange[] = [];
  /** Sentences that the next result has to carry. */
  #news: string[] = [];
  #isClosed = false;

  constructor(parts: WorkerEnvironmentParts) {
    this.#parts = parts;
    this.#startAhead();
  }

  async describe(): Promise<ContextDescription> {
    const { context } = this.#parts;
    const chars = context.items.reduce((sum, { text }) => sum + text.length, 0);
    if (chars <= describedHere) return new ContextText(context).describe();
    return this.#ask('describe', null);
  }

  execute(
    code: string,
    label: { readonly iteration: number; readonly cell: number },
    signal: AbortSignal,
  ): Promise<CellResult> {
    const result = this.#last.then(() =>
      this.#execute(code, `${label.iteration}.${label.cell}`, signal),
    );
    // The next cell doesn't care how this one ended.
    this.#last = result.catch(() => undefined);
    return result;
  }

  read(variable: string): Promise<string | null> {
    return this.#ask('read', variable);
  }

  /** As the last cell left them: nothing else changes them. */
  async variables(): Promise<readonly Variable[]> {
    return this.#variables;
  }

  cite(ranges: readonly LineRange[]): Promise<readonly (string | null)[]> {
    return this.#ask('cite', ranges);
  }

  async cover(texts: readonly string[]): Promise<readonly TextRange[]> {
    // A worker knows only what it was told itself; this outlives it.
    this.#covered = mergeRanges([...this.#covered, ...(await this.#ask('cover', texts))]);
    return this.#covered;
  }

  async dispose(): Promise<void> {
    this.#isClosed = true;
    if (this.#worker === null) return;
    // One that is still starting need not come to its end.
    const begun = await Promise.race([this.#begun.promise, this.#worker.catch(() => null)]);
    await begun?.terminate('it was closed');
    const worker = await this.#worker?.catch(() => null);
    await worker?.terminate('it was closed');
  }

  async #execute(code: string, cell: string, signal: AbortSignal): Promise<CellResult> {
    const worker = await this.#readyUnlessStopped(signal);
    const { calls, options } = this.#parts;
    const run = new CellRun({
      worker,
      control: this.#control,
      cellSeconds: options.cellSeconds,
      desk: new CallDesk({
        calls,
        contextChars: options.sandboxMemoryMb * bytesPerMegabyte,
        keptChars: (options.sandboxMemoryMb * bytesPerMegabyte) / 16,
        reply: (outcome) => worker.post({ type: 'settled', ...outcome }),
      }),
    });
    this.#cell = run;
    try {
      return this.#resultOf(await run.run(code, cell, signal), signal);
    } finally {
      this.#cell = null;
    }
  }

  #resultOf(end: CellEnd, signal: AbortSignal): CellResult {
    const news = this.#news;
    this.#news = [];
    if ('outcome' in end) {
      const { outcome } = end;
      this.#variables = outcome.variables;
      this.#candidate = outcome.candidate;
      return { ...outcome, notes: [...news, ...outcome.notes] };
    }
    const { answered } = end;
    this.#recovery.add(answered, this.#savedVariables);
    this.#variables = this.#recovery.with(this.#savedVariables);
    // After Stop there is most likely no next cell.
    if (!signal.aborted) this.#startAhead();
    return {
      status: 'killed',
      output: end.output.read(),
      outputChars: end.output.total,
      error: end.killed,
      durationMs: end.durationMs,
      final: null,
      candidate: this.#candidate,
      notes: [...news, ...this.#restartNotes(answered)],
      variables: this.#variables,
    };
  }

  #restartNotes(answered: readonly RecoveredCall[]): readonly string[] {
    const names = this.#savedVariables.map(({ name }) => name);
    const kept =
      names.length === 0
        ? 'There are no variables from earlier cells.'
        : `Variables from earlier cells are as they were: ${names.slice(-50).join(', ')}.`;
    const restarted = `The sandbox was restarted: what this cell had assigned is lost. ${kept}`;
    const recovered = this.#recovery.note(answered);
    return recovered === null ? [restarted] : [restarted, recovered];
  }

  async #ask<Name extends QuestionName>(
    name: Name,
    question: SandboxQuestions[Name]['question'],
  ): Promise<SandboxQuestions[Name]['answer']> {
    const ready = this.#ready();
    const worker = await Promise.race([ready, name === 'read' ? ready : this.#begun.promise]);
    try {
      return await worker.ask(name, question);
    } catch (error) {
      const isSame = worker === (await this.#worker?.catch(() => null));
      if (isSame || this.#isClosed) throw error;
      // It was killed because of a cell; the question is as good for the next one.
      return (await this.#ready()).ask(name, question);
    }
  }

  /** The worker, started if there is none. */
  #ready(): Promise<SandboxWorker> {
    if (this.#isClosed) return Promise.reject(new SandboxFailed('it was closed'));
    this.#worker ??= this.#start();
    return this.#worker;
  }

  /** A worker that has not started half a second after Stop is given up. */
  async #readyUnlessStopped(signal: AbortSignal): Promise<SandboxWorker> {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      timer = setTimeout(async () => (await this.#begun.promise).terminate('it was stopped'), 500);
    };
    signal.addEventListener('abort', giveUp);
    try {
      return await this.#ready();
    } finally {
      signal.removeEventListener('abort', giveUp);
      clearTimeout(timer);
    }
  }

  #startAhead(): void {
    // Whoever needs it hears of a failure.
    this.#ready().catch(() => undefined);
  }

  async #start(): Promise<SandboxWorker> {
    try {
      return await this.#startWith(this.#saved);
    } catch (error) {
      if (this.#saved === null || this.#isClosed) {
        this.#worker = null;
        throw error;
      }
      this.#saved = null;
      this.#savedVariables = [];
      this.#variables = [];
      this.#news.push('The sandbox had to start anew: all variables are lost.');
      return this.#start();
    }
  }

  async #startWith(saved: SavedState | null): Promise<SandboxWorker> {
    const { context, options, workerPath, wasmPath } = this.#parts;
    const module = await quickjsModule(wasmPath, options.sandboxMemoryMb).catch(
      (error: unknown) => {
        throw new SandboxFailed(error instanceof Error ? error.message : String(error));
      },
    );
    // What a killed cell left there would stop this worker's own first steps.
    this.#control.reset();
    const start = {
      module,
      context: {
        kind: context.kind,
        items: context.items.map(({ path, text }) => ({ path, text })),
      },
      ...options,
      control: this.#control.buffer,
      saved,
      recovered: this.#recovery.forStart,
    };
    const worker: SandboxWorker = new SandboxWorker(workerPath, start, (message) =>
      this.#receive(worker, message),
    );
    this.#begun.resolve(worker);
    await worker.ready;
    void worker.died.then((why) => this.#onDeath(why));
    return worker;
  }

  #receive(worker: SandboxWorker, message: CellMessage): void {
    if (message.type === 'finished') this.#finishedVariables = message.outcome.variables;
    if (message.type === 'saved') this.#save(message.state);
    else if (this.#cell !== null) this.#cell.receive(message);
    else if (message.type === 'broken') void worker.terminate(message.why);
  }

  #save(state: SavedState): void {
    this.#saved = state;
    this.#savedVariables = this.#finishedVariables;
    this.#recovery.settle();
  }

  #onDeath(why: string): void {
    this.#worker = null;
    this.#begun = deferred();
    if (this.#cell !== null || this.#isClosed) return;
    this.#news.push(
      `The sandbox was restarted (${why}): what the last cell had assigned may be lost.`,
    );
  }
}
