import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context } from '../../../src/core/context.ts';
import { countContextTokens } from '../../../src/models/contextTokens.ts';
import { sharedText } from '../../../src/sources/decode.ts';

const contextOf = (...texts: string[]): Context => ({
  kind: 'list',
  label: 'texts',
  items: texts.map((text, index) => ({
    path: `${index}`,
    text: sharedText(text),
    origin: null,
  })),
});

/** Counts words, and remembers what it was given. */
function createCounter() {
  const seen: string[] = [];
  const count = async (text: string) => {
    seen.push(text);
    return { tokens: text.split(' ').length - 1, sampled: false };
  };
  return { seen, count };
}

test('a small context is counted whole, across its items', async () => {
  const { seen, count } = createCounter();
  const counted = await countContextTokens(contextOf('one two ', '', 'dreißig €uro '), count);
  assert.deepEqual(counted, { tokens: 4, sampled: false });
  assert.equal(seen.join(''), 'one two dreißig €uro ');
  assert.deepEqual(await countContextTokens(contextOf(''), count), { tokens: 0, sampled: false });
});

test('a big one is estimated from its two ends and places between', async () => {
  const { seen, count } = createCounter();
  const texts = ['start '.padEnd(3_000_000, 'word '), 'w€rd '.repeat(400_000), 'word '.repeat(9)];
  const { tokens, sampled } = await countContextTokens(contextOf(...texts), count);
  assert.equal(sampled, true);
  assert.ok(Math.abs(tokens / 1_000_000 - 1) < 0.01, `${tokens}`);
  assert.ok(seen.reduce((sum, { length }) => sum + length, 0) <= 16 * 4_096);
  assert.ok(seen[0]?.startsWith('start '));
  assert.ok(seen.at(-1)?.endsWith('word '.repeat(9)));
});
