import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Concurrency, type Place } from '../../../src/core/concurrency.ts';
import { Cancelled } from '../../../src/core/errors.ts';
import type { Rates } from '../../../src/core/model.ts';
import { ScriptedClock, settled } from './scriptedClock.ts';

const never = new AbortController().signal;

function open(most = 64) {
  const clock = new ScriptedClock();
  const concurrency = new Concurrency(most, clock);
  const take = (count: number): Promise<Place[]> =>
    Promise.all(Array.from({ length: count }, () => concurrency.take(never)));
  return { clock, concurrency, take };
}

/** Numbers from 0 up to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A server that takes so many requests at once and refuses the others. */
async function serve(given: { capacity: number; calls: number; most: number; seed: number }) {
  const { clock, concurrency } = open(given.most);
  const random = randomFrom(given.seed);
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => void clock.after(ms, resolve));
  const seen = { flying: 0, most: 0, refused: 0, widths: [] as number[], done: 0 };
  const ask = async (): Promise<void> => {
    for (let retry = 0; ; retry += 1) {
      const place = await concurrency.take(never, retry > 0);
      seen.flying += 1;
      seen.most = Math.max(seen.most, seen.flying);
      const isRefused = seen.flying > given.capacity;
      await wait(isRefused ? 5 + 5 * random() : 50 + 50 * random());
      seen.flying -= 1;
      if (!isRefused) {
        place.replied(100);
        seen.widths.push(concurrency.width);
        seen.done += 1;
        return;
      }
      seen.refused += 1;
      place.refused();
      place.leave();
      await wait(250 + 250 * random());
    }
  };
  const all = Promise.all(Array.from({ length: given.calls }, ask));
  while (seen.done < given.calls && (await clock.step()));
  await all;
  return seen;
}

test('a run begins with 16 at a time, or with fewer where fewer are the most', () => {
  for (const [most, width] of [
    [64, 16],
    [256, 16],
    [16, 16],
    [3, 3],
    [1, 1],
  ] as const)
    assert.equal(open(most).concurrency.width, width);
});

test('the width grows by one with each reply, up to the most', async () => {
  const { concurrency, take } = open(20);
  for (const place of await take(3)) place.replied(10);
  assert.equal(concurrency.width, 19);
  for (const place of await take(10)) place.replied(10);
  assert.equal(concurrency.width, 20);
});

test('it halves at a refusal, once for all that was sent before', async () => {
  const { concurrency, take } = open();
  const places = await take(16);
  assert.deepEqual(
    places.map((place) => place.refused()),
    [true, ...Array(15).fill(false)],
  );
  assert.equal(concurrency.width, 8);
  for (const place of places) place.leave();
  const [next] = await take(8);
  assert.equal(next?.refused(), true);
  assert.equal(concurrency.width, 4);
});

test('after a refusal it grows by one a round', async () => {
  const { concurrency, take } = open();
  const [refused, ...others] = await take(16);
  refused?.refused();
  refused?.leave();
  for (const place of others) place.leave();
  const widths: number[] = [];
  for (let reply = 0; reply < 8 + 9 + 10; reply += 1) {
    for (const place of await take(1)) place.replied(10);
    widths.push(concurrency.width);
  }
  assert.deepEqual(
    [widths[6], widths[7], widths[15], widths[16], widths[25], widths[26]],
    [8, 9, 9, 10, 10, 11],
  );
});

test('it never gets so narrow that nothing is sent', async () => {
  const { concurrency, take } = open();
  for (let refusal = 0; refusal < 10; refusal += 1)
    for (const place of await take(1)) {
      place.refused();
      place.leave();
    }
  assert.equal(concurrency.width, 1);
});

test('whatever a server takes, all is answered, few requests are refused, and the width finds its level', async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = randomFrom(seed);
    const capacity = 1 + Math.floor(random() * 70);
    const most = 1 + Math.floor(random() * 100);
    const seen = await serve({ capacity, calls: 600, most, seed });
    const what = `seed ${seed}, capacity ${capacity}, most ${most}: ${JSON.stringify({ ...seen, widths: [] })}`;
    assert.equal(seen.done, 600, what);
    assert.ok(seen.most <= most, what);
    const level = Math.min(capacity, most);
    const late = seen.widths.slice(300);
    assert.ok(Math.max(...late) <= level + 1, `${what}, late at most ${Math.max(...late)}`);
    assert.ok(
      Math.min(...late) >= Math.floor(level / 2),
      `${what}, late at least ${Math.min(...late)}`,
    );
    if (capacity >= most) assert.equal(seen.refused, 0, what);
    else assert.ok(seen.refused < 150, what);
  }
});

test('it halves where first bytes take more than twice as long as at the beginning, never under four', async () => {
  const { concurrency, take } = open();
  const replies = async (count: number, ms: number, model = 'm'): Promise<number> => {
    for (const place of await take(count)) {
      place.heard(model, ms);
      place.leave();
    }
    return concurrency.width;
  };
  assert.equal(await replies(16, 100), 16);
  // Twice is not more than twice, and seven are no eight.
  assert.equal(await replies(16, 200), 16);
  assert.equal(await replies(3, 201), 16);
  assert.equal(await replies(1, 201), 8);
  // What was measured before says nothing of the new width.
  assert.equal(await replies(7, 500), 8);
  assert.equal(await replies(1, 500), 4);
  assert.equal(await replies(4, 9_000), 4);
  assert.equal(await replies(4, 9_000), 4);
  assert.equal(await replies(4, 9_000), 4);
});

