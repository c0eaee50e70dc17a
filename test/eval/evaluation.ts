import { createHash } from 'node:crypto';
import type { Model } from '../../src/core/model.ts';
import type { RunOptions } from '../../src/core/options.ts';
import type { Engine } from '../../src/engine.ts';
import type { CountTokens } from '../../src/models/tokens.ts';
import type { EvalArguments } from './arguments.ts';
import { Budget } from './budget.ts';
import { TextsMissing } from './fetching.ts';
import { methods } from './methods.ts';
import type { Outcome } from './outcome.ts';
import { plainPrompt } from './plain.ts';
import type { Problems, SourcedProblem } from './problems.ts';
import { type Answered, problemName } from './report.ts';
import { scoreAnswer } from './scoring.ts';
import { wholeText } from './task.ts';

export interface EvaluationParts {
  readonly engine: Pick<Engine, 'ask'>;
  readonly problems: Pick<Problems, 'build'>;
  /** By which asking of the same question it is, from 1. */
  readonly modelOf: (repetition: number) => Model;
  /** Of each run; its limit of money is lowered where less is left of the whole. */
  readonly options: RunOptions;
  readonly countTokens: CountTokens;
  /** Told what can't be asked, in a sentence. */
  readonly tell: (sentence: string) => void;
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
  const budget = new Budget(wanted.maxCostUsd, wanted.recordings);
  let failures = 0;
  for (const asked of problemsOf(wanted)) {
    if (parts.signal.aborted) return;
    const problem = await build(asked, parts);
    if (problem === null) continue;
    const { tokens: promptTokens } = await parts.countTokens(plainPrompt(problem));
    const facts = { ...asked, ...factsOf(problem), promptTokens };
    for (let repetition = 1; repetition <= wanted.repeat; repetition += 1) {
      const model = parts.modelOf(repetition);
      for (const method of wanted.methods) {
        if (parts.signal.aborted) return;
        const outcome = await budget.spend(model, parts.options, (options) =>
          methods[method]({
            ...parts,
            ...{ problem, model, options, promptTokens },
            window: wanted.window,
          }),
        );
        const score = scoreOf(problem, outcome);
        const models = modelsOf(model, parts.options);
        const at = new Date().toISOString();
        yield { at, ...facts, repetition, method, ...outcome, score, models };
        failures = isFailure(outcome) ? failures + 1 : 0;
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

type AskedFor = Pick<Answered, 'task' | 'size' | 'seed'>;

/** Null where there is no such text; then that is told. */
async function build(
  asked: AskedFor,
  { problems, tell }: EvaluationParts,
): Promise<SourcedProblem | null> {
  try {
    return await problems.build(asked.task, asked.size, asked.seed);
  } catch (error) {
    if (!(error instanceof TextsMissing)) throw error;
    tell(`${problemName(asked)}: not asked. ${error.message}`);
    return null;
  }
}

function factsOf(problem: SourcedProblem) {
  const { question, truth, origin } = problem;
  const text = wholeText(problem);
  const textSha256 = createHash('sha256').update(text).digest('hex');
  return { question, truth, origin, textSha256, contextChars: text.length };
}

function scoreOf({ truth }: SourcedProblem, { status, answer }: Outcome): Answered['score'] {
  // What was given at a limit is an answer too.
  return status === 'answered' || status === 'limit' ? scoreAnswer(truth, answer) : null;
}

function modelsOf({ provider }: Model, { rootModel, subModel }: RunOptions): Answered['models'] {
  return { provider, root: rootModel, sub: subModel };
}

/** What was not recorded says nothing of the next question. */
function isFailure({ status, errorName }: Outcome): boolean {
  return status === 'failed' && errorName !== 'RecordingMissing';
}
