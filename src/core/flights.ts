import type { CutPrompt } from './cutPrompts.ts';
import { Cancelled } from './errors.ts';
import type { ModelReply, Usage } from './model.ts';

/** Lets so many pieces of work go on at a time; the others wait for a place in order. */
export class Gate {
  readonly #places: number;
  readonly #queue: (() => void)[] = [];
  #taken = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** Runs `work` when a place is free; rejects with Cancelled when the signal has fired by then. */
  async pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    while (this.#taken >= this.#places) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    this.#taken += 1;
    try {
      if (signal.aborted) throw new Cancelled();
      return await work();
    } finally {
      this.#taken -= 1;
      this.#queue.shift()?.();
    }
  }
}

/** Child runs that one parent's depth may have at a time: each holds a sandbox of its own. */
const mostChildren = 8;

/** What a call brought, and what it used; an `rlm` call uses nothing itself, its child does. */
export interface Paid {
  readonly text: string;
  readonly thoughts?: string;
  /** Of all attempts that were billed. */
  readonly usage: Usage | null;
  /** Of the reply alone; absent for an `rlm` call. */
  readonly replyTokens?: number;
  readonly costUsd: number | null;
  /** Absent for an `rlm` call. */
  readonly finish?: ModelReply['finish'];
  /** What of the prompt was probably not read; absent for an `rlm` call. */
  readonly cut?: CutPrompt | null;
  /** Paid by an earlier run. */
  readonly kept?: true;
}

/** Answers by what was asked, also while they are awaited. */
export type PaidCalls = Map<string, Promise<Paid>>;

/** The calls of a whole tree that are on their way, and the answers that were paid already. */
export class Flights {
  /** Requests to sub-models. */
  readonly requests: Gate;
  /** Identical calls are paid once. */
  readonly memo: PaidCalls;
  readonly #concurrency: number;
  readonly #children: Gate[] = [];

  /** @param memo of a run that is followed up: its calls need not be paid again. */
  constructor(concurrency: number, memo: PaidCalls = new Map()) {
    this.memo = memo;
    this.#concurrency = concurrency;
    this.requests = new Gate(concurrency);
  }

  /** One gate for each depth, so that a child never waits for a place that its parent holds. */
  children(depth: number): Gate {
    this.#children[depth] ??= new Gate(Math.min(this.#concurrency, mostChildren));
    return this.#children[depth];
  }
}
