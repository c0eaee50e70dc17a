import type { Model } from '../../src/core/model.ts';
import type { RunOptions } from '../../src/core/options.ts';
import type { Engine } from '../../src/engine.ts';
import type { CountTokens } from '../../src/models/tokens.ts';
import type { EvalArguments } from './arguments.ts';
import { directPrompt } from './direct.ts';
import { methods } from './methods.ts';
import { type Outcome, skipped } from './outcome.ts';
import type { Answered } from './report.ts';
import { scoreAnswer } from './scoring.ts';
import { type Problem, tasks } from './task.ts';

export interface EvaluationParts {
  readonly engine: Pick<Engine, 'ask'>;
  readonly model: Model;
  /** Of each run; its limit of money is lowered where less is left of the whole. */
  readonly options: RunOptions;
  readonly countTokens: CountTokens;
  readonly signal: AbortSignal;
}

/** After which it makes no sense to go on: the next answer would fail alike. */
const hopeless = new Set([
  'KeyMissing',
  'KeyRefused',
  'UnknownModel',
  'WrongAddress',
  'ServerUnreachable',
  'PaymentNeeded',
  'QuotaSpent',
]);
const mostFailuresInARow = 3;

/** The evaluation can't go on; the message is the last failure's. */
export class EvaluationEnded extends Error {}

/**
 * Asks everything that the arguments name, one after the other, and yields what came of each. Ends
 * early when the signal fires; throws EvaluationEnded when the models can't be asked.
 */
export async function* evaluate(
  wanted: EvalArguments,
  parts: EvaluationParts,
): AsyncGenerator<Answered> {
  const budget = new Budget(wanted.maxCostUsd);
  let failures = 0;
  for (const { size, task, seed } of problemsOf(wanted)) {
    const problem = tasks[task](size, seed);
    const { tokens: promptTokens } = await parts.countTokens(directPrompt(problem));
    for (let repetition = 1; repetition <= wanted.repeat; repetition += 1) {
      for (const method of wanted.methods) {
        if (parts.signal.aborted) return;
        const outcome = await budget.spend(parts, (options) =>
          methods[method]({ ...parts, problem, options, promptTokens, window: wanted.window }),
        );
        yield {
          at: new Date().toISOString(),
          task,
          size,
          seed,
          repetition,
          method,
          ...outcome,
          score: scoreOf(problem, outcome),
          question: problem.question,
          truth: problem.truth,
          contextChars: problem.text.length,
          promptTokens,
          models: modelsOf(parts),
        };
        failures = outcome.status === 'failed' ? failures + 1 : 0;
        if (hopeless.has(outcome.errorName ?? '') || failures === mostFailuresInARow) {
          throw new EvaluationEnded(outcome.reason ?? 'It failed.');
        }
      }
    }
  }
}

/** Small ones first: what is wrong shows where it costs least. */
function* problemsOf({ sizes, tasks: names, seeds }: EvalArguments) {
  for (const size of [...sizes].sort((one, other) => one - other)) {
    for (const task of names) for (const seed of seeds) yield { size, task, seed };
  }
}

function scoreOf({ truth }: Problem, { status, answer }: Outcome): Answered['score'] {
  // What was given at a limit is an answer too.
  return status === 'answered' || status === 'limit' ? scoreAnswer(truth, answer) : null;
}

function modelsOf({ model, options }: EvaluationParts): Answered['models'] {
  return { provider: model.provider, root: options.rootModel, sub: options.subModel };
}

const moneySpent = 'the money of the evaluation is spent';

/** The money of the whole evaluation. */
class Budget {
  #left: number;

  constructor(costUsd: number) {
    this.#left = costUsd;
  }

  async spend(
    { model, options }: EvaluationParts,
    ask: (options: RunOptions) => Promise<Outcome>,
  ): Promise<Outcome> {
    const isFree = model.provider === 'demo';
    if (this.#left <= 0 && !isFree) return skipped(moneySpent);
    const isLowered = !isFree && (options.maxCostUsd === null || this.#left < options.maxCostUsd);
    const outcome = await ask(isLowered ? { ...options, maxCostUsd: this.#left } : options);
    this.#left -= outcome.costUsd ?? 0;
    // What it would have found with the money of a run is not known.
    return isLowered && outcome.limit === 'cost'
      ? { ...outcome, status: 'skipped', reason: moneySpent }
      : outcome;
  }
}
