import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workerBundle } from '../unit/sandbox/support.ts';
import { measureFilled } from './measureFilled.ts';

/** MB that the process has at most, of what README says for 512 MB each, and for several. */
const cases: readonly (readonly [count: number, megabytes: number, live: number, most: number])[] =
  [
    [1, 512, 512, 2_000],
    [4, 128, 512, 3_000],
    [12, 128, 512, 4_000],
  ];

for (const [count, megabytes, live, most] of cases) {
  test(`filled sandboxes: ${count} of ${megabytes} MB`, { timeout: 300_000 }, async (t) => {
    const { liveMb, rssMb } = await measureFilled(await workerBundle(), count, megabytes);
    t.diagnostic(`${count} of ${megabytes} MB: ${liveMb} MB live at a time, ${rssMb} MB in all`);
    assert.ok(liveMb <= live, `${liveMb} MB live`);
    assert.ok(rssMb < most, `${rssMb} MB`);
  });
}
