import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeRanges } from '../../../../src/sandbox/host/mergeRanges.ts';

test('ranges are ordered, and those that touch or overlap become one', () => {
  const merged = mergeRanges([
    { path: 'b', start: 0, end: 5 },
    { path: 'a', start: 10, end: 20 },
    { path: 'a', start: 0, end: 10 },
    { path: 'a', start: 30, end: 40 },
    { path: 'a', start: 31, end: 33 },
  ]);
  assert.deepEqual(merged, [
    { path: 'a', start: 0, end: 20 },
    { path: 'a', start: 30, end: 40 },
    { path: 'b', start: 0, end: 5 },
  ]);
});
