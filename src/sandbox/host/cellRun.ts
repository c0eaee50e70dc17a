import { deferred } from '../../core/deferred.ts';
import type { CallRequest, CellError } from '../../core/environment.ts';
import { CallRefused } from '../../core/errors.ts';
import { ChannelClosed } from '../../protocol/channelMessage.ts';
import {
  type HostRequests,
  maxCellOutputChars,
  type RecoveredCall,
} from '../../protocol/sandbox.ts';
import type { Control } from '../control.ts';
import { CellOutput } from '../output.ts';
import type { HostCalls } from './hostCalls.ts';
import type { CellListener, SandboxWorker } from './sandboxWorker.ts';

/** What a worker can be asked to run. */
export type CellWork = 'execute' | 'evaluate';

/** How a cell ended: by itself, or with the worker in which it ran. */
export type CellEnd<Work extends CellWork> =
  | { readonly result: HostRequests[Work]['result'] }
  | KilledEnd;

export interface KilledEnd {
  readonly killed: CellError;
  readonly output: CellOutput;
  readonly durationMs: number;
  /** What models had answered by then. */
  readonly answered: readonly RecoveredCall[];
}

/** ms that a stopped cell has to end by itself, before its worker is terminated. */
const stopMs = 250;
/**
 * ms that a cell may have no call under way beyond its hard deadline: for starting, for sending, and
 * then the worker's own count of its computing is not believed any more.
 */
const graceMs = 10_000;
/** ms between two looks at how long the cell has computed, at least. */
const watchMs = 20;

/** One cell in a worker, or one expression, seen from the host: its deadline, its cancelling, its death. */
export class CellRun implements CellListener {
  readonly #worker: SandboxWorker;
  readonly #control: Control;
  readonly #calls: HostCalls;
  readonly #hardMs: number;
  /** What it printed so far, for when there will be no outcome. */
  readonly #output = new CellOutput(maxCellOutputChars);
  #error: CellError | null = null;

  /** @param parts.cellSeconds of computing; half as much later, at most 5 s, the worker dies. */
  constructor(parts: {
    readonly worker: SandboxWorker;
    readonly control: Control;
    readonly calls: HostCalls;
    readonly cellSeconds: number;
  }) {
    this.#worker = parts.worker;
    this.#control = parts.control;
    this.#calls = parts.calls;
    this.#hardMs = (parts.cellSeconds + Math.min(parts.cellSeconds / 2, 5)) * 1_000;
  }

  /** @param onResult called before anything is heard that the worker sent after the result. */
  async run<Work extends CellWork>(
    work: Work,
    params: HostRequests[Work]['params'],
    signal: AbortSignal,
    onResult: (result: HostRequests[Work]['result']) => void = () => {},
  ): Promise<CellEnd<Work>> {
    const finished = deferred<CellEnd<Work>>();
    const timers = new Set<NodeJS.Timeout>();
    const later = (ms: number, act: () => void) => timers.add(setTimeout(act, ms));
    const watch = () => {
      const left = Math.min(
        this.#hardMs - this.#control.computedMs,
        this.#hardMs + graceMs - this.#calls.idleMs,
      );
      if (left > 0) later(Math.max(left, watchMs), watch);
      else this.#kill('Timeout', `The cell computed for over ${this.#hardMs / 1_000} s`);
    };
    const stop = () => {
      this.#control.requestStop();
      this.#worker.tell('stop');
      this.#calls.close();
      later(stopMs, () => this.#kill('Stopped', 'The cell was stopped'));
    };
    this.#control.reset();
    this.#worker.cell = this;
    this.#worker.ask(work, params, {
      resolve: (result) => {
        onResult(result);
        finished.resolve({ result });
        // The worker, which outlives the cell, keeps this in memory.
        this.#output.clear();
      },
      reject: (error) => {
        if (error instanceof ChannelClosed) return;
        const isMemory = error.name === 'OutOfMemory';
        this.#kill(isMemory ? error.name : 'SandboxFailed', error.message.slice(0, 500));
      },
    });
    watch();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await Promise.race([finished.promise, this.#worker.died.then(this.#onDeath)]);
    } finally {
      this.#worker.cell = null;
      signal.removeEventListener('abort', stop);
      for (const timer of timers) clearTimeout(timer);
      this.#calls.close();
      this.#calls.forget();
    }
  }

  onCall(request: CallRequest): Promise<string> {
    const answer = this.#calls.answer(request);
    if (answer !== null) return answer;
    this.#kill('SandboxFailed', 'The sandbox asked more at once than it may');
    return Promise.reject(new CallRefused('More is asked at once than may be.'));
  }

  onPrinted(text: string): void {
    this.#output.add(text);
  }

  onWaiting(settled: number): void {
    this.#calls.waits(settled);
  }

  #kill(name: string, why: string): void {
    this.#error ??= { name, message: `${why}.`, line: null };
    void this.#worker.terminate(why);
  }

  readonly #onDeath = (why: string): KilledEnd => ({
    killed: this.#error ?? {
      name: 'SandboxFailed',
      message: `The sandbox died: ${why}.`,
      line: null,
    },
    output: this.#output,
    durationMs: this.#control.computedMs,
    answered: this.#calls.answered,
  });
}
