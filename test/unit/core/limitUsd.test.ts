import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatUsdLimit } from '../../../src/core/limitUsd.ts';
import { cell, runScripted, ScriptedModel, usage } from './support.ts';

test('a limit of money is written as people write one', () => {
  const written = [1, 0.4, 0.05, 0.001, 2.5].map(formatUsdLimit);
  assert.deepEqual(written, ['$1.00', '$0.40', '$0.05', '$0.001', '$2.50']);
});

test('a run that ends at its limit says it so too', { timeout: 30_000 }, async () => {
  const price = { input: 100, cachedInput: 100, output: 100 };
  const facts = { price, window: null, maxOutput: 100 };
  const model = new ScriptedModel([cell('look'), cell('look'), cell('look')], () => 'r', facts);
  model.tokens = usage(3_000, 100);
  const { result } = await runScripted({
    model,
    cells: { look: () => ({}) },
    options: { maxCostUsd: 0.4 },
  });
  assert.match(result.reason ?? '', /^The limit of \$0\.40 is reached\./);
});
