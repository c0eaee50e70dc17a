import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSummary } from '../../../../src/runs/storedShapes.ts';
import { nearsLimit, statusText } from '../../../../src/vscode/live/statusText.ts';

const run: RunSummary = {
  runId: 'one',
  question: 'Which services failed?',
  label: 'platform.log',
  startedAt: 0,
  finishedAt: null,
  status: 'running',
  iterations: 4,
  calls: 17,
  costUsd: 0.04,
  tokens: 1_000,
  rootModel: 'gpt-4o',
  provider: 'openai',
  subModel: 'gpt-4o-mini',
  language: 'javascript',
  contextChars: 0,
  coverage: 0,
  searched: null,
  answer: '',
  longTexts: [],
  parent: null,
};

test('the status bar says iterations, calls and cost of their limits', () => {
  const limits = { maxIterations: 50, maxCostUsd: 1 };
  assert.equal(statusText(run, limits), 'RLM 4/50 · 17 calls · $0.04/$1.00');
  assert.equal(statusText({ ...run, calls: 1 }, limits), 'RLM 4/50 · 1 call · $0.04/$1.00');
});

test('no limit and no known cost are said as such', () => {
  assert.equal(
    statusText(run, { maxIterations: 50, maxCostUsd: null }),
    'RLM 4/50 · 17 calls · $0.04',
  );
  const unknown = { ...run, costUsd: null };
  assert.match(statusText(unknown, { maxIterations: 50, maxCostUsd: 1 }), /cost n\/a$/);
});

test('from 80 % of money or iterations on it warns', () => {
  const limits = { maxIterations: 50, maxCostUsd: 1 };
  assert.equal(nearsLimit({ ...run, costUsd: 0.79, iterations: 39 }, limits), false);
  assert.equal(nearsLimit({ ...run, costUsd: 0.8 }, limits), true);
  assert.equal(nearsLimit({ ...run, iterations: 40 }, limits), true);
  assert.equal(nearsLimit({ ...run, costUsd: null }, limits), false);
  assert.equal(nearsLimit({ ...run, costUsd: 0 }, { ...limits, maxCostUsd: 0 }), false);
});
