import type { RunResult, RunStatus } from '../../src/core/events.ts';
import type { Usage } from '../../src/core/model.ts';
import { noTurns, type Turns } from './turns.ts';

/** What came of one problem put to a model in one way. */
export interface Outcome {
  /** `skipped`: it was not asked, and `reason` says why. */
  readonly status: RunStatus | 'skipped';
  readonly reason: string | null;
  readonly limit: RunResult['limit'];
  readonly answer: string;
  readonly usage: Usage;
  /** USD; null when unknown. */
  readonly costUsd: number | null;
  readonly durationMs: number;
  readonly iterations: number;
  readonly calls: RunResult['calls'];
  /** Null where there is no protocol to break. */
  readonly turns: Turns | null;
  /** The class of the error that ended it. */
  readonly errorName: string | null;
}

const nothing = {
  limit: null,
  answer: '',
  usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, estimated: false },
  costUsd: 0,
  durationMs: 0,
  iterations: 0,
  calls: { llm: 0, rlm: 0, memo: 0 },
  turns: null,
  errorName: null,
} as const;

export function skipped(reason: string): Outcome {
  return { ...nothing, status: 'skipped', reason };
}

export function failed(error: Error, durationMs: number): Outcome {
  const { name, message } = error;
  return { ...nothing, status: 'failed', reason: message, errorName: name, durationMs };
}

export function cancelled(durationMs: number): Outcome {
  return { ...nothing, status: 'cancelled', reason: 'It was stopped.', durationMs };
}

export function ofReply(
  reply: Pick<Outcome, 'answer' | 'reason' | 'usage' | 'costUsd' | 'durationMs'>,
): Outcome {
  return { ...nothing, ...reply, status: 'answered', iterations: 1 };
}

export function ofRun(result: RunResult, turns: Turns = noTurns): Outcome {
  const { status, reason, limit, answer, costUsd, durationMs, iterations, calls, error } = result;
  const { inputTokens, cachedInputTokens, outputTokens, estimated } = result.usage;
  const usage = { inputTokens, cachedInputTokens, outputTokens, estimated };
  const errorName = error?.name ?? null;
  return {
    status,
    reason,
    limit,
    answer,
    usage,
    costUsd,
    durationMs,
    iterations,
    calls,
    turns,
    errorName,
  };
}
