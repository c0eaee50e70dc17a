import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatUsdLimit } from '../../../src/core/limitUsd.ts';
import { formatDuration } from '../../../src/trajectory/duration.ts';
import { formatChars, formatElapsed, formatUsd } from '../../../webview/format.ts';

test('money shows the digits that say something, and unknown is not zero', () => {
  const shown = [null, 0, 1.238, 0.0624, 0.004, 0.00042, 0.0000001].map(formatUsd);
  assert.deepEqual(shown, ['n/a', '$0', '$1.24', '$0.062', '$0.004', '$0.00042', '< $0.000001']);
  assert.deepEqual([1, 0.05, 0.001, 2.5].map(formatUsdLimit), [
    '$1.00',
    '$0.05',
    '$0.001',
    '$2.50',
  ]);
});

test('durations, sizes and shares read as people say them', () => {
  assert.deepEqual([40, 2_140, 72_000, 7_500_000].map(formatDuration), [
    '40 ms',
    '2.1 s',
    '1 m 12 s',
    '2 h 5 m',
  ]);
  assert.deepEqual([-5, 999, 61_900].map(formatElapsed), ['0 s', '0 s', '1 m 1 s']);
  assert.deepEqual([1, 12_310, 48_213_044].map(formatChars), [
    '1 character',
    '12,310 characters',
    '48.2 million characters',
  ]);
});
