import type { CallHandler, CallRequest } from '../../core/environment.ts';
import { asError, CallRefused } from '../../core/errors.ts';
import type { CallOutcome, RecoveredCall } from '../../protocol/sandbox.ts';
import { CallGate } from '../callGate.ts';
import { readCallRequest, sizeOfCall } from '../callRequest.ts';
import type { Place } from './sandboxPlaces.ts';

const promptChars = 200;

/** Of an expression. The worker refuses calls itself; this is for one that doesn't. */
export const refuseCalls: CallHandler = () =>
  Promise.reject(new CallRefused('An answer is computed without calls.'));

/** The host's side of one cell's calls: checks them, has them answered, ends them with the cell. */
export class CallDesk {
  readonly #calls: CallHandler;
  readonly #contextChars: number;
  readonly #keptChars: number;
  readonly #reply: (outcome: CallOutcome) => void;
  readonly #place: Place;
  readonly #controller = new AbortController();
  readonly #gate = new CallGate();
  /** The calls under way that wait for a child run. */
  readonly #children = new Set<number>();
  /** What calls came to while the sandbox had lent its place. */
  readonly #due: CallOutcome[] = [];
  #sent = 0;
  /** The worker has taken up all that was sent, and waits for more. */
  #isWaiting = false;
  #isLent = false;
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
    /** Lent while the cell only waits and a child run is among what it waits for. */
    readonly place: Place;
  }) {
    this.#calls = parts.calls;
    this.#contextChars = parts.contextChars;
    this.#keptChars = parts.keptChars;
    this.#reply = parts.reply;
    this.#place = parts.place;
  }

  /** False when the worker sends what ours never would. */
  take(call: number, request: unknown): boolean {
    const read = readCallRequest(request, this.#contextChars);
    if (read === null) return false;
    this.#isWaiting = false;
    const wasIdle = this.#gate.isEmpty;
    if (!this.#gate.enter(call, typeof read === 'string' ? 0 : sizeOfCall(read))) return false;
    if (wasIdle) this.#idleMs += performance.now() - this.#idleSince;
    void this.#answer(call, read);
    return true;
  }

  /** The worker waits, and has taken up so many outcomes. */
  waits(settled: number): void {
    this.#isWaiting = settled === this.#sent;
    this.#lend();
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
      const text = await this.#calls(read, this.#controller.signal, () => {
        this.#children.add(call);
        this.#lend();
      });
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

  #lend(): void {
    const { aborted } = this.#controller.signal;
    if (!this.#isWaiting || this.#children.size === 0 || this.#isLent || aborted) return;
    this.#isLent = true;
    this.#place.lend();
  }

  #settle(outcome: CallOutcome): void {
    if (this.#isLent) {
      this.#due.push(outcome);
      if (this.#due.length === 1) void this.#goOn();
    } else this.#send(outcome);
  }

  /** Code goes on when it has its place again; a cell that is over by then needs none. */
  async #goOn(): Promise<void> {
    const { signal } = this.#controller;
    await this.#place.takeBack(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    this.#isLent = false;
    for (const outcome of this.#due.splice(0)) this.#send(outcome);
  }

  #send(outcome: CallOutcome): void {
    this.#gate.leave(outcome.call);
    this.#children.delete(outcome.call);
    if (this.#gate.isEmpty) this.#idleSince = performance.now();
    if (this.#controller.signal.aborted) return;
    this.#isWaiting = false;
    this.#sent += 1;
    this.#reply(outcome);
  }
}
