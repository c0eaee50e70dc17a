import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { RunEvent, RunEventBody } from '../../../src/core/events.ts';
import type { Usage } from '../../../src/core/model.ts';
import { RunStore } from '../../../src/runs/runStore.ts';
import type { ListedRun } from '../../../src/runs/runSummary.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';

export interface TestStore {
  readonly store: RunStore;
  readonly folder: string;
  /** What was reported, in sentences. */
  readonly faults: readonly string[];
  /** Another window over the same folder, as far as one process can be one. */
  reopen(): TestStore;
}

/** A store in a folder of its own, removed after the test. */
export async function makeStore(test: TestContext): Promise<TestStore> {
  const parent = await mkdtemp(path.join(tmpdir(), 'rlm-runs-'));
  test.after(() => rm(parent, { recursive: true, force: true }));
  return openStore(path.join(parent, 'runs'));
}

export function openStore(folder: string): TestStore {
  const faults: string[] = [];
  const store = new RunStore(folder, { onFault: (sentence) => faults.push(sentence) });
  return { store, folder, faults, reopen: () => openStore(folder) };
}

export const usage = (inputTokens: number, outputTokens: number): Usage => ({
  inputTokens,
  cachedInputTokens: 0,
  outputTokens,
  estimated: false,
});

/** Numbers the bodies and times them a second apart, from second 1,000 on. */
export function eventsOf(
  ...bodies: readonly (RunEventBody & { readonly run?: string })[]
): RunEvent[] {
  return bodies.map((body, index) => ({
    run: '',
    ...body,
    seq: index + 1,
    at: 1_000_000 + index * 1_000,
  }));
}

export const started = (runId: string, question = 'Why?'): RunEventBody => ({
  type: 'run.started',
  follows: null,
  runId,
  question,
  context: { kind: 'string', chars: 1_000, items: 1, lines: 10, label: 'app.log', sources: [] },
  options: javascriptOptions,
  models: { root: 'gpt-4o', sub: 'gpt-4o-mini', provider: 'openai' },
});

export const iteration = (number: number): RunEventBody => ({
  type: 'iteration.started',
  iteration: number,
});

export const replied = (text: string, costUsd: number | null = 0.5): RunEventBody => ({
  type: 'model.replied',
  iteration: 1,
  purpose: 'iteration',
  text,
  usage: usage(100, 10),
  costUsd,
  durationMs: 5,
});

export const callStarted = (call: number, prompt = 'p'): RunEventBody => ({
  type: 'call.started',
  call,
  kind: 'llm',
  model: 'gpt-4o-mini',
  promptChars: prompt.length,
  promptSha256: '',
  prompt,
  iteration: 1,
  cell: 1,
  name: 'llm_query',
  batch: null,
});

export const callFinished = (call: number, costUsd: number | null = 0.25): RunEventBody => ({
  type: 'call.finished',
  call,
  status: 'ok',
  response: 'r',
  responseChars: 1,
  usage: usage(20, 2),
  costUsd,
  durationMs: 5,
  error: null,
});

export const answer = (text: string): RunEventBody => ({ type: 'answer', text, citations: [] });

export const finished = (status: 'answered' | 'limit' = 'answered'): RunEventBody => ({
  type: 'run.finished',
  status,
  reason: null,
  limit: null,
  usage: { ...usage(120, 12), models: {} },
  costUsd: 0.75,
  durationMs: 4_000,
  coverage: 0.5,
  error: null,
});

/** Records a whole run. */
export async function record(
  store: RunStore,
  runId: string,
  events: readonly RunEvent[],
): Promise<void> {
  const run = await store.create(runId);
  for (const event of events) run.append(event);
  await run.close();
}

/** A run of seven events, answered. */
export const wholeRun = (runId: string): RunEvent[] =>
  eventsOf(
    started(runId),
    iteration(1),
    replied('I look.'),
    callStarted(1),
    callFinished(1),
    answer('It is\n\n  the disk.'),
    finished(),
  );

/** A line of the history; by default a run that was answered at second 1. */
export const listed = (runId: string, facts: Partial<ListedRun> = {}): ListedRun => ({
  runId,
  question: 'Why did it fail?',
  label: 'app.log',
  startedAt: 1_000,
  finishedAt: 2_000,
  status: 'answered',
  iterations: 1,
  calls: 0,
  costUsd: 0.5,
  tokens: 100,
  rootModel: 'gpt-4o',
  subModel: 'gpt-4o-mini',
  language: 'javascript',
  provider: 'openai',
  contextChars: 1_000,
  coverage: 0,
  searched: null,
  answer: 'The disk was full.',
  longTexts: [],
  parent: null,
  pinned: false,
  bytes: 1_000,
  ...facts,
});

export const idsOf = (runs: readonly { readonly runId: string }[]): string[] =>
  runs.map(({ runId }) => runId);
