import type { RunResult, RunStatus } from '../../src/core/events.ts';
import type { Usage } from '../../src/core/model.ts';
import { addRoot, noTokens, type SpentTokens } from './tokens.ts';
import type { Turns } from './turns.ts';

/** What came of one problem put to a model in one way. */
export interface Outcome {
  /** `skipped`: it was not asked, and `reason` says why. */
  readonly status: RunStatus | 'skipped';
  readonly reason: string | null;
  readonly limit: RunResult['limit'];
  readonly answer: string;
  readonly usage: Usage;
  /** The same tokens, by whom they were for. */
  readonly tokens: SpentTokens;
  /** USD; null when unknown. */
  readonly costUsd: number | null;
  readonly durationMs: number;
  readonly iterations: number;
  readonly calls: RunResult['calls'];
  /** How many places the answer cites, how many of them are there, and how many a model was shown. */
  readonly citations: { readonly all: number; readonly verified: number; readonly shown: number };
  /** Null where there is no protocol to break. */
  readonly turns: Turns | null;
  /** The class of the error that ended it. */
  readonly errorName: string | null;
}

const nothing = {
  limit: null,
  answer: '',
  usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, estimated: false },
  tokens: noTokens,
  costUsd: 0,
  durationMs: 0,
  iterations: 0,
  calls: { llm: 0, rlm: 0, memo: 0 },
  citations: { all: 0, verified: 0, shown: 0 },
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
  const tokens = addRoot(noTokens, reply.usage);
  return { ...nothing, ...reply, tokens, status: 'answered', iterations: 1 };
}

/** `seen`: what the run's events have told. */
export function ofRun(
  result: RunResult,
  seen: { readonly turns: Turns; readonly tokens: SpentTokens },
): Outcome {
  const { status, reason, limit, answer, costUsd, durationMs, iterations, calls, error } = result;
  const { inputTokens, cachedInputTokens, outputTokens, estimated } = result.usage;
  const { citations } = result;
  return {
    status,
    reason,
    limit,
    answer,
    usage: { inputTokens, cachedInputTokens, outputTokens, estimated },
    tokens: seen.tokens,
    costUsd,
    durationMs,
    iterations,
    calls,
    citations: {
      all: citations.length,
      verified: citations.filter(({ verified }) => verified).length,
      shown: citations.filter(({ shown }) => shown === true).length,
    },
    turns: seen.turns,
    errorName: error?.name ?? null,
  };
}
