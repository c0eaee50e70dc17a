import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallCount } from '../../../src/core/callCount.ts';
import { Cancelled, LimitRefused } from '../../../src/core/errors.ts';
import { Ledger } from '../../../src/core/ledger.ts';
import { Chance } from '../../adversarial/random.ts';
import { usage } from './support.ts';

const never = new AbortController().signal;
const price = { input: 1, cachedInput: 1, output: 1 };
const worst = (inputTokens: number, outputTokens: number) => ({
  run: '',
  model: 'm',
  inputTokens,
  outputTokens,
  price,
});
const limits = { maxCostUsd: null, maxTokens: null };

test('what was used replaces what was held', async () => {
  const ledger = new Ledger({ ...limits, maxTokens: 1_000 });
  const held = await ledger.reserve(worst(400, 400), never);
  held.settle({ usage: usage(100, 50), costUsd: 0.1 });
  held.release();
  assert.equal(ledger.tokensLeft, 850);
  assert.equal(ledger.costUsd, 0.1);
  assert.deepEqual(ledger.usageOf('').models, {
    m: { calls: 1, inputTokens: 100, cachedInputTokens: 0, outputTokens: 50, costUsd: 0.1 },
  });
});

test('what is no amount is a bug, and spoils no sum', async () => {
  const odd = [
    { usage: usage(Number.NaN, 1), costUsd: 0 },
    { usage: usage(1, -5), costUsd: 0 },
    { usage: usage('1' as unknown as number, 1), costUsd: 0 },
    { usage: usage(1, 1), costUsd: Number.NaN },
    { usage: usage(1, 1), costUsd: Number.NEGATIVE_INFINITY },
  ];
  const ledger = new Ledger({ ...limits, maxTokens: 1_000 });
  for (const used of odd) {
    const held = await ledger.reserve(worst(400, 400), never);
    assert.throws(() => held.settle(used), /m has used is no amount/);
    held.release();
  }
  assert.deepEqual([ledger.costUsd, ledger.tokensLeft], [0, 1_000]);
  const { models, ...sums } = ledger.usageOf('');
  assert.deepEqual(models, {});
  assert.equal(JSON.stringify(sums).includes('null'), false);
});

test('a request that does not fit waits for what is held, and is refused when nothing is', async () => {
  const ledger = new Ledger({ ...limits, maxTokens: 1_000 });
  const first = await ledger.reserve(worst(500, 100), never);
  let second: string | null = null;
  const waiting = ledger.reserve(worst(600, 100), never).then(
    () => (second = 'granted'),
    (error: Error) => (second = error.name),
  );
  await Promise.resolve();
  assert.equal(second, null);
  first.settle({ usage: usage(450, 50), costUsd: null });
  await waiting;
  assert.equal(second, 'LimitRefused');
});

test('what is held is the worst: the highest tier, written input, a reply without a limit', async () => {
  const tiers = [{ above: 1_000, input: 10, cachedInput: 1, cacheWrite: 12.5, output: 50 }];
  const dear = { ...price, cacheWrite: 1.25, tiers };
  const held: readonly (readonly [object, number])[] = [
    [{}, (1_000 * 1.25 + 8_000) / 1e6],
    [{ inputTokens: 1_001 }, (1_001 * 12.5 + 8_000 * 50) / 1e6],
    [{ unlimited: true }, (1_000 * 1.25 + 16_000) / 1e6],
  ];
  for (const [change, usd] of held) {
    const asked = { ...worst(1_000, 8_000), price: dear, ...change };
    const { outputTokens } = await new Ledger({ ...limits, maxCostUsd: usd }).reserve(asked, never);
    assert.equal(outputTokens, 8_000);
    const less = await new Ledger({ ...limits, maxCostUsd: usd - 1e-9 }).reserve(asked, never);
    assert.ok(less.outputTokens < 8_000, JSON.stringify(change));
  }
});

test('another attempt at a call counts as tokens and cost, not as a call', async () => {
  const ledger = new Ledger({ ...limits, maxTokens: 1_000 });
  const written = { ...usage(100, 50), cacheWriteTokens: 80, estimated: true };
  (await ledger.reserve(worst(100, 50), never)).settle({ usage: written, costUsd: 0.1 });
  (await ledger.reserve(worst(100, 50), never)).settle({ usage: written, costUsd: 0.1 }, 0);
  const { models, ...sums } = ledger.usageOf('');
  const tokens = {
    inputTokens: 200,
    cachedInputTokens: 0,
    cacheWriteTokens: 160,
    outputTokens: 100,
  };
  assert.deepEqual(models, { m: { calls: 1, ...tokens, costUsd: 0.2 } });
  assert.deepEqual(sums, { ...tokens, estimated: true });
});

