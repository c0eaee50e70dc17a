import type { CallRequest } from '../../core/environment.ts';
import type { CallOutcome } from '../../protocol/sandbox.ts';
import { CallGate } from '../callGate.ts';
import { sizeOfCall } from '../callRequest.ts';

/** How calls are answered without the host: while it warms up, and where none may be made. */
export interface OwnAnswer extends Omit<CallOutcome, 'call'> {}

const crowded: OwnAnswer = {
  ok: false,
  text: 'Too much is asked at once: ask less, or await earlier queries first.',
  errorName: 'RangeError',
};

/** Code that is to stop doesn't see it. */
const stopping: OwnAnswer = { ok: false, text: 'The code is to stop.', errorName: 'Error' };

/** The calls of the code that runs, on its own side: how many are under way, and what came of them. */
export class OpenCalls {
  /** Answers all calls in place of the host; null: the host does. */
  instead: OwnAnswer | null = null;
  readonly #onCall: (call: number, request: CallRequest) => void;
  readonly #gate = new CallGate();
  /** The one that is to go next, when those under way leave room for it. */
  #next: { readonly call: number; readonly request: CallRequest } | null = null;
  #outcomes: CallOutcome[] = [];
  #settled = 0;
  #wake: (() => void) | null = null;
  /** Counts down: the guest's own calls count up. */
  #lastOwn = 0;

  constructor(onCall: (call: number, request: CallRequest) => void) {
    this.#onCall = onCall;
  }

  /** A cell begins: it has made no calls. */
  clear(): void {
    this.#gate.clear();
    this.#next = null;
    this.#outcomes = [];
    this.#settled = 0;
  }

  /** Nothing is under way, and nothing has come that the code was not told. */
  get isQuiet(): boolean {
    return this.#gate.isEmpty && !this.hasOutcomes;
  }

  /** One waits here already: the others are to wait where they are made. */
  get isFull(): boolean {
    return this.#next !== null;
  }

  get hasOutcomes(): boolean {
    return this.#outcomes.length > 0;
  }

  /** How many of the cell's calls have come to an outcome. */
  get settled(): number {
    return this.#settled;
  }

  /** What the code asks for: `header` and `given` are JSON. */
  ask(header: string, prompt: string, given: string): void {
    const { call, hasContext, ...about } = JSON.parse(header);
    const request = { ...about, prompt, ...(hasContext ? { context: JSON.parse(given) } : {}) };
    if (this.instead !== null) this.settle({ call, ...this.instead });
    else if (this.#next === null) {
      this.#next = { call, request };
      this.#sendNext();
    } else {
      this.settle({ call, ...crowded });
    }
  }

  /**
   * The outcome of a call for which the code waits with its thread. `receive` has what the host sent
   * handled; false: the code is to stop.
   */
  askNow(request: CallRequest, receive: () => boolean): OwnAnswer {
    if (this.instead !== null) return this.instead;
    this.#lastOwn -= 1;
    const call = this.#lastOwn;
    if (!this.#gate.enter(call, sizeOfCall(request))) return crowded;
    this.#onCall(call, request);
    for (;;) {
      const at = this.#outcomes.findIndex((outcome) => outcome.call === call);
      const [outcome] = at < 0 ? [] : this.#outcomes.splice(at, 1);
      if (outcome !== undefined) {
        this.#gate.leave(call);
        return outcome;
      }
      if (!receive()) return stopping;
    }
  }

  settle(outcome: CallOutcome): void {
    this.#outcomes.push(outcome);
    this.#settled += 1;
    this.wake();
  }

  /** Whoever waits for outcomes looks again. */
  wake(): void {
    this.#wake?.();
  }

  /** Resolves when there may be outcomes. */
  async wait(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
  }

  /** What has come since the last time, no more under way. */
  take(): readonly CallOutcome[] {
    const taken = this.#outcomes;
    this.#outcomes = [];
    for (const { call } of taken) this.#gate.leave(call);
    this.#sendNext();
    return taken;
  }

  #sendNext(): void {
    if (this.#next === null) return;
    const { call, request } = this.#next;
    if (!this.#gate.enter(call, sizeOfCall(request))) return;
    this.#next = null;
    this.#onCall(call, request);
  }
}
