import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costOfConversation } from './conversationCost.ts';
import { fixedConversations } from './fixedConversations.ts';

/**
 * What the turns cost before prints had their price, variables were told once and large outputs were
 * folded, and what they cost now: USD where nothing is cached, and where all is that was sent before.
 */
const costs: Readonly<
  Record<string, { readonly before: readonly number[]; readonly now: readonly number[] }>
> = {
  'one look and the answer': { before: [0.002842, 0.002842], now: [0.002842, 0.002842] },
  'three turns of small prints': { before: [0.005428, 0.005061], now: [0.005392, 0.005026] },
  'six turns of usual prints': { before: [0.026145, 0.019494], now: [0.025462, 0.01898] },
  'four turns, one of them with a large print': {
    before: [0.015567, 0.012725],
    now: [0.015567, 0.012712],
  },
  'five turns with prints of 4,500 characters': {
    before: [0.037068, 0.027486],
    now: [0.03715, 0.02751],
  },
  'twelve turns of small prints': { before: [0.079625, 0.05163], now: [0.075865, 0.049259] },
  'twelve turns of large prints': { before: [0.661977, 0.391502], now: [0.41365, 0.270061] },
};

for (const [name, turns] of Object.entries(fixedConversations)) {
  test(`what is sent again costs what it did, or less: ${name}`, async () => {
    const { uncachedUsd, cachedUsd } = await costOfConversation(turns);
    const { before = [], now = [] } = costs[name] ?? {};
    assert.deepEqual([uncachedUsd, cachedUsd], now);
    const isLong = name === 'twelve turns of large prints';
    // The price of a print is a sentence, which where all prints are just large adds 2 thousandths.
    const most = isLong ? 0.75 : name.includes('4,500') ? 1.003 : 1;
    now.forEach((usd, index) => {
      assert.ok(usd <= most * (before[index] ?? 0), `$${usd} was $${before[index]}`);
    });
  });
}

test('where the server keeps what it was sent, that is sent again as it was', async () => {
  const turns = fixedConversations['twelve turns of large prints'] ?? [];
  const [kept, folded] = [
    await costOfConversation(turns, { reportsCached: true }),
    await costOfConversation(turns),
  ];
  assert.ok(kept.tokens > 1.3 * folded.tokens, JSON.stringify({ kept, folded }));
});
