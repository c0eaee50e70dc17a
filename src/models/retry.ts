import { setTimeout as sleep } from 'node:timers/promises';
import { Cancelled, type ExpectedError } from '../core/errors.ts';
import type { ModelRequest } from '../core/model.ts';

/** What a failed attempt means: the error to end with, and whether another attempt makes sense. */
export interface Failure {
  readonly error: ExpectedError;
  /** What happened, without a full stop, for a notice: `localhost:8080 answered 503`. */
  readonly what: string;
  /** How often a failure of this kind is retried at most; 0: never. */
  readonly retries: number;
  /** ms that the server asked to wait, which is obeyed; null when it said nothing. */
  readonly afterMs: number | null;
  /** The server has too much to do, or was asked too often. */
  readonly isBusy: boolean;
}

/** Time and chance, so that tests need neither. */
export interface Clock {
  /** ms, never going back. */
  now(): number;
  /** Rejects when the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
};

/** ms after the first failure until which another attempt may begin. One begun may take its time. */
export const retryWindowMs = 30_000;
/** The longest wait, in ms, that a server may ask for; who asks for more is not waited for. */
export const longestNamedWaitMs = 90_000;
/** So many waits that the server named don't count in the window; a server that always names one ends. */
const mostNamedWaits = 6;
const firstWaitMs = 500;
const longestWaitMs = 8_000;

export interface RetryOptions {
  /** Told of waits, and of servers that have too much to do. */
  readonly request: Pick<ModelRequest, 'signal' | 'onBusy' | 'onRetry'>;
  readonly clock: Clock;
  /** Null for what isn't expected, a bug: it is thrown on as it is. */
  readonly explain: (error: unknown) => Failure | null;
}

/**
 * Attempts until one succeeds. Waits between attempts double and are spread by chance, so that many
 * calls refused together don't come back together. A wait that the server names comes on top of the
 * window; one too long to wait for ends it at once. Throws `Cancelled` when the signal fires, else the last failure's error.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { request, clock, explain }: RetryOptions,
): Promise<T> {
  const { signal } = request;
  let deadline: number | null = null;
  let named = 0;
  for (let retry = 0; ; retry += 1) {
    if (signal.aborted) throw new Cancelled();
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw new Cancelled();
      const failure = explain(error);
      if (failure === null) throw error;
      const { what, afterMs } = failure;
      if (failure.isBusy) request.onBusy?.();
      const waitMs = afterMs ?? backoff(retry, clock.random());
      deadline ??= clock.now() + retryWindowMs;
      if (afterMs !== null && named < mostNamedWaits) {
        named += 1;
        deadline += afterMs;
      }
      const isTooLong = waitMs > longestNamedWaitMs || clock.now() + waitMs > deadline;
      if (retry >= failure.retries || isTooLong) throw failure.error;
      request.onRetry?.({ what, waitMs, isNamed: afterMs !== null });
      await pause(waitMs, signal, clock);
    }
  }
}

/** Half to all of 0.5 s, 1 s, 2 s ... 8 s. */
function backoff(retry: number, random: number): number {
  const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** retry);
  return Math.round((longest * (1 + random)) / 2);
}

async function pause(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
  try {
    await clock.wait(ms, signal);
  } catch (error) {
    if (signal.aborted) throw new Cancelled();
    throw error;
  }
}
