import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Control } from '../../../../src/sandbox/control.ts';
import { SyncCalls } from '../../../../src/sandbox/python/syncCalls.ts';
import { OpenCalls } from '../../../../src/sandbox/worker/openCalls.ts';

/** Calls that the host answers one at a time, whenever the code waits. */
function open() {
  const sent: { readonly call: number; readonly prompt: string }[] = [];
  let answered = 0;
  const calls = new OpenCalls((call, { prompt }) => void sent.push({ call, prompt }));
  const waits = new SyncCalls({
    calls,
    control: new Control(),
    receive: () => {
      const next = sent[answered];
      assert.ok(next, 'it waits for nothing');
      answered += 1;
      calls.settle({ call: next.call, ok: true, text: next.prompt.slice(0, 9), errorName: '' });
    },
    mustStop: () => false,
    onWait: () => undefined,
  });
  const ask = (group: number, prompt: string) =>
    waits.ask(JSON.stringify({ group, name: 'llm_query' }), prompt, '');
  const replies = (group: number) => waits.wait(group).map(([, , text]) => text);
  return { sent, answered: () => answered, waits, ask, replies };
}

test('what code asks for does not pile up beside its bounded memory: it waits for room', () => {
  const { sent, answered, ask, replies } = open();
  for (let at = 0; at < 50; at += 1) {
    ask(1, `${at} ${'x'.repeat(10_000_000)}`);
    assert.ok(sent.length - answered() <= 3, 'no more is under way than may be');
    assert.ok(at + 1 - sent.length <= 1, 'one at most waits here');
  }
  assert.equal(replies(1).length, 50);
});

test('what is asked while other calls are being made is told apart from them', () => {
  const { ask, replies } = open();
  ask(1, 'one');
  ask(2, 'within');
  assert.deepEqual(replies(2), ['within']);
  ask(1, 'two');
  assert.deepEqual(replies(1), ['one', 'two']);
});

test('calls that nobody waited for are not taken for those that come later', () => {
  const { ask, replies } = open();
  ask(1, 'lost');
  ask(2, 'found');
  assert.deepEqual(replies(2), ['found']);
  assert.deepEqual(replies(2), []);
});

test('calls of an earlier cell are nobody’s', () => {
  const { waits, ask, replies } = open();
  ask(1, 'early');
  waits.clear();
  assert.deepEqual(replies(1), []);
});
