import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEventBody } from '../../../src/core/events.ts';
import type { Trajectory } from '../../../src/trajectory/model.ts';
import { statusOfCell, statusOfGroup, statusOfIteration } from '../../../src/trajectory/status.ts';
import { troublesOfIteration, troublesOfRun } from '../../../src/trajectory/troubles.ts';
import { started } from '../../support/sampleEvents.ts';
import {
  asks,
  callEnds,
  callStarts,
  cellEnds,
  cellStarts,
  ends,
  goesOn,
  play,
  replies,
  rootOf,
} from './play.ts';

/** Of the first iteration, its cell and the cell's first group of calls. */
function statuses(model: Trajectory): readonly (string | undefined)[] {
  const [iteration] = rootOf(model).iterations;
  const running = rootOf(model).state === 'running';
  const cell = iteration?.cells[0];
  const group = cell?.groups[0];
  return [
    iteration && statusOfIteration(iteration, model, running),
    cell && statusOfCell(cell, model.runs, running),
    group && statusOfGroup(group, '', model.runs, running),
  ];
}

const calls: readonly RunEventBody[] = [asks, replies, cellStarts, callStarts(1), callStarts(2)];
const failing = [...calls, callEnds(1, 'ok'), callEnds(2, 'error')];

const cases: readonly [string, readonly RunEventBody[], readonly (string | undefined)[]][] = [
  ['an iteration runs until the next begins', [asks, replies], ['running', undefined, undefined]],
  ['also between its cells', [...calls.slice(0, 3), cellEnds()], ['running', 'ok', undefined]],
  [
    'a failed call shows on all that is above it while the run goes on',
    [...failing, cellEnds(), goesOn],
    ['partial', 'partial', 'error'],
  ],
  [
    'calls that were stopped are stopped, not failed',
    [...calls, callEnds(1, 'cancelled'), callEnds(2, 'cancelled'), cellEnds('killed')],
    ['running', 'stopped', 'stopped'],
  ],
  [
    'the last iteration of a run that was stopped is stopped',
    [asks, replies, ends('cancelled')],
    ['stopped', undefined, undefined],
  ],
  [
    'that of an interrupted one interrupted',
    [...calls.slice(0, 3), cellEnds(), ends('interrupted')],
    ['interrupted', 'ok', undefined],
  ],
  [
    'that of an answered one has answered, whatever failed before',
    [...failing, cellEnds(), ends('answered')],
    ['answer', 'partial', 'error'],
  ],
];

for (const [name, bodies, expected] of cases) {
  test(name, () => assert.deepEqual(statuses(play(...bodies)), expected));
}

test('failed and stopped calls are counted apart, those of child runs on all above them', () => {
  const model = play(
    ...[asks, replies, cellStarts, callStarts(1, 'rlm')],
    ['1', { ...started, call: 1 }],
    ['1', asks],
    ['1', replies],
    ['1', cellStarts],
    ['1', callStarts(1)],
    ['1', callStarts(2)],
    ['1', callEnds(1, 'error')],
    ['1', callEnds(2, 'cancelled')],
    ['1', cellEnds()],
    ['1', ends('answered')],
    ...[callEnds(1, 'ok'), cellEnds(), goesOn],
  );
  const root = rootOf(model);
  assert.deepEqual(troublesOfRun(root, model.runs), { failed: 1, stopped: 1 });
  const [first, second] = root.iterations;
  assert.ok(first && second);
  assert.equal(troublesOfIteration(first, model.runs).failed, 1);
  assert.equal(troublesOfIteration(second, model.runs).failed, 0);
  assert.deepEqual(statuses(model), ['partial', 'partial', 'partial']);
});