test('first bytes of another model, or of requests sent before it halved, narrow nothing', async () => {
  const { concurrency, take } = open();
  for (const place of await take(16)) {
    place.heard('quick', 10);
    place.leave();
  }
  const places = await take(16);
  for (const place of places.slice(0, 9)) place.heard('slow', 900);
  assert.equal(concurrency.width, 16);
  places[9]?.refused();
  for (const place of places) place.heard('quick', 900);
  assert.equal(concurrency.width, 8);
});

test('a server that is asked one after the other is no measure of a width', async () => {
  const { concurrency, take } = open();
  for (let call = 0; call < 10; call += 1)
    for (const place of await take(1)) {
      place.heard('m', 10);
      place.leave();
    }
  for (const place of await take(16)) place.heard('m', 100);
  assert.equal(concurrency.width, 16);
});

const rates = (requests: Rates['requests'], tokens: Rates['tokens'] = null): Rates => ({
  requests,
  tokens,
});

test('what a server says that may still be sent bounds the width until its count begins anew', async () => {
  const { clock, concurrency, take } = open();
  const [first, ...others] = await take(5);
  first?.told(rates({ left: 3, resetMs: 1_000 }));
  assert.equal(concurrency.width, 3);
  for (const place of others) place.leave();
  await clock.forward(999);
  assert.equal(concurrency.width, 3);
  await clock.forward(1);
  assert.equal(concurrency.width, 16);
});

test('tokens that are left are counted in requests of the usual size, one at least', async () => {
  const { concurrency, take } = open();
  const [first, second, third] = await take(3);
  // How long requests are isn't known yet.
  first?.told(rates(null, { left: 100, resetMs: 1_000 }));
  assert.equal(concurrency.width, 16);
  first?.replied(1_000);
  second?.replied(3_000);
  third?.told(rates({ left: 90, resetMs: 5_000 }, { left: 8_500, resetMs: 1_000 }));
  assert.equal(concurrency.width, 4);
  third?.told(rates({ left: 90, resetMs: 5_000 }, { left: 10, resetMs: 1_000 }));
  assert.equal(concurrency.width, 1);
});

test('where no request is left nothing is sent before the count begins anew', async () => {
  const { clock, take } = open();
  const [first] = await take(1);
  first?.told(rates({ left: 0, resetMs: 2_000 }));
  first?.replied(10);
  let isIn = false;
  void take(1).then(() => {
    isIn = true;
  });
  await clock.forward(1_999);
  assert.equal(isIn, false);
  await clock.forward(1);
  assert.equal(isIn, true);
});

test('a server that asks for a wait gets nothing before, and all that wait are let in then', async () => {
  const { clock, concurrency, take } = open();
  const start = clock.now();
  assert.equal(concurrency.pause(20_000), start + 20_000);
  // Its other refusals say nothing new; a longer wait does.
  assert.equal(concurrency.pause(20_000), null);
  assert.equal(concurrency.pause(20_900), null);
  assert.equal(concurrency.pause(30_000), start + 30_000);
  const entered: number[] = [];
  for (let call = 0; call < 20; call += 1)
    void concurrency.take(never).then(() => entered.push(clock.now() - start));
  await clock.forward(29_999);
  assert.deepEqual(entered, []);
  await clock.forward(1);
  assert.deepEqual(entered, Array(16).fill(30_000));
  assert.equal((await take(0)).length, 0);
});

test('whoever waits is let in in order, those first that were sent before', async () => {
  const { concurrency, take } = open(1);
  const [first] = await take(1);
  const order: string[] = [];
  const enter = async (name: string, again: boolean): Promise<void> => {
    const place = await concurrency.take(never, again);
    order.push(name);
    place.leave();
    // A place is given back once.
    place.leave();
  };
  const all = [enter('a', false), enter('b', false), enter('again', true)];
  await settled();
  first?.leave();
  await Promise.all(all);
  assert.deepEqual(order, ['again', 'a', 'b']);
});

test('who is stopped waits no longer, and leaves neither a place taken nor a timer', async () => {
  const { clock, concurrency, take } = open(1);
  const [first] = await take(1);
  concurrency.pause(60_000);
  const stop = new AbortController();
  const waiting = concurrency.take(stop.signal);
  await settled();
  assert.equal(clock.waiting, 1);
  stop.abort();
  await assert.rejects(waiting, Cancelled);
  assert.equal(clock.waiting, 0);
  first?.leave();
  await assert.rejects(concurrency.take(AbortSignal.abort()), Cancelled);
  await clock.forward(60_000);
  assert.equal((await take(1)).length, 1);
});

test('a pause that ends at the moment somebody begins to wait holds up nobody', async () => {
  for (const waits of [1, 2, 3, 4]) {
    let now = 0;
    const due: (() => void)[] = [];
    // Each look at the clock is a millisecond later.
    const clock = {
      now: () => now++,
      after: (ms: number, callback: () => void) => {
        due.push(() => {
          now += ms;
          callback();
        });
        return () => {};
      },
    };
    const concurrency = new Concurrency(64, clock);
    concurrency.pause(waits);
    let taken = false;
    const taking = concurrency.take(never).then((place) => {
      taken = true;
      place.leave();
    });
    for (let turn = 0; turn < 5 && !taken; turn += 1) {
      due.shift()?.();
      await settled();
    }
    assert.ok(taken, `a pause of ${waits} ms`);
    await taking;
  }
});
