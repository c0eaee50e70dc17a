import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worstCost } from '../../../src/core/price.ts';
import { openAiUrl } from '../../../src/models/address.ts';
import { createPrices } from '../../../src/models/prices.ts';

const local = 'http://localhost:8000/v1';
const million = { inputTokens: 1e6, cachedInputTokens: 0, outputTokens: 1e6, estimated: false };

test("OpenAI's models have their prices, windows and limits", () => {
  const { facts } = createPrices(openAiUrl);
  assert.deepEqual(facts('gpt-4o'), {
    price: { input: 2.5, cachedInput: 1.25, output: 10 },
    window: 128_000,
    maxOutput: 16_384,
  });
  assert.deepEqual(facts('gpt-4o-mini-2024-07-18').price, {
    input: 0.15,
    cachedInput: 0.075,
    output: 0.6,
  });
  assert.equal(facts('gpt-5-mini').maxOutput, 128_000);
  assert.equal(facts('gpt-5.6-sol').maxOutput, 128_000);
  assert.equal(facts('gpt-4').maxOutput, 8_192);
  assert.equal(facts('o3').maxOutput, 100_000);
  assert.equal(facts('gpt-4.1').maxOutput, 32_768);
});

test('cached input is priced as cached, and as input where no other price is known', () => {
  const { cost, facts } = createPrices(openAiUrl);
  const half = { ...million, cachedInputTokens: 5e5 };
  assert.equal(cost('gpt-4o', half)?.toFixed(6), (1.25 + 0.625 + 10).toFixed(6));
  const { price } = facts('gpt-5-pro');
  assert.equal(price?.cachedInput, price?.input);
  assert.equal(cost('gpt-5-pro', half), cost('gpt-5-pro', million));
});

test('a prompt beyond a tier costs what that tier costs', () => {
  const { cost, facts } = createPrices(openAiUrl);
  const long = { ...million, inputTokens: 500_000, outputTokens: 0 };
  const { price } = facts('gpt-5.4');
  assert.ok((cost('gpt-5.4', long) ?? 0) > 1.5 * 0.5 * (price?.input ?? 0));
});

test('what a request can cost at most is never less than what it costs', () => {
  const { cost, facts } = createPrices(openAiUrl);
  const long = {
    inputTokens: 600_000,
    cachedInputTokens: 0,
    outputTokens: 16_384,
    estimated: false,
  };
  for (const model of ['gpt-5.4', 'gpt-5.5', 'gpt-5.6', 'gpt-4o'])
    for (const cacheWriteTokens of [0, 600_000]) {
      const { price } = facts(model);
      assert.ok(price !== null);
      const paid = cost(model, { ...long, cacheWriteTokens }) ?? Number.NaN;
      assert.ok(paid > 0 && paid <= worstCost(price, 600_000, 16_384), `${model}: ${paid}`);
    }
  const others = [
    ['https://generativelanguage.googleapis.com', 'gemini-2.5-pro'],
    ['https://api.anthropic.com', 'claude-sonnet-4-5'],
  ] as const;
  for (const [url, model] of others) {
    const prices = createPrices(url);
    const { price } = prices.facts(model);
    assert.ok(price?.tiers !== undefined, model);
    assert.ok((prices.cost(model, long) ?? Number.NaN) <= worstCost(price, 600_000, 16_384));
  }
});

test('input that is written to a cache costs what writing costs, by makers', () => {
  const part = { inputTokens: 1e5, cachedInputTokens: 0, outputTokens: 0, estimated: false };
  const written = { ...part, cacheWriteTokens: 1e5 };
  const openAi = createPrices(openAiUrl);
  // Before GPT-5.6 writing costs nothing besides.
  assert.equal(openAi.cost('gpt-5', written), openAi.cost('gpt-5', part));
  const ratio = (openAi.cost('gpt-5.6', written) ?? 0) / (openAi.cost('gpt-5.6', part) ?? 1);
  assert.equal(ratio.toFixed(3), '1.250');
  const anthropic = createPrices('https://api.anthropic.com');
  const plain = anthropic.cost('claude-opus-4-5', part) ?? 1;
  assert.equal(((anthropic.cost('claude-opus-4-5', written) ?? 0) / plain).toFixed(3), '1.250');
  const hour = { ...written, hourWriteTokens: 1e5 };
  assert.equal(((anthropic.cost('claude-opus-4-5', hour) ?? 0) / plain).toFixed(3), '2.000');
  const read = { ...part, cachedInputTokens: 1e5 };
  assert.equal(((anthropic.cost('claude-opus-4-5', read) ?? 0) / plain).toFixed(3), '0.100');
});

