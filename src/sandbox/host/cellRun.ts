import { deferred } from '../../core/deferred.ts';
import type { CellError, Evaluated } from '../../core/environment.ts';
import {
  type CellOutcome,
  type HostMessage,
  maxCellOutputChars,
  type RecoveredCall,
} from '../../protocol/sandbox.ts';
import type { Control } from '../control.ts';
import { CellOutput } from '../output.ts';
import type { CallDesk } from './callDesk.ts';
import type { CellMessage, SandboxWorker } from './sandboxWorker.ts';

/** What a worker is to run. */
export type CellWork = Extract<HostMessage, { readonly type: 'execute' | 'evaluate' }>;

/** How a cell ended: by itself, or with the worker in which it ran. */
export type CellEnd =
  | { readonly outcome: CellOutcome }
  | { readonly evaluated: Evaluated }
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
export class CellRun {
  readonly #worker: SandboxWorker;
  readonly #control: Control;
  readonly #desk: CallDesk;
  readonly #hardMs: number;
  /** What it printed so far, for when there will be no outcome. */
  readonly #output = new CellOutput(maxCellOutputChars);
  readonly #finished = deferred<CellEnd>();
  #error: CellError | null = null;

  /** @param parts.cellSeconds of computing; half as much later, at most 5 s, the worker dies. */
  constructor(parts: {
    readonly worker: SandboxWorker;
    readonly control: Control;
    readonly desk: CallDesk;
    readonly cellSeconds: number;
  }) {
    this.#worker = parts.worker;
    this.#control = parts.control;
    this.#desk = parts.desk;
    this.#hardMs = (parts.cellSeconds + Math.min(parts.cellSeconds / 2, 5)) * 1_000;
  }

  async run(work: CellWork, signal: AbortSignal): Promise<CellEnd> {
    const timers = new Set<NodeJS.Timeout>();
    const later = (ms: number, act: () => void) => timers.add(setTimeout(act, ms));
    const watch = () => {
      const left = Math.min(
        this.#hardMs - this.#control.computedMs,
        this.#hardMs + graceMs - this.#desk.idleMs,
      );
      if (left > 0) later(Math.max(left, watchMs), watch);
      else this.#kill('Timeout', `The cell computed for over ${this.#hardMs / 1_000} s`);
    };
    const stop = () => {
      this.#control.requestStop();
      this.#worker.post({ type: 'cancel' });
      this.#desk.close();
      later(stopMs, () => this.#kill('Stopped', 'The cell was stopped'));
    };
    this.#control.reset();
    this.#worker.post(work);
    watch();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await Promise.race([this.#finished.promise, this.#worker.died.then(this.#onDeath)]);
    } finally {
      signal.removeEventListener('abort', stop);
      for (const timer of timers) clearTimeout(timer);
      this.#desk.close();
      this.#desk.forget();
    }
  }

  receive(message: CellMessage): void {
    switch (message.type) {
      case 'printed':
        this.#output.add(message.text);
        break;
      case 'call':
        if (!this.#desk.take(message.call, message.request)) {
          this.#kill('SandboxFailed', 'The sandbox sent something that is no call');
        }
        break;
      case 'waiting':
        this.#desk.waits(message.settled);
        break;
      case 'finished':
        this.#finished.resolve({ outcome: message.outcome });
        // The worker, which outlives the cell, keeps this in memory.
        this.#output.clear();
        break;
      case 'evaluated':
        this.#finished.resolve({ evaluated: message.evaluated });
        break;
      case 'broken':
        this.#kill(message.isMemory ? 'OutOfMemory' : 'SandboxFailed', message.why);
        break;
      case 'saved':
        break;
    }
  }

  #kill(name: string, why: string): void {
    this.#error ??= { name, message: `${why}.`, line: null };
    void this.#worker.terminate(why);
  }

  readonly #onDeath = (why: string): CellEnd => ({
    killed: this.#error ?? {
      name: 'SandboxFailed',
      message: `The sandbox died: ${why}.`,
      line: null,
    },
    output: this.#output,
    durationMs: this.#control.computedMs,
    answered: this.#desk.answered,
  });
}
