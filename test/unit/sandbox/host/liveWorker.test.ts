import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { CallHandler, Environment } from '../../../../src/core/environment.ts';
import { SandboxFailed } from '../../../../src/core/errors.ts';
import { SandboxPlaces } from '../../../../src/sandbox/host/sandboxPlaces.ts';
import { createWorkerEnvironment } from '../../../../src/sandbox/host/workerEnvironment.ts';
import { contextOf, wasmPath, workerBundle } from '../support.ts';

const limits = { timeout: 60_000 };
const label = { iteration: 1, cell: 1, at: 0 };
const never = new AbortController().signal;

async function open(
  t: TestContext,
  places: SandboxPlaces,
  calls: CallHandler = async () => '',
): Promise<Environment> {
  const environment = createWorkerEnvironment({
    context: contextOf('one\ntwo\nthe words of a quote'),
    options: { language: 'javascript', seed: 1, cellSeconds: 20, sandboxMemoryMb: 64 },
    calls,
    workerPath: await workerBundle(),
    wasmPath,
    places,
  });
  t.after(() => environment.dispose());
  return environment;
}

/** Places that are all taken, until they are released. */
async function crowded(): Promise<{ places: SandboxPlaces; release: () => void }> {
  const places = new SandboxPlaces();
  const held = await Promise.all(Array.from({ length: 4 }, () => places.take(64, never)));
  return { places, release: () => held.pop()?.release() };
}

for (const how of ['rest', 'stop'] as const) {
  test(
    `a saved REPL outlives a worker that is ended while it starts: ${how}`,
    limits,
    async (t) => {
      const environment = await open(t, new SandboxPlaces());
      await environment.execute('const kept = 41', label, never);
      await environment.rest();
      for (let turn = 0; turn < 12; turn += 1) {
        const stop = new AbortController();
        const started =
          how === 'rest'
            ? environment.evaluate('kept', never)
            : environment.execute('for (;;);', label, stop.signal);
        started.catch(() => undefined);
        // At another moment of the start each time.
        for (let wait = turn ** 2; wait > 0; wait -= 1) await new Promise((go) => setImmediate(go));
        stop.abort();
        if (how === 'rest') await environment.rest();
        else await started.catch((error: unknown) => assert.ok(error instanceof SandboxFailed));
      }
      const { output, notes } = await environment.execute('print(kept + 1)', label, never);
      assert.equal(output, '42\n');
      assert.ok(!notes.join().includes('all variables are lost'), notes.join());
    },
  );
}

test('a sandbox waits for a place, is asked meanwhile, and has it then', limits, async (t) => {
  const { places, release } = await crowded();
  const environment = await open(t, places);
  const lines = environment.cite([{ path: '', startLine: 2, endLine: 2 }]);
  const executed = environment.execute('print(1)', label, never);
  assert.ok(places.isCrowded);
  release();
  assert.equal((await lines)[0]?.text, 'two');
  assert.equal((await executed).output, '1\n');
  assert.equal(places.megabytes, 256);
  await environment.dispose();
  assert.equal(places.megabytes, 192);
});

test('Stop ends the wait for a place at once; so do rest and dispose', limits, async (t) => {
  const { places } = await crowded();
  const environment = await open(t, places);
  const stop = new AbortController();
  const stopped = environment.execute('1', label, stop.signal);
  await new Promise((go) => setImmediate(go));
  let isSettled = false;
  stopped.catch(() => {
    isSettled = true;
  });
  stop.abort();
  // No timer is waited for.
  for (let turn = 0; turn < 5; turn += 1) await new Promise((go) => setImmediate(go));
  assert.ok(isSettled);
  await assert.rejects(stopped, SandboxFailed);
  assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
  await assert.rejects(environment.execute('1', label, AbortSignal.abort()), SandboxFailed);
  const rested = environment.evaluate('x', never);
  rested.catch(() => undefined);
  assert.equal(await environment.rest(), 0);
  await assert.rejects(rested, SandboxFailed);
  const closed = environment.evaluate('x', never);
  closed.catch(() => undefined);
  await environment.dispose();
  await assert.rejects(closed, SandboxFailed);
  assert.ok(!places.isCrowded);
});

test(
  'what a stopped run asks of its text is looked up without a wait for a place',
  limits,
  async (t) => {
    const places = new SandboxPlaces();
    const environment = await open(t, places);
    await environment.execute('1', label, never);
    const taken = await Promise.all(Array.from({ length: 3 }, () => places.take(64, never)));
    const next = places.take(64, never);
    const code = 'new Array(1e9) + ""';
    assert.equal(
      (await environment.execute(code, label, AbortSignal.timeout(50))).status,
      'killed',
    );
    taken.push(await next);
    assert.equal(places.megabytes, 256);
    const cited = environment.cite([{ path: '', startLine: 2, endLine: 2 }]);
    const located = environment.locate(['the words of a quote']);
    const held = environment.holds(['three']);
    assert.ok(!places.isCrowded);
    assert.equal((await cited)[0]?.text, 'two');
    assert.deepEqual(await located, [{ path: '', startLine: 3, endLine: 3 }]);
    assert.equal(await held, false);
  },
);

test(
  'a cell that waits for a child has lent its place, and goes on when it has it back',
  limits,
  async (t) => {
    const places = new SandboxPlaces();
    const held = await Promise.all(Array.from({ length: 3 }, () => places.take(64, never)));
    let most = 0;
    const child: CallHandler = async ({ name, prompt }, signal, onChild) => {
      if (name === 'llm_query') return `reply to ${prompt}`;
      onChild?.();
      const place = await places.take(64, signal);
      most = Math.max(most, places.megabytes);
      await new Promise((go) => setImmediate(go));
      place.release();
      return `child of ${prompt}`;
    };
    const environment = await open(t, places, child);
    const { output, error } = await environment.execute(
      "print((await Promise.all([rlm_query('a'), llm_query('b'), rlm_query('c')])).join(), await rlm_query('d'))",
      label,
      never,
    );
    assert.equal(error, null);
    assert.equal(output, 'child of a,reply to b,child of c child of d\n');
    assert.equal(most, 256);
    for (const place of held) place.release();
  },
);

test('no listener and no timer is left, however the cell ended', limits, async (t) => {
  const environment = await open(t, new SandboxPlaces());
  const timers = () =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const { signal } = new AbortController();
  await environment.describe();
  // That of the test's own limit among them.
  const before = timers();
  for (const code of ['1', 'throw 1', 'await llm_query("x")', 'x =']) {
    await environment.execute(code, label, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 0, code);
    assert.equal(timers(), before, code);
  }
  const stop = new AbortController();
  const stopped = environment.execute('for (;;);', label, stop.signal);
  stop.abort();
  await stopped;
  assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
  assert.equal(timers(), before);
});
