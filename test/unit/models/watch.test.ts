import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { Cancelled } from '../../../src/core/errors.ts';
import { Overtime, Silence, underWatch } from '../../../src/models/watch.ts';

const patient = { firstMs: 600_000, nextMs: 600_000, totalMs: 900_000 };
const timers = () =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

for (const [how, patience, request, expected] of [
  ['answered', patient, async () => 'reply', null],
  [
    'answered in pieces',
    patient,
    async ({ heard }: { heard: () => void }) => {
      heard();
      heard();
      return 'reply';
    },
    null,
  ],
  ['failed', patient, () => Promise.reject(new RangeError('no')), RangeError],
  ['silent', { ...patient, firstMs: 5 }, () => new Promise<string>(() => {}), Silence],
  ['endless', { ...patient, totalMs: 5 }, () => new Promise<string>(() => {}), Overtime],
] as const) {
  test(`a request that is over leaves no listener and no timer: ${how}`, async () => {
    const { signal } = new AbortController();
    const before = timers();
    const done = underWatch<string>(signal, patience, request);
    if (expected === null) assert.equal(await done, 'reply');
    else await assert.rejects(done, expected);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    assert.equal(timers(), before);
  });
}

test('a request that is stopped ends at once, and leaves nothing either', async () => {
  const stop = new AbortController();
  const before = timers();
  let aborted = false;
  const done = underWatch<string>(stop.signal, patient, ({ controller }) => {
    controller.signal.addEventListener('abort', () => {
      aborted = true;
    });
    return new Promise<string>(() => {});
  });
  stop.abort();
  await assert.rejects(done, Cancelled);
  assert.ok(aborted);
  assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
  assert.equal(timers(), before);
});
