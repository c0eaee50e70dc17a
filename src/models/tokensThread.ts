import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Deferred, deferred } from '../core/deferred.ts';
import type { TokensAsked, TokensCounted } from './encoder.ts';

/** ms without work after which the thread is let go; the next count starts another. */
const idleMs = 10_000;

/**
 * The thread that counts tokens: started by the first count, and never a reason for the process to
 * stay. `assetsFolder` holds `tokensWorker.js` and what it loads.
 */
export class TokensThread {
  readonly #assetsFolder: string;
  readonly #pending = new Map<number, Deferred<number>>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(assetsFolder: string) {
    this.#assetsFolder = assetsFolder;
  }

  /** Tokens of all pieces together. Rejects when the thread breaks: that is a bug. */
  async count(pieces: readonly string[]): Promise<number> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    clearTimeout(this.#idle);
    worker.ref();
    const id = ++this.#asked;
    const counted = deferred<number>();
    this.#pending.set(id, counted);
    worker.postMessage({ id, pieces } satisfies TokensAsked);
    try {
      return await counted.promise;
    } finally {
      this.#pending.delete(id);
      if (this.#pending.size === 0 && this.#worker === worker) this.#rest(worker);
    }
  }

  #start(): Worker {
    const assetsFolder = this.#assetsFolder;
    const worker = new Worker(path.join(assetsFolder, 'tokensWorker.js'), {
      workerData: { assetsFolder },
      env: {},
    });
    worker.on('message', (counted: TokensCounted) => {
      const pending = this.#pending.get(counted.id);
      if ('tokens' in counted) pending?.resolve(counted.tokens);
      else pending?.reject(new Error(`Tokens can't be counted: ${counted.failure}`));
    });
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('The thread that counts tokens ended.')));
    return worker;
  }

  /** An idle thread lets the process end, and goes itself after a while. */
  #rest(worker: Worker): void {
    worker.unref();
    this.#idle = setTimeout(() => {
      this.#worker = null;
      void worker.terminate();
    }, idleMs).unref();
  }

  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    clearTimeout(this.#idle);
    for (const pending of this.#pending.values()) pending.reject(error);
  }
}
