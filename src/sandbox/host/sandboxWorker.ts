import { Worker } from 'node:worker_threads';
import { deferred } from '../../core/deferred.ts';
import type { CallRequest } from '../../core/environment.ts';
import { asError, CallRefused, SandboxFailed } from '../../core/errors.ts';
import { type Channel, openChannel, type Readers, type Settle } from '../../protocol/channel.ts';
import type {
  HostEvents,
  HostRequests,
  SandboxStart,
  SavedState,
  WorkerEvents,
  WorkerRequests,
} from '../../protocol/sandbox.ts';
import { Control } from '../control.ts';

/** What a cell hears of the worker in which it runs. */
export interface CellListener {
  onCall(request: CallRequest): Promise<string>;
  /** What it has printed since the last time. */
  onPrinted(text: string): void;
  /** It waits for calls, and has taken up so many outcomes. */
  onWaiting(settled: number): void;
}

export interface SandboxWorkerParts {
  /** The bundle of worker.ts. */
  readonly workerPath: string;
  readonly start: SandboxStart;
  /** How it is looked at what the worker says. */
  readonly readers: Readers;
  readonly onSaved: (worker: SandboxWorker, state: SavedState) => void;
  /** It has made what later workers start from; no code has run there yet. */
  readonly onImage: (image: SavedState) => void;
}

const megabyte = 1_048_576;
/** ms for what a worker owes while no cell runs: texts may be huge and machines slow, but it comes. */
const owedMs = 120_000;
/** The interpreter takes 512 KB of it, and each of its frames several times that of V8's. */
const stackMegabytes = 16;

/** One worker thread with nothing of this process in it, from its start to its death. */
export class SandboxWorker {
  /** Resolves when code can run; rejects with SandboxFailed. */
  readonly ready: Promise<void>;
  /** Resolves to why when it has been told to end, or has ended by itself: it says nothing any more. */
  readonly died: Promise<string>;
  /** Resolves when the thread is gone, which native code can delay. */
  readonly gone: Promise<void>;
  #cell: CellListener | null = null;
  /** How many cells have begun or ended. */
  #changes = 0;
  readonly #worker: Worker;
  readonly #channel: Channel<HostRequests, HostEvents, WorkerEvents>;
  readonly #die: (why: string) => void;
  #why: string | null = null;

  constructor({ workerPath, start, readers, onSaved, onImage }: SandboxWorkerParts) {
    const worker = new Worker(workerPath, {
      workerData: start,
      env: {},
      execArgv: [],
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes(start), stackSizeMb: stackMegabytes },
    });
    this.#worker = worker;
    // Nothing is expected there; read, so that nothing piles up.
    worker.stdout.resume();
    worker.stderr.resume();
    const ready = deferred<void>();
    this.ready = ready.promise;
    const died = deferred<string>();
    this.died = died.promise;
    this.#die = (why) => {
      if (this.#why !== null) return;
      this.#why = why;
      ready.reject(new SandboxFailed(why));
      // What is on its way from there is not heard any more.
      this.#channel.dispose();
      died.resolve(why);
    };
    worker.once('error', (error) => this.#die(asError(error).message));
    this.gone = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#die('it ended by itself');
        resolve();
      });
    });
    // Whoever waits for it hears of a failure.
    this.expect(this.ready);
    const control = new Control(start.control);
    this.#channel = openChannel<WorkerRequests, HostRequests, HostEvents, WorkerEvents>({
      port: {
        post(message) {
          worker.postMessage(message);
          control.ring();
        },
        onMessage(listener) {
          worker.on('message', listener);
          return { dispose: () => void worker.off('message', listener) };
        },
      },
      handlers: {
        call: (request) =>
          this.#cell?.onCall(request) ?? Promise.reject(new CallRefused('No cell runs.')),
      },
      readers,
      onFault: () => void this.terminate('it sent something unknown'),
    });
    // What goes on from a state has code in it from the first.
    let hasCode = start.saved !== null;
    this.#channel.on('image', (image) => {
      if (!hasCode) onImage(image);
    });
    this.#channel.on('ready', () => {
      hasCode = true;
      ready.resolve();
    });
    this.#channel.on('printed', (text) => this.#cell?.onPrinted(text));
    this.#channel.on('waiting', (settled) => this.#cell?.onWaiting(settled));
    this.#channel.on('saved', (state) => onSaved(this, state));
    this.#channel.on('broken', (why) => void this.terminate(why));
  }

  /** That of the cell that runs. */
  set cell(cell: CellListener | null) {
    this.#cell = cell;
    this.#changes += 1;
  }

  /** Terminates it if `owed` settles in neither way: for what its thread does outside of cells. */
  expect(owed: Promise<unknown>): void {
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      const changes = this.#changes;
      timer = setTimeout(() => {
        // A cell has deadlines of its own, and the rest waits for its end.
        const wasFree = this.#cell === null && this.#changes === changes;
        if (wasFree) void this.terminate('it did not answer');
        else wait();
      }, owedMs);
      // The thread keeps the process alive, not the wait for it.
      timer.unref();
    };
    wait();
    const settled = () => clearTimeout(timer);
    owed.then(settled, settled);
  }

  /**
   * Rejects with SandboxFailed when the worker can't answer or dies. What is about the text alone is
   * answered before code can run.
   */
  async request<Name extends keyof HostRequests>(
    name: Name,
    params: HostRequests[Name]['params'],
  ): Promise<HostRequests[Name]['result']> {
    const answer = this.#channel.request(name, params);
    this.expect(answer);
    try {
      return await answer;
    } catch (error) {
      throw new SandboxFailed(this.#why ?? asError(error).message.slice(0, 500));
    }
  }

  /** The same for who must hear of the answer before anything else that the worker has sent. */
  ask<Name extends keyof HostRequests>(
    name: Name,
    params: HostRequests[Name]['params'],
    settle: Settle<HostRequests[Name]['result']>,
  ): void {
    this.#channel.ask(name, params, settle);
  }

  tell(name: keyof HostEvents): void {
    this.#channel.announce(name, null);
  }

  /** It says nothing any more, at once; resolves when its thread is gone. */
  async terminate(why: string): Promise<void> {
    this.#die(why);
    void this.#worker.terminate();
    await this.gone;
  }
}

/** For the text as V8 strings, its lines and what greps find, over what the worker itself takes. */
function heapMegabytes({ context }: SandboxStart): number {
  const bytes = context.items.reduce((sum, { text }) => sum + text.length * text.width, 0);
  return 512 + Math.ceil((3 * bytes) / megabyte);
}
