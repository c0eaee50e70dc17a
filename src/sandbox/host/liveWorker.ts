import { type Deferred, deferred } from '../../core/deferred.ts';
import { SandboxFailed } from '../../core/errors.ts';
import type { HostRequests, SandboxStart, SavedState } from '../../protocol/sandbox.ts';
import type { Place, SandboxPlaces } from './sandboxPlaces.ts';
import { SandboxWorker } from './sandboxWorker.ts';

export interface LiveWorkerParts {
  /** The bundle of worker.ts. */
  readonly workerPath: string;
  /** Where the worker must have a place, of so many MiB. */
  readonly places: SandboxPlaces;
  readonly megabytes: number;
  /** What the next worker is started with. */
  readonly start: () => Promise<SandboxStart>;
  /** A start failed: forgets the state that it was to go on from. False when there was none. */
  readonly forget: () => boolean;
  readonly onSaved: (worker: SandboxWorker, state: SavedState) => void;
  readonly onImage: (image: SavedState) => void;
  /** It died, and was neither closed nor laid to rest. */
  readonly onDeath: (why: string) => void;
}

/** A worker and the place that it has. */
export interface PlacedWorker {
  readonly worker: SandboxWorker;
  readonly place: Place;
}

/** One worker from the wish for it to its end. */
interface Life {
  /** Resolves when code can run there. */
  readonly ready: Promise<PlacedWorker>;
  /** Resolves as soon as it can be asked something about the text; another one after a failed start. */
  begun: Deferred<SandboxWorker>;
  /** Fires with a SandboxFailed when we end it: nothing is wrong with its state then. */
  readonly ended: AbortController;
  hasPlace: boolean;
  isReady: boolean;
  worker: SandboxWorker | null;
}

/** ms that Stop leaves a worker to start. */
const startMs = 500;
/** ms for which whoever ends a worker waits until its thread is gone: it may be in native code. */
const exitMs = 200;

/** The worker of one REPL, and after its death the next one, started when it is needed. */
export class LiveWorker {
  readonly #parts: LiveWorkerParts;
  #life: Life | null = null;
  #isClosed = false;

  constructor(parts: LiveWorkerParts) {
    this.#parts = parts;
  }

  /** The worker, started if there is none. Rejects with SandboxFailed. */
  ready(): Promise<PlacedWorker> {
    return this.#isClosed
      ? Promise.reject(new SandboxFailed('it was closed'))
      : this.#living().ready;
  }

  startAhead(): void {
    // Whoever needs it hears of a failure.
    this.ready().catch(() => undefined);
  }

  /** Stop ends the wait for a place at once, and half a second later a worker that has not started. */
  async readyUnlessStopped(signal: AbortSignal): Promise<PlacedWorker> {
    const ready = this.ready();
    const life = this.#life;
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      const end = () => life !== null && void this.#end(life, 'it was stopped');
      if (life?.hasPlace) timer = setTimeout(end, startMs);
      else end();
    };
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    try {
      return await ready;
    } finally {
      signal.removeEventListener('abort', giveUp);
      clearTimeout(timer);
    }
  }

  /** Asks about the text, as soon as there is a worker, or asks the REPL, as soon as code can run. */
  async ask<Name extends keyof HostRequests>(
    name: Name,
    params: HostRequests[Name]['params'],
  ): Promise<HostRequests[Name]['result']> {
    const ready = this.ready().then(({ worker }) => worker);
    const begun = this.#life?.begun.promise ?? ready;
    const isOfCode = name === 'renew' || name === 'remember';
    const worker = await (isOfCode ? ready : Promise.race([ready, begun]));
    try {
      return await worker.request(name, params);
    } catch (error) {
      const isSame = this.#life?.worker === worker;
      if (isSame || this.#isClosed) throw error;
      // It was killed because of a cell, or did not start; the question is as good for the next one.
      return (await this.ready()).worker.request(name, params);
    }
  }

  /** The worker if code can run in one now. */
  get current(): SandboxWorker | null {
    return this.#life?.isReady ? this.#life.worker : null;
  }

  /** Ends the worker until one is needed again. */
  async rest(): Promise<void> {
    if (this.#life !== null) await this.#end(this.#life, 'it rests');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#life !== null) await this.#end(this.#life, 'it was closed');
  }

  #living(): Life {
    if (this.#life !== null) return this.#life;
    const began = deferred<PlacedWorker>();
    const life: Life = {
      ready: began.promise,
      begun: deferred(),
      ended: new AbortController(),
      hasPlace: false,
      isReady: false,
      worker: null,
    };
    this.#life = life;
    // Whoever needs it hears of a failure; nobody may be waiting.
    life.ready.catch(() => undefined);
    began.resolve(this.#start(life));
    return life;
  }

  /** The next one need not wait until this one's thread is gone. */
  async #end(life: Life, why: string): Promise<void> {
    this.#forget(life);
    life.ended.abort(new SandboxFailed(why));
    if (life.worker === null) return;
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, exitMs);
    });
    await Promise.race([life.worker.terminate(why), pause]);
    clearTimeout(timer);
  }

  #forget(life: Life): void {
    if (this.#life === life) this.#life = null;
  }

  async #start(life: Life): Promise<PlacedWorker> {
    for (;;) {
      try {
        return await this.#startOnce(life);
      } catch (error) {
        // One that we ended ourselves says nothing of the state.
        if (!life.ended.signal.aborted && this.#parts.forget()) continue;
        this.#forget(life);
        throw error;
      }
    }
  }

  async #startOnce(life: Life): Promise<PlacedWorker> {
    const { workerPath, places, megabytes, onSaved, onImage } = this.#parts;
    const { signal } = life.ended;
    life.hasPlace = false;
    if (life.worker !== null) {
      // One that did not start answers nothing.
      life.worker = null;
      life.begun = deferred();
    }
    const place = await places.take(megabytes, signal);
    life.hasPlace = true;
    let worker: SandboxWorker;
    try {
      const [start, { workerReaders: readers }] = await Promise.all([
        this.#parts.start(),
        // It loads a package, which the start of the editor doesn't pay for.
        import('../../protocol/sandboxShapes.ts'),
      ]);
      if (signal.aborted) throw signal.reason;
      worker = new SandboxWorker({ workerPath, start, readers, onSaved, onImage });
    } catch (error) {
      place.release();
      throw error;
    }
    void worker.gone.then(() => place.release());
    life.worker = worker;
    life.begun.resolve(worker);
    await worker.ready;
    life.isReady = true;
    void worker.died.then((why) => {
      this.#forget(life);
      if (!signal.aborted) this.#parts.onDeath(why);
    });
    return { worker, place };
  }
}
