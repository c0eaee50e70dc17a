import type { Context, ContextDescription, TextRange } from '../core/context.ts';
import type {
  CallHandler,
  CellResult,
  Environment,
  EnvironmentOptions,
  LineRange,
  Variable,
} from '../core/environment.ts';
import { asError, SandboxFailed } from '../core/errors.ts';
import type { Message } from '../core/model.ts';
import type { RecoveredCall, SandboxStart, SavedState } from '../protocol/sandbox.ts';
import { CallDesk } from './callDesk.ts';
import { type CellEnd, CellRun } from './cellRun.ts';
import { Control } from './control.ts';
import { LiveWorker } from './liveWorker.ts';
import { mergeRanges } from './mergeRanges.ts';
import { quickjsModule } from './quickjsModule.ts';
import { ReplState } from './replState.ts';
import { SandboxPlaces } from './sandboxPlaces.ts';
import type { CellMessage, SandboxWorker } from './sandboxWorker.ts';
import { ContextText } from './text/contextText.ts';

export interface WorkerEnvironmentParts {
  readonly context: Context;
  readonly options: EnvironmentOptions;
  readonly calls: CallHandler;
  /** The bundle of worker.ts. */
  readonly workerPath: string;
  /** The file `quickjs-wasi/quickjs.wasm`. */
  readonly wasmPath: string;
  /** Shared by all sandboxes of the process; absent: this one never waits for another. */
  readonly places?: SandboxPlaces;
}

/**
 * A REPL in a worker thread of its own, which starts at once, so that it is there when the first
 * reply is. A cell that can't be stopped, or an interpreter that broke, costs the worker: the next
 * one takes up the state that the last finished cell left.
 */
export function createWorkerEnvironment(parts: WorkerEnvironmentParts): Environment {
  const environment = new WorkerEnvironment(parts, Promise.resolve(new ReplState()));
  environment.startAhead();
  return environment;
}

/** Characters up to which a text is described right here, before any worker has started. */
const describedHere = 2_000_000;
const bytesPerMegabyte = 1_048_576;

class WorkerEnvironment implements Environment {
  readonly #parts: WorkerEnvironmentParts;
  /** Of the worker that was started last: one that can't be ended yet may still write to its own. */
  #control = new Control();
  readonly #live: LiveWorker;
  /** Where it goes on from: of another REPL perhaps, whose last state is still on its way. */
  readonly #from: Promise<ReplState>;
  #state = new ReplState();
  #calls: CallHandler;
  #cell: CellRun | null = null;
  /** That of the last cell. */
  #signal: AbortSignal | null = null;
  /** Cells run one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #variables: readonly Variable[] = [];
  #candidate: string | null = null;
  #covered: readonly TextRange[] = [];
  /** Sentences that the next result has to carry. */
  #news: string[] = [];

