import type { LimitName } from './events.ts';
import { formatUsdLimit } from './limitUsd.ts';
import type { RunOptions } from './options.ts';
import type { RunScope } from './scope.ts';

/** Records that a run has reached a limit, once, and says so in a sentence. */
export function reachLimit(scope: RunScope, limit: LimitName): string {
  const { maxCostUsd } = scope.ledger;
  const [value, reason] = limitReason(limit, { ...scope.request.options, maxCostUsd });
  if (!scope.limitsReached.has(limit)) scope.record({ type: 'limit.reached', limit, value });
  scope.limitsReached.add(limit);
  return reason;
}

/** The value that a limit was set to, and the sentence that says it was reached. */
function limitReason(limit: LimitName, options: RunOptions): [value: number, why: string] {
  switch (limit) {
    case 'iterations':
      return [
        options.maxIterations,
        `The limit of ${options.maxIterations} iterations is reached.`,
      ];
    case 'cost':
      return [
        options.maxCostUsd ?? 0,
        `The limit of ${formatUsdLimit(options.maxCostUsd ?? 0)} is reached.`,
      ];
    case 'tokens':
      return [options.maxTokens ?? 0, `The limit of ${options.maxTokens} tokens is reached.`];
    case 'time':
      return [
        options.timeoutSeconds ?? 0,
        `The limit of ${options.timeoutSeconds} seconds is reached.`,
      ];
    case 'subcalls':
      return [options.maxSubcalls, `The limit of ${options.maxSubcalls} sub-calls is reached.`];
    case 'errors': {
      const { maxConsecutiveErrors: errors } = options;
      return [errors, `${errors} replies in a row had a cell that failed.`];
    }
  }
}
