import type { CallFinished, CallStarted } from './cellEvents.ts';
import type { CallRequest } from './environment.ts';
import type { Paid } from './paidCalls.ts';
import type { RunScope } from './scope.ts';
import { headOf } from './textEnds.ts';

/** Where in a run its calls come from. */
export interface CallSite {
  readonly iteration: number;
  readonly cell: number;
}

/** Characters that are kept of the prompt of a call that was refused: it cost its code nothing. */
const refusedChars = 512;

/** What is recorded of a call whatever comes of it. */
export type CallFacts = Pick<CallStarted, 'kind' | 'model' | 'prompt' | 'askedSha256' | 'room'>;

/** What is recorded of an answer, but for its cost. */
export function answerFacts({
  text,
  kept,
  cut,
  limited,
  finish = 'stop',
}: Paid): Partial<CallFinished> & {
  readonly response: string;
} {
  return {
    response: text,
    ...(kept && { kept }),
    ...(cut && { cut }),
    ...(limited && { limited }),
    ...(finish !== 'stop' && { finish }),
  };
}

/** The two events of one call. */
export class CallRecord {
  readonly #scope: RunScope;
  readonly #facts: CallFacts;
  readonly #site: CallSite;
  readonly #request: CallRequest;
  readonly #askedAt: number;
  readonly #takeNumber: () => number;
  /** 0 before it has started. */
  #number: number;

  /** @param number.number of one that goes on, 0 for another; `take` numbers that. */
  constructor(
    scope: RunScope,
    facts: CallFacts,
    site: CallSite,
    request: CallRequest,
    number: { readonly number: number; readonly take: () => number },
  ) {
    this.#scope = scope;
    this.#facts = facts;
    this.#site = site;
    this.#request = request;
    this.#number = number.number;
    this.#takeNumber = number.take;
    this.#askedAt = scope.parts.clock.now();
  }

  /** False for a call that was refused so far: nothing of it is recorded before it is checked. */
  get hasStarted(): boolean {
    return this.#number > 0;
  }

  /** Among the recorded calls of its run, from 1 in the order in which they started; 0 before that. */
  get number(): number {
    return this.#number;
  }

  /** Nothing stands in its way any more. */
  start(): void {
    if (!this.hasStarted) this.#start(this.#facts.prompt);
  }

  /** `outcome` has what a reply brings. */
  finish(outcome: Partial<CallFinished> & Pick<CallFinished, 'status'>): void {
    this.#scope.record({
      type: 'call.finished',
      call: this.#number,
      response: '',
      responseChars: outcome.response?.length ?? 0,
      usage: null,
      costUsd: null,
      durationMs: this.#scope.parts.clock.now() - this.#askedAt,
      error: null,
      ...outcome,
    });
  }

  /** With an error; of a call that never started, the head alone is kept. `brought`: what was billed. */
  fail({ name, message }: Error, isCancelled: boolean, brought: Partial<CallFinished>): void {
    if (!this.hasStarted) this.#start(headOf(this.#facts.prompt, refusedChars));
    this.finish({
      status: isCancelled ? 'cancelled' : 'error',
      ...brought,
      error: { name, message },
    });
  }

  #start(kept: string): void {
    this.#number = this.#takeNumber();
    const { prompt, ...facts } = this.#facts;
    this.#scope.record({
      type: 'call.started',
      call: this.#number,
      ...facts,
      promptChars: prompt.length,
      promptSha256: this.#scope.parts.sha256(prompt),
      prompt: kept,
      ...this.#site,
      name: this.#request.name,
      batch: this.#request.batch ?? null,
    });
  }
}