test('what was estimated makes an estimate of its own run and those above, and of its model', async () => {
  const ledger = new Ledger(limits);
  const use = async (run: string, model: string, estimated: boolean) => {
    const held = await ledger.reserve({ ...worst(100, 50), run, model }, never);
    held.settle({ usage: { ...usage(10, 5), estimated }, costUsd: 0 });
  };
  await use('', 'root', false);
  await use('1', 'root', false);
  await use('2.1', 'sub', true);
  await use('2.1', 'sub', false);
  await use('21', 'sub', false);
  const seen = ['', '1', '2', '2.1', '21'].map((run) => [
    run,
    ledger.usageOf(run).estimated,
    [...ledger.estimatedModels(run)].join(),
  ]);
  assert.deepEqual(seen, [
    ['', true, 'sub'],
    ['1', false, ''],
    ['2', true, 'sub'],
    ['2.1', true, 'sub'],
    ['21', false, ''],
  ]);
  assert.deepEqual(Object.keys(ledger.usageOf('').models.sub ?? {}).includes('estimated'), false);
});

test('a waiting request is granted when another one used less than it held', async () => {
  const ledger = new Ledger({ ...limits, maxTokens: 1_000 });
  const first = await ledger.reserve(worst(500, 100), never);
  const second = ledger.reserve(worst(600, 100), never);
  first.settle({ usage: usage(50, 5), costUsd: null });
  assert.equal((await second).outputTokens, 100);
});

test('the completion is shortened where the budget is nearly spent', async () => {
  const ledger = new Ledger({ ...limits, maxCostUsd: 0.01 });
  const { outputTokens } = await ledger.reserve(worst(1_000, 16_384), never);
  assert.ok(outputTokens >= 512 && outputTokens <= 9_000, `${outputTokens}`);
});

test('the last question has its own room', async () => {
  const ledger = new Ledger({ ...limits, maxTokens: 1_000 });
  ledger.keepForLastQuestion(worst(300, 100));
  await assert.rejects(ledger.reserve(worst(650, 0), never), LimitRefused);
  assert.equal((await ledger.reserve(worst(300, 100), never, 'lastQuestion')).outputTokens, 100);
});

test('an unknown price makes the cost unknown, never zero', async () => {
  const ledger = new Ledger({ ...limits, maxCostUsd: 0.000001 });
  const held = await ledger.reserve({ ...worst(1e6, 1e6), price: null }, never);
  held.settle({ usage: usage(10, 10), costUsd: null });
  assert.equal(ledger.costUsd, null);
  assert.equal(ledger.usageOf('').models.m?.costUsd, null);
});

test('a stopped run does not wait for the budget', async () => {
  const ledger = new Ledger({ ...limits, maxTokens: 100 });
  await ledger.reserve(worst(90, 0), never);
  const stop = new AbortController();
  const waiting = ledger.reserve(worst(90, 0), stop.signal);
  stop.abort();
  await assert.rejects(waiting, Cancelled);
});

test('sub-calls are counted and refused past their limit', () => {
  const calls = new CallCount(3);
  for (let call = 0; call < 3; call++) calls.add();
  assert.throws(() => calls.add(), LimitRefused);
  assert.equal(calls.left, 0);
});

test('five hundred requests at once never take the tree over its limit', async () => {
  const ledger = new Ledger({ ...limits, maxCostUsd: 0.1 });
  let most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 500 }, async (_, index) => {
      const held = await ledger.reserve(worst(1_000, 200), never);
      await new Promise((resolve) => setTimeout(resolve, index % 7));
      held.settle({ usage: usage(1_000, 200), costUsd: 0.0012 });
      most = Math.max(most, ledger.costUsd ?? 0);
    }),
  );
  assert.ok(most <= 0.1, `spent ${most}`);
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 83);
});

test('never over, never lost: random trees, latencies and failures', async () => {
  let requests = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const chance = new Chance(seed);
    const next = (): number => chance.next();
    const limit = 0.001 + next() * 0.05;
    const ledger = new Ledger({ ...limits, maxCostUsd: limit, maxTokens: 50_000 });
    ledger.keepForLastQuestion(worst(200, 100));
    let settled = 0;
    const ask = async (depth: number, run: string): Promise<void> => {
      const asked = { ...worst(Math.ceil(next() * 2_000), Math.ceil(next() * 2_000)), run };
      const held = await ledger.reserve(asked, never).catch(() => null);
      if (held === null) return;
      requests += 1;
      await new Promise((resolve) => setTimeout(resolve, next() * 3));
      if (next() < 0.2) held.release();
      else {
        const input = Math.floor(asked.inputTokens * next());
        const output = Math.floor(held.outputTokens * next());
        settled += input + output;
        held.settle({ usage: usage(input, output), costUsd: (input + output) / 1e6 });
      }
      if (depth > 0) {
        const children = Array.from({ length: Math.floor(next() * 4) }, (_, n) => n);
        await Promise.all(children.map((n) => ask(depth - 1, `${run}${run && '.'}${n + 1}`)));
      }
    };
    await Promise.all(Array.from({ length: 12 }, () => ask(2, '')));
    const used = ledger.usageOf('');
    assert.equal(used.inputTokens + used.outputTokens, settled, `seed ${seed}: tokens were lost`);
    assert.ok((ledger.costUsd ?? 1) <= limit, `seed ${seed}: ${ledger.costUsd} over ${limit}`);
    assert.ok(settled <= 50_000, `seed ${seed}: ${settled} tokens`);
    // What was kept for the last question is still there.
    const last = await ledger.reserve(worst(200, 100), never, 'lastQuestion');
    assert.equal(last.outputTokens, 100);
  }
  console.log(`${requests} requests in 60 random trees`);
});
