import { createHash } from 'node:crypto';
import { ask } from '../../../../src/core/ask.ts';
import type { Context } from '../../../../src/core/context.ts';
import { ServerFailed } from '../../../../src/core/errors.ts';
import type { RunEvent, RunResult } from '../../../../src/core/events.ts';
import { Keeper } from '../../../../src/core/keeper.ts';
import type { Model, ModelFacts, ModelReply, ModelRequest } from '../../../../src/core/model.ts';
import type { RunOptions } from '../../../../src/core/options.ts';
import type { RunParts } from '../../../../src/core/parts.ts';
import { compactionRequest } from '../../../../src/core/prompts.ts';
import type { RunRequest } from '../../../../src/core/scope.ts';
import { loadParsers, parses, prepareLanguage } from '../../../../src/sandbox/host/languages.ts';
import { SandboxPlaces } from '../../../../src/sandbox/host/sandboxPlaces.ts';
import { createWorkerEnvironment } from '../../../../src/sandbox/host/workerEnvironment.ts';
import { sharedText } from '../../../../src/sources/decode.ts';
import { violationsOf } from '../../../support/eventChecker.ts';
import { javascriptOptions } from '../../../support/javascriptRun.ts';
import { python, wasmPath, workerBundle } from '../../sandbox/support.ts';
import { after, textContext, usage } from '../support.ts';

/** The replies of a root model by its question, one for each turn; what it is asked for at the end under `last`. */
export type Script = Readonly<
  Record<string, { readonly turns: readonly string[]; readonly last?: string }>
>;

/** Answers by what stands in the request alone, so that it can be asked from anywhere in a run. */
export class StatelessModel implements Model {
  readonly provider = 'openai' as const;
  /** What was asked, by which the same request is known again. */
  readonly asked: string[] = [];
  readonly conversations: ModelRequest['messages'][] = [];
  readonly #script: Script;
  readonly #sub: (prompt: string, request: ModelRequest) => Promise<string> | string;
  readonly #window: number | null;

  constructor(
    script: Script,
    sub: (prompt: string, request: ModelRequest) => Promise<string> | string = (prompt) =>
      `reply to ${prompt}`,
    window: number | null = null,
  ) {
    this.#script = script;
    this.#sub = sub;
    this.#window = window;
  }

  async complete(request: ModelRequest): Promise<ModelReply> {
    const { messages, model } = request;
    const last = messages.at(-1)?.content ?? '';
    const isRoot = messages[0]?.role === 'system';
    let text: string;
    if (isRoot) {
      const question = questionIn(messages[1]?.content ?? '');
      const turn = Math.max(0, ...messages.map(({ content }) => turnIn(content)));
      const kind = kindOf(last);
      this.asked.push(rootKey(question, turn + 1, kind));
      this.conversations.push([...messages]);
      const script = this.#script[question];
      const reply = kind === 'iteration' ? script?.turns[turn] : script?.last;
      if (kind !== 'compaction' && reply === undefined)
        throw new Error(`No reply to ${question}, turn ${turn + 1}, ${kind}`);
      text = kind === 'compaction' ? `Summary of ${turn} turns.` : (reply ?? '');
    } else {
      this.asked.push(subKey(model, last));
      text = await this.#sub(last, request);
    }
    return { text, usage: usage(100, 10), costUsd: 0.001, finish: 'stop' };
  }

  facts(): ModelFacts {
    return {
      price: { input: 1, cachedInput: 1, output: 1 },
      window: this.#window,
      maxOutput: 1_000,
    };
  }
}

/** A model that plays a script; its sub-model labels all as odd, and fails where it is told to. */
export function modelOf(script: Script): StatelessModel {
  return new StatelessModel(script, (prompt) => {
    if (prompt === 'fails') throw new ServerFailed('example.com', 'it broke');
    if (!prompt.includes('odd')) return `reply to ${prompt}`;
    const numbers = [...prompt.matchAll(/^\[?(\d+)[\]:.)]/gm)].map(([, number]) => number);
    return numbers.map((number) => `${number}: odd`).join('\n');
  });
}

