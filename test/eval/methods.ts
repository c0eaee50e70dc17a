import type { Context } from '../../src/core/context.ts';
import type { Model } from '../../src/core/model.ts';
import type { RunOptions } from '../../src/core/options.ts';
import type { Engine } from '../../src/engine.ts';
import { sharedText } from '../../src/sources/decode.ts';
import { type Outcome, ofRun } from './outcome.ts';
import { askPlainly } from './plain.ts';
import { type Problem, textLabel } from './task.ts';
import { addTokens, noTokens } from './tokens.ts';
import { TurnCounter } from './turns.ts';

/** One problem, and what it is put to. */
export interface Asking {
  readonly problem: Problem;
  readonly engine: Pick<Engine, 'ask'>;
  readonly model: Model;
  readonly options: RunOptions;
  /** Tokens of the plain prompt, counted by o200k_base. */
  readonly promptTokens: number;
  /** Tokens that the root model takes, where the caller knows better than the price table. */
  readonly window: number | null;
  readonly signal: AbortSignal;
}

/** The ways of asking that are compared. Without sub-calls the language is that of the options. */
export const methods = {
  plain: askPlainly,
  'no-sub-calls': (asking) => askEngine(asking, { maxDepth: 0 }),
  javascript: (asking) => askEngine(asking, { language: 'javascript' }),
  python: (asking) => askEngine(asking, { language: 'python' }),
} as const satisfies Record<string, (asking: Asking) => Promise<Outcome>>;

export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as readonly MethodName[];

async function askEngine(asking: Asking, own: Partial<RunOptions>): Promise<Outcome> {
  const { problem, engine, model, options, signal } = asking;
  const counter = new TurnCounter();
  let tokens = noTokens;
  const result = await engine.ask(
    {
      // Chance that code can have follows it, so that a run can be had again from recorded replies.
      runId: 'eval',
      question: problem.question,
      context: contextOf(problem),
      options: { ...options, ...own, direct: 'never' },
      model,
      signal,
    },
    (event) => {
      counter.take(event);
      tokens = addTokens(tokens, event);
    },
  );
  return ofRun(result, { turns: counter.turns, tokens });
}

function contextOf({ text }: Problem): Context {
  const files = typeof text === 'string' ? [{ path: '', text }] : text;
  return {
    kind: typeof text === 'string' ? 'string' : 'map',
    items: files.map((file) => ({ path: file.path, text: sharedText(file.text), origin: null })),
    label: textLabel,
  };
}
