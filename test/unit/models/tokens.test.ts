import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { createTokenCounter } from '../../../src/models/tokens.ts';
import { root } from '../../support/project.ts';
import { makeTokenAssets } from '../../support/tokenAssets.ts';

const assets = await makeTokenAssets();
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

test('so does one of emoji, counted whole', options, async () => {
  await count('warm');
  const startedAt = performance.now();
  const some = (await count('😀'.repeat(100))).tokens;
  const { tokens, sampled } = await count('😀'.repeat(500_000), some * 5_000);
  assert.equal(sampled, false);
  assert.ok(Math.abs(tokens / (some * 5_000) - 1) < 0.05, `${tokens} of ${some * 5_000}`);
  assert.ok(performance.now() - startedAt < 20_000);
});

test('counting leaves the thread that asks alone', options, async () => {
  await count('warm');
  let longestMs = 0;
  let last = performance.now();
  const ticking = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 1);
  const startedAt = performance.now();
  await count('a'.repeat(60_000));
  const tookMs = performance.now() - startedAt;
  clearInterval(ticking);
  assert.ok(longestMs < tookMs / 2, `blocked ${longestMs} of ${tookMs} ms`);
});

test('near a bound a long text is counted whole, far from it by samples', options, async () => {
  // The samples see half of it at best.
  const uneven = (prose.repeat(1_000) + 'x1!'.repeat(20_000)).repeat(3);
  const whole = await count(uneven, (await count(uneven)).tokens);
  assert.equal(whole.sampled, false);
  assert.equal((await count(uneven, 10 * whole.tokens)).sampled, true);
  assert.equal((await count(uneven)).sampled, true);
});

test('an idle counter lets its process end', options, async () => {
  const code = `
    import { createTokenCounter } from ${JSON.stringify(path.join(root, 'src/models/tokens.ts'))};
    console.log((await createTokenCounter(${JSON.stringify(assets)})('hello world')).tokens);
  `;
  const startedAt = performance.now();
  const args = ['--input-type=module', '-e', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 50_000 });
  assert.equal(stdout, '2\n');
  // Not after the time that an idle thread is kept.
  assert.ok(performance.now() - startedAt < 9_000);
});

test('a counter without its files fails each count, and never hangs', options, async () => {
  const broken = createTokenCounter(path.join(assets, 'nowhere'));
  await assert.rejects(broken('one'), /tokensWorker/);
  await assert.rejects(broken('two'), /tokensWorker/);
});

test('broken surrogates are counted, not refused', options, async () => {
  assert.ok((await count('\ud800 and \udc00')).tokens > 2);
});
