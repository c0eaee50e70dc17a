import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Keeper, type KeeperBounds } from '../../../src/core/keeper.ts';
import { ScriptedEnvironment, textContext } from './support.ts';

const roomy: KeeperBounds = { liveMs: 1_000, live: 2, runs: 9, bytes: 1e9 };

/** A keeper whose time passes when it is told to. */
function open(t: TestContext, bounds: Partial<KeeperBounds> = {}) {
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const keeper = new Keeper(
    (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    { ...roomy, ...bounds },
  );
  const environments = new Map<string, ScriptedEnvironment>();
  const keep = async (runId: string, context = textContext('0123456789')) => {
    const environment = new ScriptedEnvironment(context, async () => '', {});
    environments.set(runId, environment);
    const limits = { language: 'javascript', cellSeconds: 1, sandboxMemoryMb: 64 } as const;
    await keeper.keep(runId, { environment, context, limits, exchanges: [], paid: new Map() });
    return environment;
  };
  /** Until what was begun and not awaited is done. */
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { keeper, keep, settle };
}

test('a REPL is kept as it is for a time, then its state alone', async (t) => {
  const { keeper, keep, settle } = open(t);
  const one = await keep('one');
  t.mock.timers.tick(999);
  assert.equal(one.isResting, false);
  t.mock.timers.tick(1);
  await settle();
  assert.equal(one.isResting, true);
  assert.ok(keeper.has('one'));
  const taken = keeper.take('one')?.environment;
  assert.notEqual(taken, one);
});

test('newer ones push a waiting worker out', async (t) => {
  const { keep } = open(t);
  const kept = [await keep('one'), await keep('two'), await keep('three')];
  assert.deepEqual(
    kept.map(({ isResting }) => isResting),
    [true, false, false],
  );
});

test('the first follow-up takes the REPL itself, the next ones the state that the run left', async (t) => {
  const { keeper, keep, settle } = open(t);
  const one = await keep('one');
  one.variablesByName = { found: 'of the run' };
  assert.equal(keeper.take('one')?.environment, one);
  one.variablesByName = { found: 'of the follow-up' };
  const second = keeper.take('one')?.environment;
  const { signal } = new AbortController();
  const found = await second?.evaluate('found', signal);
  assert.deepEqual(found, { kind: 'value', text: 'of the run' });
  const third = keeper.take('one')?.environment;
  assert.ok(third !== second && third !== one);
  await settle();
  t.mock.timers.tick(5_000);
  await settle();
  assert.equal(one.isResting, false);
  assert.equal(keeper.take('other'), null);
});

test('the oldest of those at rest are forgotten when they are too many or too big', async (t) => {
  const { keeper, keep } = open(t, { live: 1, runs: 2 });
  const one = await keep('one');
  for (const name of ['two', 'three', 'four']) await keep(name);
  assert.ok(one.disposed);
  assert.deepEqual(
    ['one', 'two', 'three', 'four'].map((name) => keeper.has(name)),
    [false, true, true, true],
  );
  const small = open(t, { live: 0, bytes: 2_050 });
  const context = textContext('0123456789');
  // 1,000 bytes each beside the text, which is there once.
  for (const name of ['one', 'two']) await small.keep(name, context);
  assert.ok(small.keeper.has('one') && small.keeper.has('two'));
  await small.keep('three', context);
  assert.deepEqual(
    ['one', 'two', 'three'].map((name) => small.keeper.has(name)),
    [false, true, true],
  );
  await small.keep('big', textContext('x'.repeat(3_000)));
  assert.ok(!small.keeper.has('big'));
});

test('a run of the same name takes the place of the one before', async (t) => {
  const { keeper, keep } = open(t);
  const before = await keep('one');
  const now = await keep('one');
  assert.ok(before.disposed && !now.disposed);
  assert.equal(keeper.take('one')?.environment, now);
});

test('a closed keeper lets go of all, and of what still comes', async (t) => {
  const { keeper, keep } = open(t);
  const one = await keep('one');
  await keeper.dispose();
  assert.ok(one.disposed && !keeper.has('one'));
  assert.ok((await keep('two')).disposed);
});

test('one that is closed while it takes a run over keeps nothing of it', async (t) => {
  const { keeper, keep } = open(t);
  await keep('one');
  // The one before it has to go first.
  const keeping = keep('one');
  await keeper.dispose();
  const now = await keeping;
  assert.ok(now.disposed && !keeper.has('one'));
});

test('two runs of one name that end together leave one', async (t) => {
  const { keeper, keep } = open(t);
  await keep('one');
  const [a, b] = await Promise.all([keep('one'), keep('one')]);
  assert.deepEqual([a?.disposed, b?.disposed].sort(), [false, true]);
  await keeper.dispose();
  assert.ok(a?.disposed && b?.disposed);
});

test('room is made by the worker that has waited longest', async (t) => {
  const { keeper, keep } = open(t);
  const [one, two] = [await keep('one'), await keep('two')];
  assert.equal(keeper.makeRoom(), true);
  assert.deepEqual([one.isResting, two.isResting], [true, false]);
  assert.equal(keeper.makeRoom(), true);
  assert.equal(keeper.makeRoom(), false);
  assert.ok(keeper.has('one') && keeper.has('two'));
});
