import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEventBody } from '../../../src/core/events.ts';
import { activityOf } from '../../../src/trajectory/activity.ts';
import { spentBy } from '../../../src/trajectory/costs.ts';
import { started } from '../../support/sampleEvents.ts';
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

const resumed = (call: number | null = null): RunEventBody => {
  if (started.type !== 'run.started') throw new Error('The samples begin otherwise');
  const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, estimated: false };
  return {
    ...{ type: 'run.resumed', options: { ...started.options, maxIterations: 99 } },
    models: { ...started.models, root: 'other' },
    ...{ spent: { usage: { ...usage, models: {} }, costUsd: 0, durationMs: 0 }, call },
  };
};
const answer: RunEventBody = { type: 'answer', text: 'It is.', citations: [] };

test('a run that goes on is at work again, and back in the cell that it was in', () => {
  const before = [asks, replies, cellStarts, callStarts(1), callEnds(1, 'ok')] as const;
  const root = rootOf(
    play(...before, cellEnds('killed'), ends('cancelled'), resumed(), cellStarts),
  );
  assert.deepEqual([root.state, root.end, root.options.maxIterations], ['running', null, 99]);
  const [iteration] = root.iterations;
  assert.equal(iteration?.cells.length, 1);
  assert.equal(iteration?.cells[0]?.status, 'running');
  assert.deepEqual(iteration?.cells[0]?.groups[0]?.calls, [1]);
  assert.deepEqual(activityOf(root), { kind: 'executing', cell: 1 });
});

test('the last answer and the last end count; where none comes, the one before stays', () => {
  const before = [asks, replies, answer, ends('limit'), resumed()] as const;
  assert.equal(rootOf(play(...before)).answer, null);
  assert.equal(rootOf(play(...before, ends('cancelled'))).answer?.text, 'It is.');
  const other: RunEventBody = { ...answer, text: 'It is not.' };
  const root = rootOf(play(...before, other, ends('answered')));
  assert.deepEqual([root.answer?.text, root.state], ['It is not.', 'answered']);
});

test('a child that goes on stands under the call for which it does', () => {
  const child: RunEventBody = { ...started, call: 1 } as RunEventBody;
  const model = play(
    ...[asks, replies, cellStarts, callStarts(1, 'rlm')],
    ['1', child],
    ['1', ends('cancelled')],
    ...[callEnds(1, 'cancelled'), cellEnds('killed'), ends('cancelled')],
    ...[resumed(), cellStarts, callStarts(2, 'rlm')],
    ['1', resumed(2)],
  );
  assert.deepEqual(model.runs.get('1')?.parent, { run: '', call: 2 });
  assert.equal(model.runs.get('1')?.state, 'running');
  const children = rootOf(model).calls.map((call) => call?.child);
  assert.deepEqual(children, [null, '1']);
});

test('what a fork has taken over was paid by another run', () => {
  const kept = { ...replies, kept: true } as RunEventBody;
  const call = { ...callEnds(1, 'ok'), kept: true } as RunEventBody;
  const model = play(asks, kept, cellStarts, callStarts(1), call, cellEnds());
  assert.deepEqual([model.costs.size, spentBy(model.costs.values()).usd], [0, 0]);
});
