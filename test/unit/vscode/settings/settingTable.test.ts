import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidOption } from '../../../../src/core/errors.ts';
import { defaultOptions, type RunOptions } from '../../../../src/core/options.ts';
import { checkBounds } from '../../../../src/vscode/settings/settingTable.ts';

const withOption = (change: Record<string, unknown>) =>
  ({ ...defaultOptions, ...change }) as RunOptions;

test('the defaults are within their bounds', () => {
  checkBounds(defaultOptions);
});

test('null lifts the limits that can be lifted, and no other', () => {
  checkBounds(withOption({ maxCostUsd: null, maxTokens: null, timeoutSeconds: null }));
  assert.throws(() => checkBounds(withOption({ maxIterations: null })), InvalidOption);
});

test('a value out of its bounds is refused in a sentence that names the setting', () => {
  assert.throws(() => checkBounds(withOption({ maxIterations: 0 })), {
    name: 'InvalidOption',
    message: 'rlm.maxIterations is 0; it must be a whole number from 1 to 1000.',
  });
  for (const change of [
    { maxIterations: 1.5 },
    { maxDepth: 11 },
    { concurrency: '16' },
    { cellSeconds: Number.NaN },
    { maxCostUsd: -1 },
  ]) {
    assert.throws(() => checkBounds(withOption(change)), InvalidOption, JSON.stringify(change));
  }
  checkBounds(withOption({ cellSeconds: 1.5, maxCostUsd: 0.001 }));
});
