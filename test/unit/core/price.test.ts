import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costOf, extremesOf, type Price, worstCost } from '../../../src/core/price.ts';

const flat: Price = { input: 2, cachedInput: 1, output: 8 };
const writing: Price = { input: 4, cachedInput: 0.4, cacheWrite: 5, hourWrite: 8, output: 20 };
const tiered: Price = {
  ...writing,
  tiers: [
    { above: 200_000, input: 8, cachedInput: 0.8, cacheWrite: 10, output: 30 },
    { above: 500_000, input: 16, cachedInput: 1.6, cacheWrite: 20, output: 60 },
  ],
};
const million = { inputTokens: 1e6, cachedInputTokens: 0, outputTokens: 0 };

const costs: readonly (readonly [string, Price, Parameters<typeof costOf>[1], number])[] = [
  ['input and output', flat, { ...million, outputTokens: 1e6 }, 10],
  ['cached input as cached', flat, { ...million, cachedInputTokens: 5e5 }, 1.5],
  [
    'written input as input, where nothing says otherwise',
    flat,
    { ...million, cacheWriteTokens: 5e5 },
    2,
  ],
  ['written input as written', writing, { ...million, cacheWriteTokens: 5e5 }, 4.5],
  [
    'what is kept for an hour as that',
    writing,
    { ...million, cacheWriteTokens: 5e5, hourWriteTokens: 5e5 },
    6,
  ],
  ['the lowest tier at its very end', tiered, { ...million, inputTokens: 200_000 }, 0.8],
  ['the tier that the input has reached', tiered, { ...million, inputTokens: 200_001 }, 1.600008],
  ['the highest one', tiered, { ...million, cacheWriteTokens: 1e6, outputTokens: 1e6 }, 80],
];

for (const [what, price, used, usd] of costs)
  test(`a request costs by its price: ${what}`, () =>
    assert.equal(costOf(price, used).toFixed(9), usd.toFixed(9)));

const worst: readonly (readonly [string, Price, number, number, number])[] = [
  ['plain', flat, 1e6, 1e6, 10],
  ['all of the input written to a cache', writing, 1e6, 1e6, 25],
  ['the tier that so much input can reach', tiered, 400_000, 1e6, 34],
  ['none that it cannot', tiered, 200_000, 1e6, 21],
  ['reading, where that costs more', { input: 1, cachedInput: 3, output: 1 }, 1e6, 0, 3],
];

for (const [what, price, input, output, usd] of worst)
  test(`the worst that a request can cost is counted: ${what}`, () =>
    assert.equal(worstCost(price, input, output).toFixed(9), usd.toFixed(9)));

test('no request costs more than its worst case', () => {
  for (const price of [flat, writing, tiered])
    for (let inputTokens = 50_000; inputTokens < 1e6; inputTokens += 50_000)
      for (const share of [0, 0.3, 1]) {
        const cached = Math.floor(inputTokens * share * 0.5);
        const written = Math.floor(inputTokens * share * 0.5);
        const used = {
          inputTokens,
          cachedInputTokens: cached,
          cacheWriteTokens: written,
          outputTokens: 9,
        };
        assert.ok(costOf(price, used) <= worstCost(price, inputTokens + 1, 9));
      }
});

test('the cheapest and the dearest token are those of any tier', () =>
  assert.deepEqual(extremesOf(tiered), { cheapest: 0.4, dearest: 60 }));
