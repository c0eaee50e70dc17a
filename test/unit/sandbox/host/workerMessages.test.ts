import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCallRequest } from '../../../../src/sandbox/callRequest.ts';
import { boundedOutcome, readWorkerMessage } from '../../../../src/sandbox/host/workerMessages.ts';

const outcome = {
  status: 'ok',
  output: 'x',
  outputChars: 1,
  error: null,
  durationMs: 3,
  final: null,
  candidate: null,
  notes: [],
  variables: [{ name: 'a', type: 'number', size: '' }],
};

test('what a worker sends is taken as it is', () => {
  assert.deepEqual(readWorkerMessage({ type: 'finished', outcome }), { type: 'finished', outcome });
});

test('what no worker of ours sends is refused', () => {
  const wrong: readonly unknown[] = [
    null,
    'ready',
    {},
    { type: 'open', path: '/' },
    { type: 'printed', text: 5 },
    { type: 'call', call: -1, request: {} },
    { type: 'finished', outcome: { ...outcome, status: 'skipped' } },
    { type: 'finished', outcome: { ...outcome, output: null } },
    { type: 'finished', outcome: { ...outcome, notes: 'none' } },
    { type: 'saved', state: { memory: new ArrayBuffer(8) } },
    { type: 'answered', id: 1.5 },
    { type: 'waiting' },
    { type: 'waiting', settled: -1 },
  ];
  for (const message of wrong) assert.equal(readWorkerMessage(message), null);
});

test('everything that can be long is cut, and only known fields pass', () => {
  const read = readWorkerMessage({
    type: 'finished',
    outcome: {
      ...outcome,
      output: 'x'.repeat(1_000_000),
      notes: Array.from({ length: 50 }, () => 'n'.repeat(5_000)),
      error: { name: 'E', message: 'm'.repeat(50_000), line: 'one', extra: 1 },
      extra: 1,
    },
  });
  assert.ok(read?.type === 'finished');
  assert.equal(read.outcome.output.length, 200_200);
  assert.equal(read.outcome.notes.length, 21);
  assert.equal(read.outcome.notes[20], '30 more notes like these were left out.');
  assert.deepEqual(read.outcome.error, { name: 'E', message: 'm'.repeat(10_000), line: null });
  assert.ok(!('extra' in read.outcome));
  // Both sides make it: what one has left out, the other says too.
  assert.deepEqual(boundedOutcome(read.outcome), read.outcome);
});

test('a call is made anew of what it may hold', () => {
  const call = { name: 'llm_query_batched', prompt: 'p', model: 'm', batch: 2, path: '/etc' };
  assert.deepEqual(readCallRequest(call, 10), {
    name: 'llm_query_batched',
    prompt: 'p',
    model: 'm',
    batch: 2,
  });
});

test('a context given along is a string, an array or a map of strings', () => {
  for (const context of ['text', ['a', 'b'], { 'a.txt': 'b' }]) {
    const read = readCallRequest({ name: 'rlm_query', prompt: 'p', context }, 10);
    assert.deepEqual(read, { name: 'rlm_query', prompt: 'p', context });
  }
  for (const context of [5, null, [5], { a: 5 }]) {
    assert.equal(readCallRequest({ name: 'rlm_query', prompt: 'p', context }, 10), null);
  }
});

test('a call that is too big is answered with a sentence', () => {
  const context = ['x'.repeat(6), 'y'.repeat(5)];
  assert.match(
    String(readCallRequest({ name: 'rlm_query', prompt: 'p', context }, 10)),
    /11 characters; the most is 10/,
  );
  const prompt = 'x'.repeat(20_000_001);
  assert.match(String(readCallRequest({ name: 'llm_query', prompt }, 10)), /20,000,001 characters/);
});

test('what is no call at all is refused', () => {
  const wrong: readonly unknown[] = [
    null,
    {},
    { name: 'eval', prompt: 'p' },
    { name: 'llm_query', prompt: 5 },
    { name: 'llm_query', prompt: 'p', model: 5 },
    { name: 'llm_query', prompt: 'p', batch: 'x' },
  ];
  for (const call of wrong) assert.equal(readCallRequest(call, 10), null);
});
