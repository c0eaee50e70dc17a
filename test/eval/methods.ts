import type { Model } from '../../src/core/model.ts';
import { type Language, languageOf, type RunOptions } from '../../src/core/options.ts';
import type { Engine } from '../../src/engine.ts';
import { sharedText } from '../../src/sources/decode.ts';
import { askDirectly } from './direct.ts';
import { type Outcome, ofRun } from './outcome.ts';
import type { Problem } from './task.ts';
import { countTurns, noTurns } from './turns.ts';

/** One problem, and what it is put to. */
export interface Asking {
  readonly problem: Problem;
  readonly engine: Pick<Engine, 'ask'>;
  readonly model: Model;
  readonly options: RunOptions;
  /** Tokens of the direct prompt, counted by o200k_base. */
  readonly promptTokens: number;
  /** Tokens that the root model takes, where the caller knows better than the price table. */
  readonly window: number | null;
  readonly signal: AbortSignal;
}

/** The ways of asking that are compared: the columns of the paper's table. */
export const methods = {
  direct: askDirectly,
  'no-sub-calls': (asking) => askEngine(asking, 0),
  rlm: (asking) => askEngine(asking, asking.options.maxDepth),
} as const satisfies Record<string, (asking: Asking) => Promise<Outcome>>;

export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as readonly MethodName[];

async function askEngine(asking: Asking, maxDepth: number): Promise<Outcome> {
  const { problem, engine, model, options, signal } = asking;
  let turns = noTurns;
  let language: Language = 'python';
  const result = await engine.ask(
    {
      runId: 'eval',
      question: problem.question,
      context: {
        kind: 'string',
        items: [{ path: '', text: sharedText(problem.text), origin: null }],
        label: 'eval',
      },
      options: { ...options, maxDepth },
      model,
      signal,
    },
    (event) => {
      if (event.type === 'run.started') language = languageOf(event.options);
      turns = countTurns(turns, event, language);
    },
  );
  return ofRun(result, turns);
}
