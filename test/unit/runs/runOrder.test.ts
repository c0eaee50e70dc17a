import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortRuns } from '../../../src/runs/runOrder.ts';
import { idsOf, listed } from './support.ts';

const runs = [
  listed('old', { startedAt: 1, costUsd: 0.9, tokens: 5 }),
  listed('new', { startedAt: 5, costUsd: 0.1, tokens: 50 }),
  listed('pinned', { startedAt: 2, costUsd: 0, tokens: 1, pinned: true }),
  listed('live', { startedAt: 3, costUsd: 0.01, tokens: 2, status: 'running' }),
  listed('unpriced', { startedAt: 4, costUsd: null, tokens: 500 }),
];

test('running runs come first and pinned ones next, whatever the order', () => {
  assert.deepEqual(idsOf(sortRuns(runs, 'date')), ['live', 'pinned', 'new', 'unpriced', 'old']);
  assert.deepEqual(idsOf(sortRuns(runs, 'cost')), ['live', 'pinned', 'old', 'new', 'unpriced']);
  assert.deepEqual(idsOf(sortRuns(runs, 'tokens')), ['live', 'pinned', 'unpriced', 'new', 'old']);
});

test('runs that go on stay in the order of their start while their cost grows', () => {
  const live = [
    listed('first', { startedAt: 1, costUsd: 9, status: 'running' }),
    listed('second', { startedAt: 2, costUsd: 1, status: 'running' }),
  ];
  assert.deepEqual(idsOf(sortRuns(live, 'cost')), ['second', 'first']);
});

test('what is equal is in the order of date', () => {
  const equal = [listed('a', { startedAt: 1 }), listed('b', { startedAt: 2 })];
  assert.deepEqual(idsOf(sortRuns(equal, 'tokens')), ['b', 'a']);
});
