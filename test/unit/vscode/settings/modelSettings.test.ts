import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidOption } from '../../../../src/core/errors.ts';
import { readModels } from '../../../../src/vscode/settings/modelSettings.ts';

test('a model has prices, a window or both', () => {
  assert.deepEqual(
    readModels({
      priced: { input: 1, output: 2 },
      cached: { input: 1, output: 2, cachedInput: 0.1, window: 32_768 },
      written: { input: 1, output: 2, cacheWrite: 1.25 },
      wide: { window: 8_192 },
      empty: {},
    }),
    {
      prices: {
        priced: { input: 1, output: 2, cachedInput: 1 },
        cached: { input: 1, output: 2, cachedInput: 0.1 },
        written: { input: 1, output: 2, cachedInput: 1, cacheWrite: 1.25 },
      },
      windows: { cached: 32_768, wide: 8_192 },
    },
  );
  assert.deepEqual(readModels(null), { prices: {}, windows: {} });
});

test('half a price and a window that is none are refused in a sentence that names the model', () => {
  for (const model of [
    { input: 1 },
    { output: 1 },
    { cachedInput: 1 },
    { cacheWrite: 1 },
    { input: '1', output: 2 },
    { input: 1, output: -2 },
    { input: 1, output: 2, cachedInput: Number.NaN },
    { input: 1, output: 2, cacheWrite: '1.25' },
  ]) {
    assert.throws(() => readModels({ big: model }), {
      name: 'InvalidOption',
      message: /^rlm\.models: the prices of "big" must be numbers/,
    });
  }
  for (const window of [0, -1, 1.5, '32k', null]) {
    assert.throws(() => readModels({ big: { window } }), InvalidOption, String(window));
  }
});
