import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { Gate } from '../../../../src/core/gate.ts';
import { HostCalls } from '../../../../src/sandbox/host/hostCalls.ts';
import { type Place, SandboxPlaces } from '../../../../src/sandbox/host/sandboxPlaces.ts';
import { seededRandom } from '../text/support.ts';

const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Takes a place, and tells whether it was had at once. */
async function take(places: SandboxPlaces, megabytes = 100, signal = never) {
  let place: Place | null = null;
  const taking = places.take(megabytes, signal).then((had) => {
    place = had;
    return had;
  });
  taking.catch(() => undefined);
  await turn();
  return { taking, has: () => place !== null, release: () => place?.release() };
}

test('four of a size have a place at a time; the next one has that of the first that ends', async () => {
  const places = new SandboxPlaces();
  const all: Awaited<ReturnType<typeof take>>[] = [];
  for (let at = 0; at < 6; at += 1) all.push(await take(places));
  const had = () => all.map(({ has }) => has());
  assert.deepEqual(had(), [true, true, true, true, false, false]);
  assert.equal(places.megabytes, 400);
  assert.ok(places.isCrowded);
  all[2]?.release();
  await turn();
  assert.deepEqual(had(), [true, true, true, true, true, false]);
  for (const each of all) each.release();
  await turn();
  assert.ok(had().every(Boolean) && !places.isCrowded);
});

test('one has a place whatever its size, and small ones beside a large one', async () => {
  const places = new SandboxPlaces();
  const large = await take(places, 4_096);
  const small = await Promise.all(Array.from({ length: 10 }, () => take(places, 64)));
  assert.ok(large.has() && small.every(({ has }) => has()));
  assert.ok(!(await take(places, 16_384)).has() || places.megabytes <= 4 * 16_384);
});

test('the order is that of asking: a small one does not overtake for ever', async () => {
  const places = new SandboxPlaces();
  const held = [];
  for (let at = 0; at < 4; at += 1) held.push(await take(places, 100));
  const first = await take(places, 100);
  const second = await take(places, 50);
  held[0]?.release();
  await turn();
  assert.deepEqual([first.has(), second.has()], [true, false]);
});

test('waiting ends at once when the signal fires, and leaves no listener', async () => {
  const places = new SandboxPlaces();
  const held = [];
  for (let at = 0; at < 4; at += 1) held.push(await take(places));
  const stop = new AbortController();
  const [stopped, after] = [await take(places, 100, stop.signal), await take(places)];
  stop.abort();
  await assert.rejects(stopped.taking, { name: 'SandboxFailed' });
  held[0]?.release();
  await after.taking;
  const other = new AbortController();
  const waiting = await take(places, 100, other.signal);
  held[1]?.release();
  await waiting.taking;
  assert.equal(getEventListeners(other.signal, 'abort').length, 0);
  await assert.rejects(places.take(1, AbortSignal.abort()), { name: 'SandboxFailed' });
});

test('a place that is lent is for others, and who goes on comes before who begins', async () => {
  const places = new SandboxPlaces();
  const held = await Promise.all(Array.from({ length: 4 }, () => places.take(100, never)));
  const child = await take(places);
  held[0]?.lend();
  await child.taking;
  const next = await take(places);
  let isBack = false;
  const back = held[0]?.takeBack(never).then(() => {
    isBack = true;
  });
  await turn();
  assert.deepEqual([isBack, next.has()], [false, false]);
  child.release();
  await back;
  assert.equal(next.has(), false);
  held[1]?.release();
  await next.taking;
});

test('a sandbox that ends while it takes its place back holds nothing', async () => {
  const places = new SandboxPlaces();
  const one = await places.take(100, never);
  one.lend();
  const others = await Promise.all(Array.from({ length: 4 }, () => places.take(100, never)));
  const back = one.takeBack(never);
  one.release();
  for (const other of others) other.release();
  await back;
  assert.equal(places.megabytes, 0);
});

test('who waits has room made by those that only keep theirs', async () => {
  const places = new SandboxPlaces();
  const kept = await Promise.all(Array.from({ length: 4 }, () => places.take(100, never)));
  const forget = places.onCrowded(() => {
    const oldest = kept.shift();
    setImmediate(() => oldest?.release());
    return oldest !== undefined;
  });
  await places.take(100, never);
  assert.equal(kept.length, 3);
  forget();
  assert.ok(!(await take(places)).has());
});

/** A run of a tree as it holds places: sandbox, cells, and children through the desk of its cells. */
async function grow(
  tree: {
    places: SandboxPlaces;
    gates: Gate[];
    random: () => number;
    count: { live: number; most: number; runs: number };
  },
  depth: number,
  signal: AbortSignal,
): Promise<void> {
  const { places, random, count } = tree;
  const place = await places.take(100, signal);
  count.live += 1;
  count.runs += 1;
  count.most = Math.max(count.most, count.live);
  try {
    for (let cell = 0; cell < 2; cell += 1) {
      await turn();
      if (depth === 0 || signal.aborted || count.runs > 250) continue;
      const width = Math.floor(random() ** 3 * 41);
      if (width === 0) continue;
      let settled = 0;
      await new Promise<void>((resolve) => {
        const gate = tree.gates[depth] ?? new Gate(8);
        tree.gates[depth] = gate;
        const cellPlace: Place = {
          ...place,
          lend: () => {
            count.live -= 1;
            place.lend();
          },
          takeBack: async (stop) => {
            await place.takeBack(stop);
            count.live += 1;
            count.most = Math.max(count.most, count.live);
          },
        };
        const desk = new HostCalls({
          calls: async (_, stop, onChild) => {
            onChild?.();
            const either = AbortSignal.any([signal, stop]);
            await gate.pass(either, () => grow(tree, depth - 1, either));
            return '';
          },
          contextChars: 1,
          keptChars: 1,
          place: cellPlace,
        });
        // Where it stops, it is stopped with its own children.
        signal.addEventListener('abort', () => {
          desk.close();
          resolve();
        });
        const told = (): void => {
          settled += 1;
          if (settled === width) resolve();
          else desk.waits(settled);
        };
        for (let call = 0; call < width; call += 1)
          desk.answer({ name: 'rlm_query', prompt: '' })?.then(told, told);
        desk.waits(0);
      });
    }
  } finally {
    count.live -= 1;
    place.release();
  }
}

test('random trees of any depth and width end, stopped or not, with at most four at a time', {
  timeout: 100_000,
}, async (t) => {
  const random = seededRandom(11);
  let runs = 0;
  for (let trial = 0; trial < 40; trial += 1) {
    const places = new SandboxPlaces();
    const count = { live: 0, most: 0, runs: 0 };
    const roots = Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
      const stop = new AbortController();
      const ended = grow(
        { places, gates: [], random, count },
        Math.floor(random() * 7),
        stop.signal,
      );
      return {
        stop,
        ended: ended.catch((error: Error) => assert.equal(error.name, 'SandboxFailed')),
      };
    });
    const late = roots.filter(() => random() < 0.5);
    for (const { stop } of late) {
      for (let wait = Math.floor(random() * 60); wait > 0; wait -= 1) await turn();
      stop.abort();
    }
    await Promise.all(roots.map(({ ended }) => ended));
    // Children of a root that was stopped are still ending.
    while (places.megabytes > 0 || places.isCrowded) await turn();
    runs += count.runs;
    if (late.length === 0) assert.ok(count.most <= 4, `${count.most} at a time`);
  }
  t.diagnostic(`${runs} runs in 40 trials`);
});
