import { checkCitations } from './citations.ts';
import type { Context, ContextDescription } from './context.ts';
import type { Environment } from './environment.ts';
import type { Citation, LimitName, Quote, RunResult } from './events.ts';
import { number } from './prompts.ts';
import { checkQuotes } from './quotes.ts';
import type { RunScope } from './scope.ts';
import type { ModelUsage, TreeUsage } from './usage.ts';

/** How a run ended, with the best answer there is. */
export interface Ending {
  readonly status: RunResult['status'];
  readonly answer: string;
  /** The expression that the answer is the value of; null: it was submitted as it is. */
  readonly expression: string | null;
  readonly reason: string | null;
  readonly limit: LimitName | null;
  readonly error: Error | null;
  /** Share of the Context's characters that a model has seen, 0 to 1. */
  readonly coverage: number;
  /** Share that code has searched, 0 to 1. */
  readonly searched: number;
  readonly iterations: number;
}

/** Records that a run begins. `description` is null when the text could not be looked at. */
export function recordStart(scope: RunScope, description: ContextDescription | null): void {
  const { request } = scope;
  const { context, options, model } = request;
  scope.record({
    type: 'run.started',
    runId: request.runId,
    question: request.question,
    follows: scope.depth === 0 ? (request.follows ?? null) : null,
    call: scope.call,
    context: {
      kind: context.kind,
      chars: charsOf(context),
      items: context.items.length,
      lines: description?.lines ?? 0,
      label: context.label,
      sources: context.items.map((item, index) => ({
        path: item.path,
        chars: item.text.length,
        lines: description?.items[index]?.lines ?? 0,
        origin: item.origin,
      })),
    },
    options,
    models: { root: options.rootModel, sub: options.subModel, provider: model.provider },
  });
}

/**
 * Checks the answer's citations and quotes, records the end, and says it all in one object.
 * `environment` is null where there never was one; `started` is when the run began, ms since 1970.
 */
export async function recordEnd(
  scope: RunScope,
  started: number,
  ending: Ending,
  environment: Environment | null,
): Promise<RunResult> {
  const { request, parts, ledger, counts, path } = scope;
  const { answer, expression, status, reason, limit, coverage, searched, iterations } = ending;
  let citations: readonly Citation[] = [];
  let quotes: readonly Quote[] = [];
  let error = ending.error;
  try {
    if (environment !== null) {
      citations = await checkCitations(answer, request.context, environment, parts.sha256);
      if (status !== 'cancelled') quotes = await checkQuotes(answer, request.question, environment);
    }
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    error ??= failure;
  }
  if (answer !== '') {
    const computed = expression === null ? {} : { expression };
    scope.record({ type: 'answer', text: answer, ...computed, citations, quotes });
  }
  const usage = ledger.usageOf(path);
  const costUsd = costOf(usage);
  const durationMs = parts.clock.now() - started;
  const told = error === null ? null : { name: error.name, message: error.message };
  scope.record({
    type: 'run.finished',
    ...{ status, reason, limit, usage, costUsd, durationMs, coverage, searched },
    error: told,
  });
  const { depth, ...calls } = counts;
  return {
    runId: request.runId,
    ...{ status, reason, limit, answer, citations, quotes, coverage, searched, iterations, calls },
    depth,
    ...{ usage, costUsd, usageSummary: summarize(usage), durationMs },
    error: told,
  };
}

/** USD; null when any part of it is unknown. */
function costOf({ models }: TreeUsage): number | null {
  const costs = Object.values(models).map((used) => used.costUsd);
  return costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
}

/** `gpt-4o: 4 calls, 18,402 tokens in (9,120 cached), 2,310 out, $0.0210`, a model a line. */
function summarize(usage: TreeUsage): string {
  const about = usage.estimated ? '~' : '';
  const models = Object.entries(usage.models).map(([name, used]) => {
    const cached = cachesOf(used);
    const cost = used.costUsd === null ? 'cost unknown' : `${about}$${used.costUsd.toFixed(4)}`;
    const calls = `${number(used.calls)} call${used.calls === 1 ? '' : 's'}`;
    return `${name}: ${calls}, ${about}${number(used.inputTokens)} tokens in${cached}, ${about}${number(used.outputTokens)} out, ${cost}`;
  });
  return models.length === 0 ? 'No model was asked.' : models.join('\n');
}

/** ` (9,120 cached, 1,024 written)`: of the input, what was read from a cache and written to one. */
function cachesOf({ cachedInputTokens, cacheWriteTokens = 0 }: ModelUsage): string {
  const parts = [
    cachedInputTokens > 0 ? `${number(cachedInputTokens)} cached` : '',
    cacheWriteTokens > 0 ? `${number(cacheWriteTokens)} written` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** How much of the Context so many of its characters are, 0 to 1. */
export function shareOf(covered: number, context: Context): number {
  const chars = charsOf(context);
  return chars === 0 ? 0 : Math.min(1, covered / chars);
}

function charsOf(context: Context): number {
  return context.items.reduce((sum, item) => sum + item.text.length, 0);
}