export const rootKey = (question: string, iteration: number, purpose: string) =>
  `root ${question} ${iteration} ${purpose}`;
export const subKey = (model: string, prompt: string) =>
  `sub ${model} ${createHash('sha256').update(prompt).digest('hex')}`;

function questionIn(first: string): string {
  return /^Question: (.*)$/m.exec(first)?.[1] ?? first;
}

function turnIn(message: string): number {
  const turns = [...message.matchAll(/^Turn (\d+)$/gm)].map(([, turn]) => Number(turn));
  return Math.max(0, ...turns);
}

function kindOf(last: string): string {
  if (last.endsWith(compactionRequest)) return 'compaction';
  return last.includes('No more code can run.') ? 'answer' : 'iteration';
}

/** What a record says was answered. */
export function answeredIn(events: readonly RunEvent[]): Set<string> {
  const questions = new Map<string, string>();
  const calls = new Map<string, string>();
  const answered = new Set<string>();
  for (const event of events) {
    if (event.type === 'run.started') questions.set(event.run, event.question);
    if (event.type === 'model.replied')
      answered.add(rootKey(questions.get(event.run) ?? '', event.iteration, event.purpose));
    if (event.type === 'call.started' && event.kind === 'llm')
      calls.set(`${event.run} ${event.call}`, `sub ${event.model} ${event.promptSha256}`);
    if (event.type !== 'call.finished') continue;
    const call = calls.get(`${event.run} ${event.call}`);
    if (call !== undefined && (event.status === 'ok' || event.status === 'memo'))
      answered.add(call);
  }
  return answered;
}

export interface Went {
  readonly result: RunResult;
  /** The whole record: what was there, and what came to it. */
  readonly events: readonly RunEvent[];
  readonly bugs: readonly Error[];
  readonly asked: readonly string[];
}

export interface Asked extends Partial<Omit<RunRequest, 'options' | 'model'>> {
  readonly model: StatelessModel;
  readonly options?: Partial<RunOptions>;
  readonly keeper?: Keeper;
  readonly context?: Context;
  readonly onEvent?: (event: RunEvent) => void;
  readonly parts?: (parts: RunParts) => RunParts;
}

const places = new SandboxPlaces();

/** Runs the engine over the real sandbox. */
export async function run(given: Asked): Promise<Went> {
  const { options, keeper, onEvent, parts: change, ...asked } = given;
  const workerPath = await workerBundle();
  const events: RunEvent[] = [...(asked.resumes?.events ?? [])];
  const bugs: Error[] = [];
  const kept = keeper ?? new Keeper(after);
  const parts: RunParts = {
    createEnvironment: (context, own, calls) =>
      createWorkerEnvironment({
        ...{ context, options: own, calls, workerPath, wasmPath, python, places },
      }),
    share: sharedText,
    prepareLanguage: (language) => prepareLanguage(language, python),
    parses,
    loadParsers,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    clock: { now: Date.now, after },
    reportBug: (error) => bugs.push(error),
    emit: (event) => {
      if (event.type !== 'model.delta') events.push(event);
      onEvent?.(event);
    },
  };
  const result = await ask(
    {
      runId: 'r1',
      question: 'What is it?',
      context: textContext('one\ntwo\nthree\nfour\nfive\n'),
      signal: new AbortController().signal,
      ...asked,
      options: { ...javascriptOptions, sandboxMemoryMb: 128, maxDepth: 2, ...options },
    },
    change?.(parts) ?? parts,
    kept,
  );
  if (keeper === undefined) await kept.dispose();
  return { result, events, bugs, asked: given.model.asked };
}

export function wrongs({ events, bugs }: Went): string[] {
  return [...violationsOf(events), ...bugs.map(String)];
}

export const cell = (code: string, words = 'Next.') => `${words}\n\`\`\`repl\n${code}\n\`\`\``;
