import type { CallHandler, CallRequest } from '../core/environment.ts';
import { asError } from '../core/errors.ts';
import type { CallOutcome, RecoveredCall } from '../protocol/sandbox.ts';
import { CallGate } from './callGate.ts';
import { readCallRequest, sizeOfCall } from './callRequest.ts';

const promptChars = 200;

/** The host's side of one cell's calls: checks them, has them answered, ends them with the cell. */
export class CallDesk {
  readonly #calls: CallHandler;
  readonly #contextChars: number;
  readonly #keptChars: number;
  readonly #reply: (outcome: CallOutcome) => void;
  readonly #controller = new AbortController();
  readonly #gate = new CallGate();
  #answered: RecoveredCall[] = [];
  #answeredChars = 0;
  #idleMs = 0;
  #idleSince = performance.now();

  /**
   * @param parts.contextChars most characters that a context given along may have.
   * @param parts.keptChars most characters of answers that are kept for when the cell is killed.
   */
  constructor(parts: {
    readonly calls: CallHandler;
    readonly contextChars: number;
    readonly keptChars: number;
    readonly reply: (outcome: CallOutcome) => void;
  }) {
    this.#calls = parts.calls;
    this.#contextChars = parts.contextChars;
    this.#keptChars = parts.keptChars;
    this.#reply = parts.reply;
  }

  /** False when the worker sends what ours never would. */
  take(call: number, request: unknown): boolean {
    const read = readCallRequest(request, this.#contextChars);
    if (read === null) return false;
    const wasIdle = this.#gate.isEmpty;
    if (!this.#gate.enter(call, typeof read === 'string' ? 0 : sizeOfCall(read))) return false;
    if (wasIdle) this.#idleMs += performance.now() - this.#idleSince;
    void this.#answer(call, read);
    return true;
  }

  /** ms without any call under way: at most that can the code have computed. */
  get idleMs(): number {
    return this.#idleMs + (this.#gate.isEmpty ? performance.now() - this.#idleSince : 0);
  }

  /** The answers that the code has been given, those that came last where they were too many. */
  get answered(): readonly RecoveredCall[] {
    return this.#answered;
  }

  /** The cell is over: what is still under way is aborted, and nobody hears of it. */
  close(): void {
    this.#controller.abort();
  }

  /** Whoever wants the answers has them; the worker, which outlives the cell, keeps this in memory. */
  forget(): void {
    this.#answered = [];
  }

  async #answer(call: number, read: CallRequest | string): Promise<void> {
    try {
      if (typeof read === 'string') throw new RangeError(read);
      const text = await this.#calls(read, this.#controller.signal);
      this.#keep(read, text);
      this.#settle({ call, ok: true, text, errorName: '' });
    } catch (error) {
      const { name, message } = asError(error);
      this.#settle({ call, ok: false, text: message, errorName: name });
    }
  }

  #keep({ name, prompt }: CallRequest, result: string): void {
    this.#answered.push({ name, prompt: prompt.slice(0, promptChars), result });
    this.#answeredChars += promptChars + result.length;
    while (this.#answeredChars > this.#keptChars) {
      const oldest = this.#answered.shift();
      this.#answeredChars -= promptChars + (oldest?.result.length ?? 0);
    }
  }

  #settle(outcome: CallOutcome): void {
    this.#gate.leave(outcome.call);
    if (this.#gate.isEmpty) this.#idleSince = performance.now();
    if (!this.#controller.signal.aborted) this.#reply(outcome);
  }
}
