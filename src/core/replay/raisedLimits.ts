import type { LimitName } from '../events.ts';
import type { RunOptions } from '../options.ts';

/** Whether a limit that has ended a run lets it go on now. */
export function isRaised(limit: LimitName, before: RunOptions, now: RunOptions): boolean {
  const [was, is] = [limitIn(limit, before), limitIn(limit, now)];
  return was !== null && (is === null || is > was);
}

/** Null: without a limit. */
function limitIn(limit: LimitName, options: RunOptions): number | null {
  switch (limit) {
    case 'cost':
      return options.maxCostUsd;
    case 'tokens':
      return options.maxTokens;
    case 'subcalls':
      return options.maxSubcalls;
    case 'iterations':
      return options.maxIterations;
    case 'errors':
      return options.maxConsecutiveErrors;
    case 'time':
      return options.timeoutSeconds;
  }
}