test('an unknown name has no price, and never that of a name like it', () => {
  const { cost, facts } = createPrices(openAiUrl);
  for (const name of [
    'gpt-4o-mine',
    'my-gpt-4o',
    'gpt-99',
    'o1-foo',
    'root',
    '',
    'gpt-5-nano-mine',
  ]) {
    assert.equal(facts(name).price, null, name);
    assert.equal(cost(name, million), null, name);
  }
});

test('at a proxy the names that only their makers serve are priced, with or without a prefix', () => {
  const { facts } = createPrices(local);
  const price = { input: 2.5, cachedInput: 1.25, output: 10 };
  for (const name of [
    'gpt-4o',
    'openai/gpt-4o',
    'azure/gpt-4o',
    'openrouter/openai/gpt-4o',
    'GPT-4o',
  ])
    assert.deepEqual(facts(name).price, price, name);
  assert.equal(facts('anthropic/claude-sonnet-4-5-20250929').price?.input, 3);
  assert.equal(facts('gemini/gemini-2.5-pro').price?.input, 1.25);
});

test('at a server of its own an open model has no price', () => {
  const { facts } = createPrices(local);
  for (const name of [
    'qwen3:8b',
    'Qwen/Qwen3-32B',
    'llama3.1:8b',
    'deepseek-r1:7b',
    'deepseek-chat',
    'mistral',
    'gpt-oss-20b',
    'openai/gpt-oss-120b',
    'google/gemma-3-27b-it',
    'somebody/gpt-4o',
    'anthropic/gpt-4o',
    'gpt-4o-local',
    'claude-sonnet-4-5-distilled',
  ])
    assert.deepEqual(facts(name), { price: null, window: null, maxOutput: null }, name);
});

test("a provider known by its address has its own prices and nobody else's", () => {
  const router = createPrices('https://openrouter.ai/api/v1');
  assert.equal(router.facts('openai/gpt-4o').price?.input, 2.5);
  assert.equal(router.facts('qwen3:8b').price, null);
  const deepseek = createPrices('https://api.deepseek.com/v1');
  assert.ok(deepseek.facts('deepseek-chat').price);
  assert.equal(deepseek.facts('gpt-4o').price, null);
  const azure = createPrices('https://acme.openai.azure.com/openai/v1');
  assert.equal(azure.facts('gpt-4o').price?.input, 2.5);
  assert.equal(azure.facts('production').price, null);
});

test("the user's own prices come first, for the exact name", () => {
  const own = {
    'qwen3:8b': { input: 1, cachedInput: 0.5, output: 2 },
    'gpt-4o': { input: 0, cachedInput: 0, output: 0 },
  };
  const { cost, facts } = createPrices(local, own);
  assert.deepEqual(facts('qwen3:8b').price, own['qwen3:8b']);
  assert.equal(cost('qwen3:8b', { ...million, cachedInputTokens: 5e5 }), 0.5 + 0.25 + 2);
  assert.equal(cost('gpt-4o', million), 0);
  assert.equal(facts('gpt-4o').window, 128_000);
  assert.equal(facts('qwen3').price, null);
  assert.equal(facts('constructor').price, null);
});

test("the user's own windows come first, with prices of the table or without any", () => {
  const { facts } = createPrices(local, {}, { 'qwen3:8b': 40_960, 'gpt-4o': 64_000 });
  assert.equal(facts('qwen3:8b').window, 40_960);
  assert.equal(facts('qwen3:8b').price, null);
  assert.equal(facts('gpt-4o').window, 64_000);
  assert.equal(facts('gpt-4o').price?.input, 2.5);
});
