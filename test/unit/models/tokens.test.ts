import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, test } from 'node:test';
import { createTokenCounter } from '../../../src/models/tokens.ts';
import { makeFolder } from './asking.ts';

// As the build lays them out beside the bundle.
const assets = makeFolder();
const require = createRequire(import.meta.url);
for (const file of ['tiktoken/lite/tiktoken_bg.wasm', 'tiktoken/encoders/o200k_base.json'])
  copyFileSync(require.resolve(file), path.join(assets, path.basename(file)));
after(() => rmSync(assets, { recursive: true }));
const count = createTokenCounter(assets);

const options = { timeout: 60_000 };
const prose = ' The quick brown fox jumps over the lazy dog, again and again.';

test('a short text is counted exactly, as o200k_base does', options, async () => {
  assert.deepEqual(await count(''), { tokens: 0, sampled: false });
  assert.deepEqual(await count('hello world'), { tokens: 2, sampled: false });
  assert.deepEqual(await count('tiktoken is great!'), { tokens: 6, sampled: false });
  assert.deepEqual(await count('<|endoftext|>'), { tokens: 7, sampled: false });
});

test(
  'a text of several pieces is counted whole, a token or two for each seam',
  options,
  async () => {
    const one = (await count(prose)).tokens;
    const { tokens, sampled } = await count(prose.repeat(300));
    assert.equal(sampled, false);
    assert.ok(Math.abs(tokens - one * 300) < 20, `${tokens} of ${one * 300}`);
  },
);

test('a big text is estimated within a hundredth when it is even', options, async () => {
  const one = (await count(prose)).tokens;
  const { tokens, sampled } = await count(prose.repeat(100_000));
  assert.equal(sampled, true);
  assert.ok(Math.abs(tokens / (one * 100_000) - 1) < 0.01);
});

test('a long run of one letter takes no time to speak of', options, async () => {
  await count('warm');
  const startedAt = performance.now();
  await count('a'.repeat(5_000_000));
  assert.ok(performance.now() - startedAt < 10_000);
});

test('while a text is counted others get their turn', options, async () => {
  await count('warm');
  let turns = 0;
  const ticking = setInterval(() => (turns += 1), 1);
  await count('a'.repeat(60_000));
  clearInterval(ticking);
  assert.ok(turns > 3);
});

test('broken surrogates are counted, not refused', options, async () => {
  assert.ok((await count('\ud800 and \udc00')).tokens > 2);
});
