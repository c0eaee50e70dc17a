import type { RunEvent, RunResult } from '../../../src/core/events.ts';
import type { Model, ModelFacts, ModelReply, ModelRequest } from '../../../src/core/model.ts';
import type { RunRequest } from '../../../src/core/scope.ts';
import { readEvalArguments } from '../../eval/arguments.ts';
import { type EvaluationParts, evaluate } from '../../eval/evaluation.ts';
import { TextsMissing } from '../../eval/fetching.ts';
import { Problems } from '../../eval/problems.ts';
import type { Answered } from '../../eval/report.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';

const usage = { inputTokens: 100, cachedInputTokens: 0, outputTokens: 10, estimated: false };

/** What the engine hands back when nothing else is said. */
export const answered: RunResult = {
  runId: 'eval',
  status: 'answered',
  reason: null,
  limit: null,
  answer: 'none',
  citations: [],
  quotes: [],
  coverage: 0,
  searched: 0,
  language: 'javascript',
  iterations: 2,
  calls: { llm: 3, rlm: 0, memo: 0 },
  depth: 0,
  usage: { ...usage, models: {} },
  costUsd: 0.25,
  usageSummary: '',
  durationMs: 1_500,
  error: null,
};

export interface Scripted {
  readonly engine?: (request: RunRequest) => Partial<RunResult>;
  readonly model?: (request: ModelRequest) => Partial<ModelReply>;
  readonly facts?: Partial<ModelFacts>;
  /** Of each run. */
  readonly events?: readonly RunEvent[];
  readonly parts?: Partial<EvaluationParts>;
}

/** Evaluates with an engine and a model that say what they are told, and records what they were asked. */
export function script({ engine, model, facts, events = [], parts }: Scripted) {
  const runs: RunRequest[] = [];
  const requests: ModelRequest[] = [];
  const told: string[] = [];
  const scripted: Model = {
    provider: 'openai',
    facts: () => ({
      price: { input: 1, cachedInput: 1, output: 10 },
      window: 128_000,
      maxOutput: 16_384,
      ...facts,
    }),
    complete: async (request) => {
      requests.push(request);
      return { text: 'none', usage, costUsd: 0.25, finish: 'stop', ...model?.(request) };
    },
  };
  const collect = async (argv: string): Promise<readonly Answered[]> => {
    const wanted = readEvalArguments(argv.split(' '));
    if (wanted === 'help' || 'compare' in wanted) throw new Error('Nothing is to be asked.');
    const all: Answered[] = [];
    for await (const each of evaluate(wanted, {
      engine: {
        ask: async (request, emit) => {
          runs.push(request);
          for (const event of events) emit(event);
          return { ...answered, ...engine?.(request) };
        },
      },
      problems: new Problems(() => Promise.reject(new TextsMissing('No texts are fetched here.'))),
      modelOf: () => scripted,
      tell: (sentence) => void told.push(sentence),
      options: { ...javascriptOptions, ...wanted.runner.options },
      countTokens: async (text) => ({ tokens: Math.ceil(text.length / 4), sampled: false }),
      signal: new AbortController().signal,
      ...parts,
    })) {
      all.push(each);
    }
    return all;
  };
  return { collect, runs, requests, told };
}
