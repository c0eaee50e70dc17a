import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseExcess } from '../../../src/runs/sizeLimit.ts';
import { idsOf, listed } from './support.ts';

const nobody = new Set<string>();
const runs = [1, 2, 3, 4, 5].map((at) => listed(`r${at}`, { startedAt: at, bytes: 100 }));

test('a history within the limit keeps everything', () => {
  assert.deepEqual(chooseExcess(runs, 500, nobody), []);
  assert.deepEqual(chooseExcess([], 0, nobody), []);
});

test('the oldest are removed first, as few as it takes', () => {
  assert.deepEqual(idsOf(chooseExcess(runs, 499, nobody)), ['r1']);
  assert.deepEqual(idsOf(chooseExcess([...runs].reverse(), 250, nobody)), ['r1', 'r2', 'r3']);
});

test('what runs, is pinned or is looked at stays, and counts', () => {
  const [r1, r2, ...rest] = runs;
  assert.ok(r1 !== undefined && r2 !== undefined);
  const mixed = [{ ...r1, pinned: true }, { ...r2, status: 'running' as const }, ...rest];
  assert.deepEqual(idsOf(chooseExcess(mixed, 350, new Set(['r3']))), ['r4']);
  assert.deepEqual(idsOf(chooseExcess(mixed, 0, new Set(['r3']))), ['r4']);
});

test('the latest run stays even when it alone is larger than the limit', () => {
  const large = listed('large', { startedAt: 9, bytes: 10_000 });
  assert.deepEqual(idsOf(chooseExcess([...runs, large], 500, nobody)), [
    'r1',
    'r2',
    'r3',
    'r4',
    'r5',
  ]);
});

test('a run whose size is unknown is not removed in vain', () => {
  const [r1, ...rest] = runs;
  assert.ok(r1 !== undefined);
  assert.deepEqual(idsOf(chooseExcess([{ ...r1, bytes: 0 }, ...rest], 300, nobody)), ['r2']);
});
