import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareText } from '../../../src/core/shareText.ts';

test('a share is neither nothing nor all unless it is exactly that', () => {
  const shares = [0, 0.001, 0.634, 0.999, 1].map(shareText);
  assert.deepEqual(shares, ['0%', '<1%', '63%', '>99%', '100%']);
});
