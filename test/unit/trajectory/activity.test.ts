import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEventBody } from '../../../src/core/events.ts';
import { activityNow, answerOf } from '../../../src/trajectory/activity.ts';
import { spentIn } from '../../../src/trajectory/costs.ts';
import {
  asks,
  callEnds,
  callStarts,
  cellEnds,
  cellStarts,
  ends,
  play,
  replies,
  rootOf,
} from './play.ts';

const answer = (step: boolean): RunEventBody => ({
  ...{ type: 'answer', text: 'I look at both ends of the log.', citations: [] },
  ...(step && { step: true }),
});

function activityAt(now: number, ...bodies: readonly RunEventBody[]) {
  const model = play(...bodies);
  return activityNow(model, rootOf(model), now);
}

test('what the model said in its last step is no answer', () => {
  const ended = (step: boolean) => play(asks, replies, cellStarts, cellEnds(), answer(step));
  assert.equal(answerOf(rootOf(ended(true))), null);
  assert.equal(answerOf(rootOf(ended(false)))?.text, 'I look at both ends of the log.');
  const stopped = play(asks, replies, answer(true), ends('cancelled'));
  assert.equal(answerOf(rootOf(stopped)), null);
});

test('a run that asks about its limit of money waits for a person until it hears', () => {
  const question: RunEventBody = { type: 'notice', text: 'The run waits.', asks: true };
  const running = [asks, replies, cellStarts, callStarts(1), question];
  assert.deepEqual(activityAt(0, ...running), { kind: 'deciding' });
  const raised: RunEventBody = { type: 'budget.raised', maxCostUsd: 2 };
  const limit: RunEventBody = { type: 'limit.reached', limit: 'cost', value: 1 };
  for (const decision of [raised, limit])
    assert.deepEqual(activityAt(0, ...running, decision), { kind: 'waiting', calls: 1 });
});

test('a run that is stopped rather than given more money has ended at its limit', () => {
  const question: RunEventBody = { type: 'notice', text: 'The run waits.', asks: true };
  const limit = (...events: readonly RunEventBody[]) =>
    rootOf(play(asks, replies, ...events, ends('cancelled'))).limit?.name;
  assert.equal(limit(question), 'cost');
  assert.equal(limit(question, { type: 'budget.raised', maxCostUsd: 2 }), undefined);
  assert.equal(limit(), undefined);
});

test('a retry counts down and names its call', () => {
  const busy = { type: 'notice', text: 'Busy; trying again in 20.0 s.', retryAt: 90_000 } as const;
  assert.deepEqual(activityAt(70_500, asks, busy), { kind: 'retrying', seconds: 20, call: null });
  const calling = [asks, replies, cellStarts, callStarts(1)];
  const retrying = { kind: 'retrying', seconds: 5, call: 1 };
  assert.deepEqual(activityAt(85_000, ...calling, { ...busy, call: 1 }), retrying);
  assert.deepEqual(activityAt(90_000, ...calling, { ...busy, call: 1 }), {
    kind: 'waiting',
    calls: 1,
  });
  const held = activityAt(85_000, ...calling, { ...busy, call: 1, until: 90_000 });
  assert.deepEqual(held, { kind: 'held', seconds: 5, call: 1 });
  const over = activityAt(85_000, ...calling, { ...busy, call: 1 }, callEnds(1, 'ok'));
  assert.deepEqual(over, { kind: 'executing', cell: 1 });
});

test('one request that is tried again and again is one notice', () => {
  const busy = (call: number, retryAt: number): RunEventBody => ({
    ...{ type: 'notice', text: `Busy until ${retryAt}.`, call, retryAt },
  });
  const model = play(asks, replies, busy(3, 1), busy(3, 2), busy(4, 3), {
    type: 'notice',
    text: 'Something else.',
  });
  const [iteration] = rootOf(model).iterations;
  assert.deepEqual(iteration?.notices, [
    { kind: 'said', text: 'Busy until 2.', call: 3, times: 2, isRetry: true },
    { kind: 'said', text: 'Busy until 3.', call: 4, times: 1, isRetry: true },
    { kind: 'said', text: 'Something else.', call: null, times: 1, isRetry: false },
  ]);
});

test('what stopped calls may still cost is counted, as an estimate', () => {
  const model = play(asks, replies, cellStarts, callStarts(1), callEnds(1, 'cancelled'));
  const [iteration] = rootOf(model).iterations;
  assert.ok(iteration);
  const spent = spentIn(iteration, model.runs);
  assert.deepEqual([spent.usd.toFixed(3), spent.estimated], ['0.012', true]);
  const row = [...model.costs.values()].find(({ depth }) => depth === 1);
  assert.deepEqual([row?.model, row?.calls, row?.spent.estimated], ['gpt-5-mini', 1, true]);
});
