import type { ContextDescription } from '../../core/context.ts';
import type {
  CallHandler,
  CellLabel,
  CellResult,
  CitedLines,
  Covered,
  Environment,
  Evaluated,
  LineRange,
  RecoveredCall,
  Variable,
} from '../../core/environment.ts';
import type { Message } from '../../core/model.ts';
import type { HostRequests, SandboxStart, SavedState } from '../../protocol/sandbox.ts';
import { Control } from '../control.ts';
import { heldBytes, isSavedMemory } from '../savedMemory.ts';
import { CellResults } from './cellResults.ts';
import { type CellEnd, CellRun, type CellWork } from './cellRun.ts';
import { HostCalls, newestWithin, refuseCalls } from './hostCalls.ts';
import { mayBeExpression } from './languages.ts';
import { LiveWorker } from './liveWorker.ts';
import { engineMark, packState, unpackState } from './packedState.ts';
import { keepImage } from './pythonEngine.ts';
import { ReplState } from './replState.ts';
import { SandboxPlaces } from './sandboxPlaces.ts';
import { sandboxStart } from './sandboxStart.ts';
import type { SandboxWorker } from './sandboxWorker.ts';
import { TextQuestions } from './textQuestions.ts';
import type { WorkerEnvironmentParts } from './workerEnvironmentParts.ts';

/**
 * A REPL in a worker thread of its own, which starts at once, so that it is there when the first
 * reply is. A cell that can't be stopped, or an interpreter that broke, costs the worker: the next
 * one takes up the state that the last finished cell left.
 */
export function createWorkerEnvironment(parts: WorkerEnvironmentParts): Environment {
  const state = new ReplState(parts.options.language);
  const environment = new WorkerEnvironment(parts, Promise.resolve(state));
  environment.startAhead();
  return environment;
}

const bytesPerMegabyte = 1_048_576;

