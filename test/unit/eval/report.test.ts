import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine, table } from '../../eval/report.ts';
import { script } from './support.ts';

test('the table has the means of each task, size and method, and says what was not asked', async () => {
  const { collect } = script({ facts: { window: 4_000 } });
  const all = await collect('--tasks oolong --sizes 2k,4k --seeds 1,2 --methods direct,rlm');
  const lines = table(all).split('\n');
  assert.match(lines[0] ?? '', /^task +tokens +method +score +exact/);
  assert.deepEqual(
    lines.slice(1, 5).map((line) => line.split(/ {2,}/).slice(0, 9)),
    [
      ['oolong', '2k', 'direct', '0.00', '0 %', '2', '100', '10', '$0.25'],
      ['oolong', '2k', 'rlm', '0.00', '0 %', '2', '100', '10', '$0.25'],
      ['oolong', '4k', 'direct', '-', '-', '0 of 2', '-', '-', '-'],
      ['oolong', '4k', 'rlm', '0.00', '0 %', '2', '100', '10', '$0.25'],
    ],
  );
  assert.ok(
    lines.includes('2 x direct: skipped: the text is longer than the window of 4,000 tokens.'),
  );
});

test('an unknown cost is said to be unknown, not zero', async () => {
  const { collect } = script({ engine: () => ({ costUsd: null }) });
  const all = await collect('--tasks oolong --methods rlm');
  assert.match(table(all), /\$ unknown/);
  assert.match(progressLine(all[0] ?? assert.fail()), /oolong 8k, seed 1, rlm: .*\$ unknown/);
});
