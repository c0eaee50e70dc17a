import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenRun } from '../../../src/mcp/openRun.ts';
import { waitFor } from '../../../src/mcp/waiting.ts';

/** A run that never ends by itself. */
function endless() {
  let stopped = 0;
  const run = {
    done: new Promise<void>(() => {}),
    line: 'goes on',
    stop: () => {
      stopped += 1;
    },
  } as Partial<OpenRun> as OpenRun;
  return { run, stopped: () => stopped };
}

for (const [asked, seconds] of [
  [undefined, 50],
  [1_000, 50],
  [50, 50],
  [7, 7],
  [0, 0],
] as const)
  test(`a wait of ${asked ?? 'no given'} seconds is one of ${seconds}`, async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const { run, stopped } = endless();
    const signs: string[] = [];
    let isOver = false;
    const waiting = waitFor(run, asked, {
      signal: new AbortController().signal,
      tell: (_, line) => void signs.push(line),
    }).then(() => {
      isOver = true;
    });
    t.mock.timers.tick(Math.max(0, seconds * 1_000 - 1));
    await Promise.resolve();
    assert.equal(isOver, false);
    t.mock.timers.tick(1);
    await waiting;
    // One at once, then one every five seconds at least.
    assert.ok(signs.length >= 1 + Math.floor(seconds / 5), `${signs.length} signs of life`);
    assert.equal(stopped(), 0);
    const told = signs.length;
    t.mock.timers.tick(60_000);
    assert.equal(signs.length, told);
  });

test('a request that was cancelled before it waits stops its run too', async () => {
  const { run, stopped } = endless();
  await waitFor(run, 0, { signal: AbortSignal.abort(), tell: null });
  assert.equal(stopped(), 1);
});
