import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readUsage } from '../../../src/models/usage.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { createRequest, createTestModel } from './asking.ts';

/** What is read: input, the cached part of it, output, and what was written to a cache. */
const read: readonly (readonly [string, object, readonly [number, number, number, number?]])[] = [
  ['Chat Completions', { prompt_tokens: 20, completion_tokens: 3, total_tokens: 23 }, [20, 0, 3]],
  ['Responses', { input_tokens: 20, output_tokens: 3 }, [20, 0, 3]],
  [
    'the cached part is within the prompt',
    { prompt_tokens: 20, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 8 } },
    [20, 8, 3],
  ],
  [
    'the cached part is within the input',
    { input_tokens: 20, output_tokens: 3, input_tokens_details: { cached_tokens: 20 } },
    [20, 20, 3],
  ],
  [
    "DeepSeek's name for it",
    { prompt_tokens: 20, completion_tokens: 3, prompt_cache_hit_tokens: 16 },
    [20, 16, 3],
  ],
  [
    'reasoning that only the total counts',
    { prompt_tokens: 20, completion_tokens: 3, total_tokens: 123 },
    [20, 0, 103],
  ],
  [
    'a total that leaves something out',
    { prompt_tokens: 20, completion_tokens: 3, total_tokens: 5 },
    [20, 0, 3],
  ],
  ['no completion but a total', { prompt_tokens: 20, total_tokens: 25 }, [20, 0, 5]],
  ['a reply without a token', { prompt_tokens: 20, completion_tokens: 0 }, [20, 0, 0]],
  [
    "Anthropic's fields are added up",
    {
      input_tokens: 12,
      cache_read_input_tokens: 5_000,
      cache_creation_input_tokens: 700,
      output_tokens: 3,
    },
    [5_712, 5_000, 3, 700],
  ],
  [
    "Anthropic's fields, nothing but a write",
    {
      input_tokens: 12,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 700,
      output_tokens: 3,
    },
    [712, 0, 3, 700],
  ],
  [
    "a proxy that repeats Anthropic's fields beside a whole prompt",
    {
      prompt_tokens: 5_712,
      completion_tokens: 3,
      prompt_tokens_details: { cached_tokens: 5_000 },
      cache_read_input_tokens: 5_000,
      cache_creation_input_tokens: 700,
    },
    [5_712, 5_000, 3, 700],
  ],
  [
    "a proxy that passes Anthropic's input on as the prompt",
    { prompt_tokens: 12, completion_tokens: 3, cache_read_input_tokens: 5_000 },
    [5_012, 5_000, 3],
  ],
  [
    "OpenAI's writes are within the prompt",
    {
      prompt_tokens: 2_000,
      completion_tokens: 3,
      prompt_tokens_details: { cached_tokens: 500, cache_write_tokens: 1_400 },
    },
    [2_000, 500, 3, 1_400],
  ],
  [
    'and within the input of its other API',
    {
      input_tokens: 2_000,
      output_tokens: 3,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 2_000 },
    },
    [2_000, 0, 3, 2_000],
  ],
  [
    'a write alone in the details',
    { input_tokens: 20, output_tokens: 3, input_tokens_details: { cache_write_tokens: 9 } },
    [20, 0, 3, 9],
  ],
  [
    "a proxy's name for writes, in the details",
    {
      prompt_tokens: 7_039,
      completion_tokens: 3,
      prompt_tokens_details: { cached_tokens: 10, cache_creation_input_tokens: 7_019 },
    },
    [7_039, 10, 3, 7_019],
  ],
  [
    'empty details',
    { prompt_tokens: 20, completion_tokens: 3, prompt_tokens_details: null, total_tokens: null },
    [20, 0, 3],
  ],
];

for (const [whose, reported, [inputTokens, cachedInputTokens, outputTokens, written]] of read)
  test(`usage is read: ${whose}`, () =>
    assert.deepEqual(readUsage(reported), {
      inputTokens,
      cachedInputTokens,
      ...(written !== undefined && { cacheWriteTokens: written }),
      outputTokens,
      estimated: false,
    }));

test('what Anthropic keeps for an hour is told apart, since its price is another', () => {
  const reported = {
    input_tokens: 12,
    output_tokens: 3,
    cache_creation_input_tokens: 700,
    cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 400 },
  };
  assert.equal(readUsage(reported)?.hourWriteTokens, 400);
  const more = { ephemeral_1h_input_tokens: 701 };
  assert.equal(readUsage({ ...reported, cache_creation: more }), null);
});

const whole = { prompt_tokens: 20, completion_tokens: 3, total_tokens: 23 };
/** What stands for no report at all. */
const nothing: readonly (readonly [string, unknown])[] = [
  ['none', undefined],
  ['null', null],
  ['a text', '20'],
  ['a list', [20, 3]],
  ['zeros', { prompt_tokens: 0, completion_tokens: 0 }],
  ['no output', { prompt_tokens: 20 }],
  ['no output, and none in the total', { prompt_tokens: 20, total_tokens: 20 }],
  ['a prompt as text', { ...whole, prompt_tokens: '20' }],
  ['a completion as text', { ...whole, completion_tokens: 'abc', total_tokens: null }],
  ['a total as text', { ...whole, total_tokens: '23' }],
  ['a prompt as object', { ...whole, prompt_tokens: { a: 1 } }],
  ['a completion below zero', { ...whole, completion_tokens: -5e7 }],
  ['a prompt below zero', { ...whole, prompt_tokens: -20 }],
  ['a fraction', { ...whole, prompt_tokens: 20.5 }],
  ['NaN', { ...whole, completion_tokens: Number.NaN }],
  ['infinity', { ...whole, completion_tokens: Number.POSITIVE_INFINITY }],
  ['more than can be counted', { ...whole, completion_tokens: 1e300 }],
  ['true', { ...whole, completion_tokens: true }],
  ['more cached than there was', { ...whole, prompt_tokens_details: { cached_tokens: 21 } }],
  [
    'more cached and written than there was',
    { ...whole, prompt_tokens_details: { cached_tokens: 11, cache_write_tokens: 10 } },
  ],
  ['written as text', { ...whole, prompt_tokens_details: { cache_write_tokens: '8' } }],
  ['cached below zero', { ...whole, prompt_tokens_details: { cached_tokens: -1 } }],
  ['cached as text', { ...whole, prompt_tokens_details: { cached_tokens: '8' } }],
  ['details as text', { ...whole, prompt_tokens_details: 'none' }],
  [
    'a cache written below zero',
    { input_tokens: 20, output_tokens: 3, cache_creation_input_tokens: -9 },
  ],
];

for (const [what, reported] of nothing)
  test(`usage that is nonsense counts as not reported: ${what}`, () =>
    assert.equal(readUsage(reported), null));

test('nonsense on the wire is estimated, in both APIs, and costs what the estimate says', async () => {
  for (const api of ['chat', 'responses'] as const)
    for (const bad of ['120', -5e7, { a: 1 }] as unknown as number[]) {
      await using server = await startModelServer({
        root: { text: 'Three.', usage: { inputTokens: bad, outputTokens: 3 }, plain: true },
      });
      const { usage, costUsd } = await createTestModel(server.url, { api }).complete(
        createRequest().request,
      );
      // The test's count is one of characters, and 4 for each message.
      assert.deepEqual(usage, {
        inputTokens: 'Be brief.How many?'.length + 8,
        cachedInputTokens: 0,
        outputTokens: 'Three.'.length,
        estimated: true,
      });
      assert.equal(costUsd, null);
    }
});
