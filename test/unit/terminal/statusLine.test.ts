import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { RunEvent, RunEventBody } from '../../../src/core/events.ts';
import { StatusLine } from '../../../src/terminal/statusLine.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';

const used = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false };
const started = (maxIterations: number): RunEventBody => ({
  type: 'run.started',
  runId: 'r',
  question: '?',
  context: { kind: 'string', chars: 1, items: 1, lines: 1, label: 'a', sources: [] },
  options: { ...javascriptOptions, maxIterations },
  models: { root: 'r', sub: 's', provider: 'openai' },
});
const call = (kind: 'llm' | 'rlm'): RunEventBody => ({
  type: 'call.started',
  ...{ call: 1, kind, model: 's', promptChars: 1, promptSha256: '', prompt: 'p' },
  ...{ iteration: 1, cell: 1, name: 'llm_query', batch: null },
});
const ended = (costUsd: number | null): RunEventBody => ({
  type: 'call.finished',
  ...{ call: 1, status: 'ok', response: '', responseChars: 0, durationMs: 1, error: null },
  ...{ costUsd, usage: costUsd === null ? null : used },
});
const replied = (costUsd: number): RunEventBody => ({
  type: 'model.replied',
  ...{ iteration: 1, purpose: 'iteration', text: '', usage: used, costUsd, durationMs: 1 },
});

function shown(...events: (readonly [run: string, body: RunEventBody])[]): string {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    let line = '';
    const status = new StatusLine({
      rewriteLine: (text) => {
        line = text;
      },
    });
    status.start();
    for (const [at, [run, body]] of events.entries())
      status.show({ seq: at + 1, at: 0, run, ...body } as RunEvent);
    mock.timers.tick(100);
    const drawn = line;
    status.stop();
    return drawn;
  } finally {
    mock.timers.reset();
  }
}

const iteration = (number: number): RunEventBody => ({
  type: 'iteration.started',
  iteration: number,
});
const cell = (inIteration: number): RunEventBody => ({
  type: 'cell.started',
  iteration: inIteration,
  cell: 1,
  code: '',
});

test("it shows the root's iterations, and the calls and the cost of the whole tree", () => {
  const line = shown(
    ['', started(9)],
    ['', iteration(1)],
    ['', replied(0.25)],
    ['', cell(1)],
    ['', call('rlm')],
    ['1', started(50)],
    ['1', iteration(1)],
    ['1', replied(0.25)],
    ['1', cell(1)],
    ['1', call('llm')],
    ['1', iteration(7)],
    ['1', ended(0.25)],
    ['1', { type: 'limit.reached', limit: 'iterations', value: 1 }],
  );
  assert.match(line, /^. waiting for sub-calls · iteration 1 of 9 · 2 calls · \$0\.75 · /);
});

test('what it does is what the root does', () => {
  const begun = [['', started(9)] as const, ['', iteration(1)] as const];
  assert.match(shown(...begun), / asking the model · iteration 1 of 9 /);
  const runs = [...begun, ['', replied(0)] as const, ['', cell(1)] as const];
  assert.match(shown(...runs, ['1', started(9)], ['1', iteration(1)]), / running its code · /);
  const limit: RunEventBody = { type: 'limit.reached', limit: 'cost', value: 1 };
  assert.match(shown(...begun, ['', limit]), / asking for the best answer · /);
});

test('a wait that a server asked for, whichever run was told, is counted down', () => {
  const begun = [['', started(9)] as const, ['', iteration(1)] as const, ['', cell(1)] as const];
  const notice = (until: number): RunEventBody => ({ type: 'notice', text: 'refused', until });
  const held = / the server asks to wait (?:30|29) s · /;
  const child = [['1', started(9)] as const];
  assert.match(shown(...begun, ...child, ['1', notice(Date.now() + 30_000)]), held);
  assert.match(shown(...begun, ['', notice(Date.now() - 1)]), / running its code · /);
});

test('what a follow-up has called and cost is counted from its start', () => {
  const line = shown(['', started(9)], ['', iteration(1)], ['', replied(0.25)], ['', started(5)]);
  assert.match(line, / starting · iteration 0 of 5 · 0 calls · \$0 · /);
});
