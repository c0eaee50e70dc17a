import type { Usage } from './model.ts';

type Tokens = Omit<Usage, 'estimated'>;

/** What one model was used for. */
export interface ModelUsage extends Tokens {
  /** However many attempts each took. */
  readonly calls: number;
  readonly costUsd: number | null;
}

/** The usage of a whole tree, per model too. */
export interface TreeUsage extends Usage {
  readonly models: Readonly<Record<string, ModelUsage>>;
}

/** What one or several requests used. */
export interface Spent {
  readonly usage: Usage;
  /** USD; null when any part of it is unknown. */
  readonly costUsd: number | null;
}

export const nothingUsed: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  estimated: false,
};

/** Of both, and nothing else that is in them. */
export function addTokens(one: Tokens, other: Tokens): Tokens {
  const cacheWriteTokens = (one.cacheWriteTokens ?? 0) + (other.cacheWriteTokens ?? 0);
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    ...(cacheWriteTokens > 0 && { cacheWriteTokens }),
    outputTokens: one.outputTokens + other.outputTokens,
  };
}

/** USD; null as soon as one is unknown. */
export function addCosts(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}

/** `before`: undefined for nothing so far. */
export function addModelUsage(before: ModelUsage | undefined, used: ModelUsage): ModelUsage {
  if (before === undefined) return used;
  return {
    calls: before.calls + used.calls,
    ...addTokens(before, used),
    costUsd: addCosts(before.costUsd, used.costUsd),
  };
}

/** `one`: null for nothing so far. */
export function addSpent(one: Spent | null, other: Spent): Spent {
  if (one === null) return other;
  return {
    usage: {
      ...addTokens(one.usage, other.usage),
      estimated: one.usage.estimated || other.usage.estimated,
    },
    costUsd: addCosts(one.costUsd, other.costUsd),
  };
}

/** USD; null when any part of it is unknown. */
export function totalCost({ models }: TreeUsage): number | null {
  return Object.values(models).reduce(
    (sum: number | null, { costUsd }) => addCosts(sum, costUsd),
    0,
  );
}

/** Tokens at which a reply without a limit is not read on, where so many were wanted. */
export function mostUnlimited(outputTokens: number): number {
  return Math.max(leastUnlimited, 2 * outputTokens);
}

/** Models that think before they write need some room. */
const leastUnlimited = 4_096;

/** One NaN would make every sum NaN, and no limit would hold any more. */
export function checkAmounts(model: string, usage: Usage, costUsd: number | null): void {
  const { inputTokens, cachedInputTokens, cacheWriteTokens = 0, outputTokens } = usage;
  const tokens = [inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens];
  for (const amount of [...tokens, costUsd ?? 0]) {
    if (Number.isFinite(amount) && amount >= 0) continue;
    throw new Error(`What ${model} has used is no amount: ${JSON.stringify({ usage, costUsd })}`);
  }
}
