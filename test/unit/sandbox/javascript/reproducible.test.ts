import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEvaluator, openSession } from '../support.ts';

const limits = { timeout: 60_000 };
const draw = 'print([1, 2, 3].map(() => Math.random()).join())';
const at = Date.UTC(2031, 3, 5, 6, 7, 8, 9);

test('the same seed gives the same chance, another seed another', limits, async () => {
  const drawn = async (seed: number) => (await (await openEvaluator({ seed })).run(draw)).output;
  const first = await drawn(7);
  assert.match(first, /^0\.\d+,0\.\d+,0\.\d+\n$/);
  assert.equal(await drawn(7), first);
  assert.notEqual(await drawn(8), first);
  assert.notEqual(await drawn(0), first);
  assert.notEqual(await drawn(2 ** 32 - 1), await drawn(2 ** 32 - 2));
});

test('chance goes on from a saved state where it was', limits, async () => {
  const original = await openEvaluator({ seed: 7 });
  await original.run(draw);
  const saved = original.evaluator.save();
  const { output } = await original.run(draw);
  // The state says how far it has come, whatever seed the next worker is given.
  const restored = await openEvaluator({ seed: 8, saved });
  assert.equal((await restored.run(draw)).output, output);
});

test('each cell begins at the time that is recorded for it', limits, async () => {
  const { run } = await openEvaluator({ at });
  const code = `print([Date.now(), new Date().getTime(), performance.timeOrigin + performance.now()]
    .every((ms) => ms >= ${at} && ms < ${at} + 60_000), new Date().toISOString().slice(0, 15))`;
  assert.equal((await run(code)).output, 'true 2031-04-05T06:0\n');
  assert.equal((await run(code)).output, 'true 2031-04-05T06:0\n');
});

test('time runs on within a cell', limits, async () => {
  const { run } = await openEvaluator({ at });
  const { status, output } = await run(
    'const began = Date.now(); while (Date.now() - began < 20); print(performance.now() > began)',
  );
  assert.deepEqual([status, output], ['ok', 'true\n']);
});

test('seed and time reach the REPL of a worker', limits, async (t) => {
  const drawn = async (seed: number) => {
    const { environment } = await openSession(t, { options: { seed } });
    const { signal } = new AbortController();
    const label = { iteration: 1, cell: 1, at };
    const { output } = await environment.execute(
      `print(Date.now() - ${at} < 60_000, Math.random())`,
      label,
      signal,
    );
    return output;
  };
  const first = await drawn(7);
  assert.match(first, /^true 0\.\d+\n$/);
  assert.equal(await drawn(7), first);
  assert.notEqual(await drawn(8), first);
});
