import { checkCitations } from './citations.ts';
import type { Context, ContextDescription } from './context.ts';
import type { Environment } from './environment.ts';
import { asError, ExpectedError } from './errors.ts';
import type { Citation, LimitName, Quote, RunResult } from './events.ts';
import { unlessOverdue } from './overdue.ts';
import { number } from './prompts.ts';
import { checkQuotes } from './quotes.ts';
import { recordFormat } from './recording.ts';
import type { RunScope, SettledRequest } from './scope.ts';
import { type ModelUsage, nothingUsed, type TreeUsage, totalCost } from './usage.ts';

/** ms for which a run that was stopped still looks up what its answer points to. */
const mostLookingMs = 200;

/** How a run ended, with the best answer there is. */
export interface Ending {
  readonly status: RunResult['status'];
  readonly answer: string;
  /** The expression that the answer is the value of; null: it was submitted as it is. */
  readonly expression: string | null;
  /** Nobody submitted the answer. */
  readonly isStep: boolean;
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
    format: recordFormat,
    seed: scope.seed,
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

/** Of a run that can't go on, of which nothing is recorded. */
export function refusedResult(
  { runId }: Pick<SettledRequest, 'runId'>,
  error: Error,
  language: RunResult['language'],
): RunResult {
  return {
    runId,
    status: 'failed',
    reason: error.message,
    limit: null,
    answer: '',
    ...{ citations: [], quotes: [], coverage: 0, searched: 0, iterations: 0, depth: 0 },
    calls: { llm: 0, rlm: 0, memo: 0 },
    language,
    usage: { ...nothingUsed, models: {} },
    costUsd: 0,
    usageSummary: summarize({ ...nothingUsed, models: {} }, new Set()),
    durationMs: 0,
    error: { name: error.name, message: error.message },
  };
}

/** Records that a run goes on which was over, or was cut off. */
export function recordResumed(scope: RunScope): void {
  const { request, ledger, path, replay, call } = scope;
  const { options, model } = request;
  const usage = ledger.usageOf(path);
  const { spentMs: durationMs = 0 } = replay?.record ?? {};
  scope.record({
    type: 'run.resumed',
    options,
    models: { root: options.rootModel, sub: options.subModel, provider: model.provider },
    spent: { usage, costUsd: totalCost(usage), durationMs },
    call,
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
  // One who stops a run does not wait for all that could be looked up.
  const looking = lookUp(scope, ending, environment);
  const found = await unlessOverdue(looking, request.signal, mostLookingMs, parts.clock.after);
  const { citations, quotes, failure } = found ?? nothingFound;
  const error = ending.error ?? failure;
  if (!scope.recorder.hasStarted(path)) recordStart(scope, null);
  if (answer !== '') {
    const computed = expression === null ? {} : { expression };
    const step = ending.isStep && status !== 'answered' ? ({ step: true } as const) : {};
    scope.record({ type: 'answer', text: answer, ...computed, ...step, citations, quotes });
  }
  const usage = ledger.usageOf(path);
  const costUsd = totalCost(usage);
  const durationMs = parts.clock.now() - started + (scope.replay?.record.spentMs ?? 0);
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
    language: request.options.language,
    depth,
    ...{ usage, costUsd, usageSummary: summarize(usage, ledger.estimatedModels(path)), durationMs },
    error: told,
  };
}

interface LookedUp {
  readonly citations: readonly Citation[];
  readonly quotes: readonly Quote[];
  /** Why there are none. */
  readonly failure: Error | null;
}

const nothingFound: LookedUp = { citations: [], quotes: [], failure: null };

/** Never rejects. */
async function lookUp(
  { request, parts }: RunScope,
  { answer, status }: Ending,
  environment: Environment | null,
): Promise<LookedUp> {
  if (environment === null) return nothingFound;
  const { question, context } = request;
  let citations: readonly Citation[] = [];
  try {
    citations = await checkCitations(answer, context, environment, parts.sha256);
    const isStopped = status === 'cancelled';
    const quotes = isStopped ? [] : await checkQuotes(answer, question, environment);
    return { citations, quotes, failure: null };
  } catch (thrown) {
    const failure = asError(thrown);
    if (!(failure instanceof ExpectedError)) parts.reportBug(failure);
    return { citations, quotes: [], failure };
  }
}

/** `gpt-4o: 4 calls, 18,402 tokens in (9,120 cached), 2,310 out, $0.0210`, a model a line. */
function summarize(usage: TreeUsage, estimated: ReadonlySet<string>): string {
  const models = Object.entries(usage.models).map(([name, used]) => {
    const about = estimated.has(name) ? '~' : '';
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
