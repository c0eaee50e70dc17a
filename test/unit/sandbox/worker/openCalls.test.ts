import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenCalls } from '../../../../src/sandbox/worker/openCalls.ts';

const header = (call: number) => JSON.stringify({ call, name: 'llm_query' });
const done = (call: number) => ({ call, ok: true, text: '', errorName: '' });

test('one call waits for room at the host, and is sent when others have ended', () => {
  const sent: number[] = [];
  const calls = new OpenCalls((call) => void sent.push(call));
  for (let call = 1; call <= 1_024; call += 1) calls.ask(header(call), 'x', '');
  assert.deepEqual([sent.length, calls.isFull], [1_024, false]);
  calls.ask(header(1_025), 'x', '');
  assert.deepEqual([sent.length, calls.isFull], [1_024, true]);
  calls.settle(done(7));
  assert.ok(calls.isFull, 'the code has not been told of it yet');
  assert.deepEqual(calls.take(), [done(7)]);
  assert.deepEqual([sent.at(-1), calls.isFull], [1_025, false]);
});

test('a call that is larger than all may be together goes alone', () => {
  const sent: number[] = [];
  const calls = new OpenCalls((call) => void sent.push(call));
  const given = JSON.stringify('x'.repeat(33_000_000));
  const ask = (call: number) =>
    calls.ask(JSON.stringify({ call, name: 'rlm_query', hasContext: true }), '', given);
  ask(1);
  ask(2);
  assert.deepEqual([sent, calls.isFull], [[1], true]);
  calls.settle(done(1));
  calls.take();
  assert.deepEqual([sent, calls.isFull], [[1, 2], false]);
});

test('what waits when a cell ends is forgotten with it', () => {
  const sent: number[] = [];
  const calls = new OpenCalls((call) => void sent.push(call));
  for (let call = 1; call <= 1_025; call += 1) calls.ask(header(call), 'x', '');
  calls.clear();
  assert.ok(calls.isQuiet && !calls.isFull);
  calls.ask(header(2_000), 'x', '');
  assert.equal(sent.at(-1), 2_000);
});