  constructor(parts: WorkerEnvironmentParts, from: Promise<ReplState>) {
    this.#parts = parts;
    this.#calls = parts.calls;
    this.#from = from.then((state) => {
      this.#state = state;
      this.#variables = state.recovery.with(state.savedVariables);
      return state;
    });
    this.#live = new LiveWorker({
      workerPath: parts.workerPath,
      places: parts.places ?? new SandboxPlaces(),
      megabytes: parts.options.sandboxMemoryMb,
      start: () => this.#start(),
      forget: () => this.#forget(),
      onMessage: (worker, message) => this.#receive(worker, message),
      onDeath: (why) => this.#onDeath(why),
    });
  }

  startAhead(): void {
    this.#live.startAhead();
  }

  async describe(): Promise<ContextDescription> {
    const { context } = this.#parts;
    const chars = context.items.reduce((sum, { text }) => sum + text.length, 0);
    if (chars <= describedHere) return new ContextText(context).describe();
    return this.#live.ask('describe', null);
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
    return this.#live.ask('read', variable);
  }

  /** As the last cell left them: nothing else changes them. */
  async variables(): Promise<readonly Variable[]> {
    await this.#from;
    return this.#variables;
  }

  async cite(ranges: readonly LineRange[]): Promise<readonly (string | null)[]> {
    // A run that was stopped ends without the wait for a place and the start of another worker.
    const isOver = this.#signal?.aborted === true && this.#live.current === null;
    if (isOver) return new ContextText(this.#parts.context).cite(ranges);
    return this.#live.ask('cite', ranges);
  }

  locate(quotes: readonly string[]): Promise<readonly (LineRange | null)[]> {
    return this.#live.ask('locate', quotes);
  }

  async cover(texts: readonly string[]): Promise<readonly TextRange[]> {
    // A worker knows only what it was told itself; this outlives it.
    this.#covered = mergeRanges([...this.#covered, ...(await this.#live.ask('cover', texts))]);
    return this.#covered;
  }

  async renew(calls: CallHandler): Promise<void> {
    this.#calls = calls;
    this.#candidate = null;
    this.#covered = [];
    await this.#live.ask('renew', null);
  }

  remember(messages: readonly Message[]): Promise<string | null> {
    return this.#live.ask('remember', JSON.stringify(messages));
  }

  fork(): Environment {
    const copy = this.#settledState().then(async (state) => {
      const taken = state.copy();
      // What the worker saves from now on must not overwrite what is shared.
      this.#live.current?.post({ type: 'release' });
      return taken;
    });
    return new WorkerEnvironment(this.#parts, copy);
  }

  async rest(): Promise<number> {
    const { saved } = await this.#settledState();
    await this.#live.rest();
    return saved?.memory.byteLength ?? 0;
  }

  async dispose(): Promise<void> {
    await this.#live.close();
    this.#state.stopWaiting();
  }

  async #execute(code: string, cell: string, signal: AbortSignal): Promise<CellResult> {
    this.#signal = signal;
    const { worker, place } = await this.#live.readyUnlessStopped(signal);
    // An earlier cell that was stopped may have left it lent.
    await place.takeBack(signal);
    const { options } = this.#parts;
    const run = new CellRun({
      worker,
      control: this.#control,
      cellSeconds: options.cellSeconds,
      desk: new CallDesk({
        calls: this.#calls,
        contextChars: options.sandboxMemoryMb * bytesPerMegabyte,
        keptChars: (options.sandboxMemoryMb * bytesPerMegabyte) / 16,
        reply: (outcome) => worker.post({ type: 'settled', ...outcome }),
        place,
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
    const { recovery, savedVariables } = this.#state;
    recovery.add(answered, savedVariables);
    this.#variables = recovery.with(savedVariables);
    // After Stop there is most likely no next cell.
    if (!signal.aborted) this.startAhead();
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
    const names = this.#state.savedVariables.map(({ name }) => name);
    const kept =
      names.length === 0
        ? 'There are no variables from earlier cells.'
        : `Variables from earlier cells are as they were: ${names.slice(-50).join(', ')}.`;
    const restarted = `The sandbox was restarted: what this cell had assigned is lost. ${kept}`;
    const recovered = this.#state.recovery.note(answered);
    return recovered === null ? [restarted] : [restarted, recovered];
  }

  async #settledState(): Promise<ReplState> {
    const state = await this.#from;
    await state.settled();
    return state;
  }

  async #start(): Promise<SandboxStart> {
    const { context, options, wasmPath } = this.#parts;
    const { saved, recovery } = await this.#from;
    const module = await quickjsModule(wasmPath, options.sandboxMemoryMb).catch(
      (error: unknown) => {
        throw new SandboxFailed(asError(error).message);
      },
    );
    this.#control = new Control();
    return {
      module,
      context: {
        kind: context.kind,
        items: context.items.map(({ path, text }) => ({ path, text })),
      },
      ...options,
      control: this.#control.buffer,
      saved,
      recovered: recovery.forStart,
    };
  }

  #forget(): boolean {
    if (!this.#state.forget()) return false;
    this.#variables = [];
    this.#news.push('The sandbox had to start anew: all variables are lost.');
    return true;
  }

  #receive(worker: SandboxWorker, message: CellMessage): void {
    if (message.type === 'finished') this.#state.finish(message.outcome.variables);
    if (message.type === 'saved') this.#save(worker, message.state);
    else if (this.#cell !== null) this.#cell.receive(message);
    else if (message.type === 'broken') void worker.terminate(message.why);
  }

  #save(worker: SandboxWorker, state: SavedState): void {
    const most = this.#parts.options.sandboxMemoryMb * bytesPerMegabyte;
    if (state.memory.byteLength <= most) this.#state.save(state);
    else void worker.terminate('it sent more than it may have');
  }

  #onDeath(why: string): void {
    this.#state.stopWaiting();
    if (this.#cell !== null) return;
    this.#news.push(
      `The sandbox was restarted (${why}): what the last cell had assigned may be lost.`,
    );
  }
}
