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
    for (const [run, body] of events) status.show({ seq: 1, at: 0, run, ...body } as RunEvent);
    mock.timers.tick(100);
    const drawn = line;
    status.stop();
    return drawn;
  } finally {
    mock.timers.reset();
  }
}

test("it shows the root's iterations, and the calls and the cost of the whole tree", () => {
  const line = shown(
    ['', started(9)],
    ['', { type: 'iteration.started', iteration: 3 }],
    ['', replied(0.25)],
    ['', { type: 'cell.started', iteration: 3, cell: 1, code: '' }],
    ['', call('rlm')],
    ['1', started(50)],
    ['1', { type: 'iteration.started', iteration: 1 }],
    ['1', replied(0.25)],
    ['1', { type: 'cell.started', iteration: 1, cell: 1, code: '' }],
    ['1', call('llm')],
    ['1.1', { type: 'iteration.started', iteration: 7 }],
    ['1', ended(0.25)],
    ['1', { type: 'limit.reached', limit: 'iterations', value: 1 }],
    ['', ended(null)],
  );
  assert.match(line, /^. waiting for sub-calls · iteration 3 of 9 · 2 calls · \$0\.75 · /);
});

test('what it does is what the root does', () => {
  const iteration: RunEventBody = { type: 'iteration.started', iteration: 1 };
  const cell: RunEventBody = { type: 'cell.started', iteration: 1, cell: 1, code: '' };
  assert.match(shown(['', started(9)], ['', iteration]), / asking the model · iteration 1 of 9 /);
  assert.match(shown(['', iteration], ['', cell], ['1', iteration]), / running its code · /);
});

test('a wait that a server asked for, whichever run was told, is counted down', () => {
  const cell: RunEventBody = { type: 'cell.started', iteration: 1, cell: 1, code: '' };
  const notice = (until: number): RunEventBody => ({ type: 'notice', text: 'refused', until });
  const held = / the server asks to wait (?:30|29) s · /;
  assert.match(shown(['', cell], ['1', notice(Date.now() + 30_000)]), held);
  assert.match(shown(['', cell], ['', notice(Date.now() - 1)]), / running its code · /);
});