class WorkerEnvironment implements Environment {
  readonly #parts: WorkerEnvironmentParts;
  /** Of the worker that was started last: one that can't be ended yet may still write to its own. */
  #control = new Control();
  readonly #live: LiveWorker;
  /** Where it goes on from: of another REPL perhaps, whose last state is still on its way. */
  readonly #from: Promise<ReplState>;
  #state: ReplState;
  #calls: CallHandler;
  #isRunning = false;
  /** That of the last cell. */
  #signal: AbortSignal | null = null;
  /** Cells run one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #results = new CellResults();
  readonly #text: TextQuestions;

  constructor(parts: WorkerEnvironmentParts, from: Promise<ReplState>) {
    this.#parts = parts;
    this.#calls = parts.calls;
    this.#state = new ReplState(parts.options.language);
    this.#from = from.then((state) => {
      this.#state = state;
      this.#results.variables = state.recovery.with(state.savedVariables);
      return state;
    });
    this.#live = new LiveWorker({
      workerPath: parts.workerPath,
      places: parts.places ?? new SandboxPlaces(),
      megabytes: parts.options.sandboxMemoryMb,
      start: () => this.#start(),
      forget: () => this.#forget(),
      onSaved: (worker, state) => this.#save(worker, state),
      onImage: (image) => this.#keepImage(image),
      onDeath: (why) => this.#onDeath(why),
    });
    this.#text = new TextQuestions({
      context: parts.context,
      live: this.#live,
      isOver: () => this.#signal?.aborted === true,
    });
  }

  startAhead(): void {
    this.#live.startAhead();
  }

  describe(): Promise<ContextDescription> {
    return this.#text.describe();
  }

  execute(
    code: string,
    cell: CellLabel,
    signal: AbortSignal,
    onWaiting?: () => void,
  ): Promise<CellResult> {
    return this.#inTurn(async () => {
      const calls = { answer: this.#calls, onWaiting };
      const end = await this.#run('execute', { code, cell }, calls, signal, (outcome) => {
        this.#state.finish(outcome.variables);
        this.#live.current?.expect(this.#state.settled());
      });
      const result = this.#results.of(end, this.#state);
      if ('killed' in end) this.#startAfter(signal);
      return result;
    });
  }

  recover(answered: readonly RecoveredCall[]): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      await this.#settledState();
      const kept = newestWithin(answered, this.#keptChars);
      this.#results.goOnFrom(this.#state, kept);
      const notes = this.#state.restartNotes(kept);
      // The next one begins with what was recovered.
      await this.#live.rest();
      return notes;
    });
  }

  state(): Promise<Uint8Array | null> {
    return this.#inTurn(async () => {
      const { saved, savedVariables } = await this.#settledState();
      if (saved === null) return null;
      const told = { candidate: this.#results.candidate, known: this.#text.known.all() };
      const kept = { saved, variables: savedVariables, ...told };
      return packState(kept, await engineMark(this.#parts));
    });
  }

  restore(packed: Uint8Array): Promise<boolean> {
    return this.#inTurn(async () => {
      await this.#from;
      const kept = await unpackState(packed, await engineMark(this.#parts));
      const mostBytes = this.#parts.options.sandboxMemoryMb * bytesPerMegabyte;
      if (kept === null || !isSavedMemory(kept.saved.memory, mostBytes)) return false;
      this.#state.finish(kept.variables);
      this.#state.save(kept.saved);
      this.#results.restore(kept.variables, kept.candidate);
      this.#text.known.add(kept.known);
      await this.#live.rest();
      return true;
    });
  }

  async evaluate(text: string, signal: AbortSignal): Promise<Evaluated> {
    // Most answers are prose: they need not wait for a worker.
    if (!(await mayBeExpression(text, this.#parts.options.language))) return { kind: 'text' };
    return this.#inTurn(async () => {
      const end = await this.#run('evaluate', text, { answer: refuseCalls }, signal);
      if ('result' in end) return end.result;
      this.#results.goOnFrom(this.#state, end.answered);
      this.#startAfter(signal);
      return { kind: 'failed', message: end.killed.message };
    });
  }

  async variables(): Promise<readonly Variable[]> {
    await this.#from;
    return this.#results.variables;
  }

  cite(ranges: readonly LineRange[]): Promise<readonly (CitedLines | null)[]> {
    return this.#text.cite(ranges);
  }

  locate(quotes: readonly string[]): Promise<readonly (LineRange | null)[]> {
    return this.#text.locate(quotes);
  }

  holds(texts: readonly string[]): Promise<boolean> {
    return this.#text.holds(texts);
  }

  cover(texts: readonly string[], isAnswered: boolean): Promise<Covered> {
    return this.#text.cover(texts, isAnswered);
  }

  async renew(calls: CallHandler): Promise<void> {
    this.#calls = calls;
    this.#results.renew();
    this.#text.known.clear();
    await this.#live.ask('renew', null);
  }

  remember(messages: readonly Message[]): Promise<string | null> {
    return this.#live.ask('remember', JSON.stringify(messages));
  }

  fork(): Environment {
    const copy = this.#settledState().then(async (state) => {
      const taken = state.copy();
      // What the worker saves from now on must not overwrite what is shared.
      this.#live.current?.tell('release');
      return taken;
    });
    return new WorkerEnvironment(this.#parts, copy);
  }

  async rest(): Promise<number> {
    const { saved } = await this.#settledState();
    await this.#live.rest();
    return saved === null ? 0 : heldBytes(saved.memory);
  }

  async dispose(): Promise<void> {
    await this.#live.close();
    this.#state.stopWaiting();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    // What comes next doesn't care how this one ended.
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #run<Work extends CellWork>(
    work: Work,
    params: HostRequests[Work]['params'],
    calls: { readonly answer: CallHandler; readonly onWaiting?: (() => void) | undefined },
    signal: AbortSignal,
    onResult?: (result: HostRequests[Work]['result']) => void,
  ): Promise<CellEnd<Work>> {
    this.#signal = signal;
    const { worker, place } = await this.#live.readyUnlessStopped(signal);
    // An earlier cell that was stopped may have left it lent.
    await place.takeBack(signal);
    const { options } = this.#parts;
    const run = new CellRun({
      worker,
      control: this.#control,
      cellSeconds: options.cellSeconds,
      calls: new HostCalls({
        calls: calls.answer,
        onWaiting: calls.onWaiting ?? (() => {}),
        contextChars: options.sandboxMemoryMb * bytesPerMegabyte,
        keptChars: this.#keptChars,
        place,
      }),
    });
    this.#isRunning = true;
    try {
      return await run.run(work, params, signal, onResult);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Of what a cell was answered, for when it is killed. */
  get #keptChars(): number {
    return (this.#parts.options.sandboxMemoryMb * bytesPerMegabyte) / 16;
  }

  /** After Stop there is most likely no next cell. */
  #startAfter(signal: AbortSignal): void {
    if (!signal.aborted) this.startAhead();
  }

  async #settledState(): Promise<ReplState> {
    const state = await this.#from;
    await state.settled();
    return state;
  }

  async #start(): Promise<SandboxStart> {
    this.#control = new Control();
    return sandboxStart(this.#parts, await this.#from, this.#control, this.#text.known.all());
  }

  #forget(): boolean {
    if (!this.#state.forget()) return false;
    this.#results.forget();
    return true;
  }

  #save(worker: SandboxWorker, state: SavedState): void {
    const mostBytes = this.#parts.options.sandboxMemoryMb * bytesPerMegabyte;
    if (isSavedMemory(state.memory, mostBytes)) this.#state.save(state);
    else void worker.terminate('it sent more than it may have');
  }

  #keepImage(image: SavedState): void {
    const { python, options } = this.#parts;
    const isWhole = isSavedMemory(image.memory, options.sandboxMemoryMb * bytesPerMegabyte);
    if (python !== undefined && isWhole) keepImage(python, image);
  }

  #onDeath(why: string): void {
    this.#state.stopWaiting();
    if (!this.#isRunning) this.#results.restart(why);
  }
}
