import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOfCall, tooBig } from '../../../src/sandbox/callRequest.ts';

test('a call that is too big is answered with a sentence', () => {
  const context = ['x'.repeat(6), 'y'.repeat(5)];
  const name = 'rlm_query';
  assert.match(String(tooBig({ name, prompt: 'p', context }, 10)), /11 characters; the most is 10/);
  assert.equal(tooBig({ name, prompt: 'p', context }, 11), null);
  const prompt = 'x'.repeat(20_000_001);
  assert.match(String(tooBig({ name: 'llm_query', prompt }, 10)), /20,000,001 characters/);
});

test('what it costs to keep the items of a context counts too', () => {
  assert.equal(sizeOfCall({ prompt: 'abc' }), 3);
  assert.equal(sizeOfCall({ prompt: 'abc', context: 'de' }), 5);
  assert.equal(sizeOfCall({ prompt: '', context: { a: '', b: 'x' } }), 2 * 17 + 1);
});
