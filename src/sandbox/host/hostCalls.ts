import { Buffer } from 'node:buffer';
import type { CallHandler, CallRequest } from '../../core/environment.ts';
import { CallRefused } from '../../core/errors.ts';
import type { RecoveredCall } from '../../protocol/sandbox.ts';
import { CallGate } from '../callGate.ts';
import { sizeOfCall, tooBig } from '../callRequest.ts';
import type { Place } from './sandboxPlaces.ts';

const promptChars = 200;

/** Of an expression. The worker refuses calls itself; this is for one that doesn't. */
export const refuseCalls: CallHandler = () =>
  Promise.reject(new CallRefused('An answer is computed without calls.'));

/** The host's side of one cell's calls: checks them, has them answered, ends them with the cell. */
export class HostCalls {
  readonly #calls: CallHandler;
  readonly #onWaiting: () => void;
  readonly #contextChars: number;
  readonly #keptChars: number;
  readonly #place: Place;
  readonly #controller = new AbortController();
  readonly #gate = new CallGate();
  /** The calls under way that wait for a child run. */
  readonly #children = new Set<number>();
  #lastCall = 0;
  /** Calls that the worker has been told the outcome of. */
  #settled = 0;
  /** The worker has taken up all of these, and waits for more. */
  #isWaiting = false;
  #isLent = false;
  /** Resolves when the lent place is back; made for the first outcome that waits for it. */
  #isBack: Promise<void> | null = null;
  #answered: RecoveredCall[] = [];
  #answeredChars = 0;
  #idleMs = 0;
  #idleSince = performance.now();

  /**
   * @param parts.onWaiting told when the cell has taken up all outcomes there are, and waits for more.
   * @param parts.contextChars most characters that a context given along may have.
   * @param parts.keptChars most characters of answers that are kept for when the cell is killed.
   */
  constructor(parts: {
    readonly calls: CallHandler;
    readonly onWaiting?: () => void;
    readonly contextChars: number;
    readonly keptChars: number;
    /** Lent while the cell only waits and a child run is among what it waits for. */
    readonly place: Place;
  }) {
    this.#calls = parts.calls;
    this.#onWaiting = parts.onWaiting ?? (() => {});
    this.#contextChars = parts.contextChars;
    this.#keptChars = parts.keptChars;
    this.#place = parts.place;
  }

  /**
   * The reply to a call, when the worker may have it; rejects as the call does. Null: more is asked at
   * once than may be, which our worker never does.
   */
  answer(request: CallRequest): Promise<string> | null {
    this.#isWaiting = false;
    const wasIdle = this.#gate.isEmpty;
    const call = ++this.#lastCall;
    const problem = tooBig(request, this.#contextChars);
    if (!this.#gate.enter(call, problem === null ? sizeOfCall(request) : 0)) return null;
    if (wasIdle) this.#idleMs += performance.now() - this.#idleSince;
    return problem === null ? this.#answer(call, request) : this.#refuse(call, problem);
  }

  /** The worker waits, and has taken up so many outcomes. */
  waits(settled: number): void {
    this.#isWaiting = settled === this.#settled;
    if (this.#isWaiting) this.#onWaiting();
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

  async #answer(call: number, request: CallRequest): Promise<string> {
    try {
      const text = await this.#calls(request, this.#controller.signal, () => {
        this.#children.add(call);
        this.#lend();
      });
      this.#keep(request, text);
      return text;
    } finally {
      await this.#settle(call);
    }
  }

  async #refuse(call: number, problem: string): Promise<never> {
    await this.#settle(call);
    throw new RangeError(problem);
  }

  #keep({ name, prompt }: CallRequest, result: string): void {
    // It was paid for by nobody, and is another one by then.
    if (name === 'budget') return;
    this.#answered.push({ name, prompt: beginningOf(prompt), result });
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

  /** Code goes on when it has its place again; a cell that is over by then needs none. */
  async #settle(call: number): Promise<void> {
    if (this.#isLent) {
      this.#isBack ??= this.#takeBack();
      await this.#isBack;
    }
    this.#gate.leave(call);
    this.#children.delete(call);
    if (this.#gate.isEmpty) this.#idleSince = performance.now();
    this.#isWaiting = false;
    this.#settled += 1;
  }

  async #takeBack(): Promise<void> {
    const { signal } = this.#controller;
    await this.#place.takeBack(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    this.#isLent = false;
    this.#isBack = null;
    this.#isWaiting = false;
  }
}

/** The last of these calls that have so many characters together, as a killed cell leaves them. */
export function newestWithin(
  answered: readonly RecoveredCall[],
  keptChars: number,
): readonly RecoveredCall[] {
  let chars = 0;
  const kept = answered.map((call) => ({ ...call, prompt: beginningOf(call.prompt) }));
  const from = kept.findLastIndex(({ result }) => {
    chars += promptChars + result.length;
    return chars > keptChars;
  });
  return kept.slice(from + 1);
}

/** A copy: what V8 cuts of a long text would hold all of it. */
function beginningOf(prompt: string): string {
  const start = prompt.slice(0, promptChars);
  return prompt.length === start.length ? start : Buffer.from(start, 'utf16le').toString('utf16le');
}
