import type { CallHandler } from '../core/environment.ts';
import { type CallOutcome, maxOpenCalls } from '../protocol/sandbox.ts';
import { readCallRequest } from './callRequest.ts';

/** The host's side of one cell's calls: checks them, has them answered, ends them with the cell. */
export class CallDesk {
  readonly #calls: CallHandler;
  readonly #contextChars: number;
  readonly #reply: (outcome: CallOutcome) => void;
  readonly #controller = new AbortController();
  #open = 0;

  /** @param contextChars most characters that a context given along may have. */
  constructor(parts: {
    readonly calls: CallHandler;
    readonly contextChars: number;
    readonly reply: (outcome: CallOutcome) => void;
  }) {
    this.#calls = parts.calls;
    this.#contextChars = parts.contextChars;
    this.#reply = parts.reply;
  }

  /** False when the worker sends what ours never would. */
  take(call: number, request: unknown): boolean {
    const read = readCallRequest(request, this.#contextChars);
    if (read === null || this.#open >= maxOpenCalls) return false;
    this.#open += 1;
    const answer =
      typeof read === 'string'
        ? Promise.reject(new RangeError(read))
        : // A handler that throws at once counts as one that rejects.
          Promise.resolve().then(() => this.#calls(read, this.#controller.signal));
    answer.then(
      (text) => this.#settle({ call, ok: true, text, errorName: '' }),
      (error: unknown) => {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        this.#settle({ call, ok: false, text: message, errorName: name });
      },
    );
    return true;
  }

  /** The cell is over: what is still under way is aborted, and nobody hears of it. */
  close(): void {
    this.#controller.abort();
  }

  #settle(outcome: CallOutcome): void {
    this.#open -= 1;
    if (!this.#controller.signal.aborted) this.#reply(outcome);
  }
}
