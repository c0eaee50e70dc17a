import { type Deferred, deferred } from '../core/deferred.ts';
import { SandboxFailed } from '../core/errors.ts';
import {
  codeQuestions,
  type QuestionName,
  type SandboxQuestions,
  type SandboxStart,
} from '../protocol/sandbox.ts';
import { type CellMessage, SandboxWorker } from './sandboxWorker.ts';

export interface LiveWorkerParts {
  /** The bundle of worker.ts. */
  readonly workerPath: string;
  /** What the next worker is started with. */
  readonly start: () => Promise<SandboxStart>;
  /** A start failed: forgets the state that it was to go on from. False when there was none. */
  readonly forget: () => boolean;
  readonly onMessage: (worker: SandboxWorker, message: CellMessage) => void;
  /** It died, and was neither closed nor laid to rest. */
  readonly onDeath: (why: string) => void;
}

/** The worker of one REPL, and after its death the next one, started when it is needed. */
export class LiveWorker {
  readonly #parts: LiveWorkerParts;
  /** Resolves when code can run there. */
  #worker: Promise<SandboxWorker> | null = null;
  /** Resolves as soon as it can be asked something about the text. */
  #begun: Deferred<SandboxWorker> = deferred();
  #isResting = false;
  #isClosed = false;

  constructor(parts: LiveWorkerParts) {
    this.#parts = parts;
  }

  /** The worker, started if there is none. Rejects with SandboxFailed. */
  ready(): Promise<SandboxWorker> {
    if (this.#isClosed) return Promise.reject(new SandboxFailed('it was closed'));
    this.#isResting = false;
    this.#worker ??= this.#start();
    return this.#worker;
  }

  startAhead(): void {
    // Whoever needs it hears of a failure.
    this.ready().catch(() => undefined);
  }

  /** A worker that has not started half a second after Stop is given up. */
  async readyUnlessStopped(signal: AbortSignal): Promise<SandboxWorker> {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      timer = setTimeout(async () => (await this.#begun.promise).terminate('it was stopped'), 500);
    };
    signal.addEventListener('abort', giveUp);
    try {
      return await this.ready();
    } finally {
      signal.removeEventListener('abort', giveUp);
      clearTimeout(timer);
    }
  }

  async ask<Name extends QuestionName>(
    name: Name,
    question: SandboxQuestions[Name]['question'],
  ): Promise<SandboxQuestions[Name]['answer']> {
    const ready = this.ready();
    const worker = await Promise.race([
      ready,
      codeQuestions.has(name) ? ready : this.#begun.promise,
    ]);
    try {
      return await worker.ask(name, question);
    } catch (error) {
      const isSame = worker === (await this.#worker?.catch(() => null));
      if (isSame || this.#isClosed) throw error;
      // It was killed because of a cell; the question is as good for the next one.
      return (await this.ready()).ask(name, question);
    }
  }

  /** The worker if code can run in one now. */
  async current(): Promise<SandboxWorker | null> {
    return (await this.#worker?.catch(() => null)) ?? null;
  }

  /** Ends the worker until one is needed again. */
  async rest(): Promise<void> {
    if (this.#worker === null) return;
    this.#isResting = true;
    await this.#end('it rests');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end('it was closed');
  }

  async #end(why: string): Promise<void> {
    if (this.#worker === null) return;
    // One that is still starting need not come to its end.
    const begun = await Promise.race([this.#begun.promise, this.current()]);
    await begun?.terminate(why);
    await (await this.current())?.terminate(why);
  }

  async #start(): Promise<SandboxWorker> {
    try {
      return await this.#startOnce();
    } catch (error) {
      if (this.#isClosed || !this.#parts.forget()) {
        this.#worker = null;
        throw error;
      }
      return this.#start();
    }
  }

  async #startOnce(): Promise<SandboxWorker> {
    const { workerPath, start, onMessage } = this.#parts;
    const worker: SandboxWorker = new SandboxWorker(workerPath, await start(), (message) =>
      onMessage(worker, message),
    );
    this.#begun.resolve(worker);
    await worker.ready;
    void worker.died.then((why) => {
      this.#worker = null;
      this.#begun = deferred();
      if (!this.#isClosed && !this.#isResting) this.#parts.onDeath(why);
    });
    return worker;
  }
}
