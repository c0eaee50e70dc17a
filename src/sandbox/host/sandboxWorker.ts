import { Worker } from 'node:worker_threads';
import { deferred } from '../../core/deferred.ts';
import { SandboxFailed } from '../../core/errors.ts';
import type {
  HostMessage,
  QuestionName,
  SandboxQuestions,
  SandboxStart,
} from '../../protocol/sandbox.ts';
import { Control } from '../control.ts';
import { readWorkerAnswer } from './workerAnswers.ts';
import { type ArrivedMessage, readWorkerMessage } from './workerMessages.ts';

/** Messages about the cell that runs. */
export type CellMessage = Exclude<
  ArrivedMessage,
  { type: 'ready' } | { type: 'answered' } | { type: 'refused' }
>;

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const megabyte = 1_048_576;
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
  readonly #worker: Worker;
  readonly #control: Control;
  readonly #questions = new Map<number, Pending>();
  #nextQuestion = 1;
  readonly #die: (why: string) => void;
  #why: string | null = null;

  constructor(workerPath: string, start: SandboxStart, onMessage: (message: CellMessage) => void) {
    this.#control = new Control(start.control);
    this.#worker = new Worker(workerPath, {
      workerData: start,
      env: {},
      execArgv: [],
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes(start), stackSizeMb: stackMegabytes },
    });
    // Nothing is expected there; read, so that nothing piles up.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    const ready = deferred<void>();
    this.ready = ready.promise;
    const died = deferred<string>();
    this.died = died.promise;
    this.#die = (why) => {
      if (this.#why !== null) return;
      this.#why = why;
      const failure = new SandboxFailed(why);
      ready.reject(failure);
      for (const { reject } of this.#questions.values()) reject(failure);
      this.#questions.clear();
      died.resolve(why);
    };
    this.#worker.once('error', (error) => {
      this.#die(error instanceof Error ? error.message : String(error));
    });
    this.gone = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#die('it ended by itself');
        resolve();
      });
    });
    // Whoever waits for it hears of a failure; nobody may be waiting yet.
    this.ready.catch(() => undefined);
    this.#worker.on('message', (value: unknown) => {
      // What was on its way when it was told to end.
      if (this.#why !== null) return;
      const message = readWorkerMessage(value);
      if (message === null) void this.terminate('it sent something unknown');
      else if (message.type === 'ready') ready.resolve();
      else if (message.type === 'answered') this.#settle(message.id)?.resolve(message.answer);
      else if (message.type === 'refused') this.#refuse(message.id, message.why);
      else onMessage(message);
    });
  }

  post(message: HostMessage): void {
    this.#worker.postMessage(message);
    this.#control.ring();
  }

  /**
   * Rejects with SandboxFailed when the worker can't answer or dies. What is about the text alone is
   * answered before code can run.
   */
  async ask<Name extends QuestionName>(
    name: Name,
    question: SandboxQuestions[Name]['question'],
  ): Promise<SandboxQuestions[Name]['answer']> {
    if (this.#why !== null) throw new SandboxFailed(this.#why);
    const id = this.#nextQuestion++;
    const answered = deferred<unknown>();
    this.#questions.set(id, answered);
    // The compiler can't see that name and question are of one kind.
    this.post({ type: 'ask', id, name, question } as HostMessage);
    return readWorkerAnswer(name, question, await answered.promise);
  }

  /** It says nothing any more, at once; resolves when its thread is gone. */
  async terminate(why: string): Promise<void> {
    this.#die(why);
    void this.#worker.terminate();
    await this.gone;
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#questions.get(id);
    this.#questions.delete(id);
    return pending;
  }

  #refuse(id: number, why: string): void {
    this.#settle(id)?.reject(new SandboxFailed(why));
  }
}

/** For the text as V8 strings, its lines and what greps find, over what the worker itself takes. */
function heapMegabytes({ context }: SandboxStart): number {
  const bytes = context.items.reduce((sum, { text }) => sum + text.length * text.width, 0);
  return 512 + Math.ceil((3 * bytes) / megabyte);
}
