import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReasoningEfforts } from '../../../src/core/reasoningEffort.ts';

test('one effort is for both models; an object may name either, and the other is off', () => {
  assert.deepEqual(readReasoningEfforts('high'), { root: 'high', sub: 'high' });
  assert.deepEqual(readReasoningEfforts({ root: 'high' }), { root: 'high', sub: 'off' });
  assert.deepEqual(readReasoningEfforts({ sub: 'low' }), { root: 'off', sub: 'low' });
  assert.deepEqual(readReasoningEfforts({}), { root: 'off', sub: 'off' });
});

test('what is no effort is none, however it was written', () => {
  const wrong = ['', 'very high', 'High', 3, null, undefined, [], { root: 'x' }, { rot: 'low' }];
  for (const written of wrong) assert.equal(readReasoningEfforts(written), null, String(written));
});
