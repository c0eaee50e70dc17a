import { setTimeout as delay } from 'node:timers/promises';
import { Cancelled } from '../core/errors.ts';

/** ms after which a stopped run is given up with whatever hangs in it. */
const longestStopMs = 5_000;
/** ms in which reading that was stopped comes to its end, unless a thread of it hangs. */
const longestReadingMs = 300;

/** Ctrl-C and SIGTERM; asked a second time, the user means it. */
export class Interrupt {
  readonly #stop = new AbortController();
  #name: 'SIGINT' | 'SIGTERM' = 'SIGINT';
  #isLeaving = false;
  #work: Promise<unknown> = Promise.resolve();

  /** `status`: the exit status of a process that was stopped. */
  constructor(status: number) {
    const interrupt = (name: 'SIGINT' | 'SIGTERM'): void => {
      if (this.#isLeaving) this.#die();
      if (this.signal.aborted) process.exit(status);
      this.#name = name;
      this.#stop.abort();
      setTimeout(() => process.exit(status), longestStopMs).unref();
    };
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** What the work comes to, or Cancelled at once, however long the work still takes to end. */
  async unlessStopped<T>(work: Promise<T>): Promise<T> {
    const over = new AbortController();
    this.#work = work;
    try {
      return await Promise.race([work, this.#stopped(over.signal)]);
    } finally {
      over.abort();
    }
  }

  /**
   * Returns when the work that was stopped is over. A read that hangs in the kernel (a disk that does not
   * answer) never is, and an orderly exit would wait for its thread: the process ends by the signal
   * then, as it would have without a handler.
   */
  async leave(): Promise<void> {
    const isOver = this.#work.then(
      () => true,
      () => true,
    );
    this.#isLeaving = true;
    if (!(await Promise.race([isOver, delay(longestReadingMs, false)]))) this.#die();
    this.#isLeaving = false;
  }

  #die(): void {
    process.removeAllListeners(this.#name);
    process.kill(process.pid, this.#name);
  }

  #stopped(over: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const stop = (): void => reject(new Cancelled());
      if (this.signal.aborted) stop();
      else this.signal.addEventListener('abort', stop, { once: true, signal: over });
    });
  }
}
