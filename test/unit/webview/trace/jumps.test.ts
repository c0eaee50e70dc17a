import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Selection, TraceFilter } from '../../../../src/protocol/panel.ts';
import { applyEvent, emptyTrajectory } from '../../../../src/trajectory/applyEvent.ts';
import type { Trajectory } from '../../../../src/trajectory/model.ts';
import { keptBy } from '../../../../webview/trace/filter.ts';
import { destinationOf, type Jump } from '../../../../webview/trace/jumps.ts';
import { visibleRows } from '../../../../webview/trace/rows.ts';
import { hiddenWords } from '../../../support/hiddenWords.ts';
import { deepRun, manyIterations } from '../../../support/longRecordings.ts';
import { type Recording, recordings } from '../../../support/sampleEvents.ts';
import { troubledRun } from '../../../support/troubledRun.ts';

function play({ events }: Pick<Recording, 'events'>): Trajectory {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  return model;
}

/** What one jump after the other leads to, from nothing selected. */
function jumps(recording: Pick<Recording, 'events'>, jump: Jump, times: number): string[] {
  const model = play(recording);
  const places: string[] = [];
  let selected: Selection | null = null;
  for (let at = 0; at < times; at++) {
    selected = destinationOf(jump, model, selected);
    places.push(told(selected));
  }
  return places;
}

function told(selection: Selection | null): string {
  if (selection === null) return 'nowhere';
  const { run, iteration, cell, call } = selection;
  return `${run}/${iteration}${cell === null ? '' : `.${cell}`}${call === null ? '' : ` call ${call}`}`;
}

test('failed cells and calls are gone through in the order of the trace, and around', () => {
  const cases: [recording: Pick<Recording, 'events'>, jump: Jump, places: string[]][] = [
    [manyIterations(30), 'nextFailed', ['/10.1', '/20.1', '/30.1', '/10.1']],
    [manyIterations(30), 'previousFailed', ['/30.1', '/20.1', '/10.1', '/30.1']],
    [recordings.failed(), 'nextFailed', ['/1', '/1']],
    [troubledRun(), 'nextFailed', ['/1.1 call 2', '/1.1 call 2']],
    [deepRun(2), 'nextFailed', ['nowhere']],
  ];
  for (const [recording, jump, places] of cases) {
    assert.deepEqual(jumps(recording, jump, places.length), places);
  }
});

test('the slowest and the most expensive are gone through by rank', () => {
  const cases: [recording: Pick<Recording, 'events'>, jump: Jump, places: string[]][] = [
    [recordings.answered(), 'slowestIteration', ['/3', '/4', '/2', '/1', '/3']],
    [recordings.answered(), 'costliestIteration', ['/3', '/4', '/2', '/1', '/3']],
    [hiddenWords(), 'slowestCall', ['/1.1 call 6', '/1.1 call 5', '/1.1 call 4']],
    [hiddenWords(), 'costliestCall', ['/1.1 call 1', '/1.1 call 6']],
    // A call that starts a run has cost and taken what all of that run has.
    [deepRun(2), 'costliestCall', ['/1.1 call 2', '/2.1 call 4', '1/1.1 call 2']],
  ];
  for (const [recording, jump, places] of cases) {
    assert.deepEqual(jumps(recording, jump, places.length), places, jump);
  }
});

function keysKept(recording: Pick<Recording, 'events'>, filter: TraceFilter): string[] {
  const model = play(recording);
  const rows = visibleRows(model, () => true, keptBy(filter, model, false));
  for (const { parent, position, siblings } of rows) {
    const all = rows.filter((row) => row.parent === parent);
    assert.equal(siblings, all.length);
    assert.ok(position <= siblings);
  }
  return rows.map(({ key }) => key);
}

test('a filtered trace has what is so, and what that stands in', () => {
  assert.deepEqual(keysKept(manyIterations(20), 'failed'), ['/10', '/10.1', '/20', '/20.1']);
  assert.deepEqual(keysKept(troubledRun(), 'failed'), ['/1', '/1.1', '/1.1/group 0', '/call 2']);
  assert.deepEqual(keysKept(troubledRun(), 'stopped'), [
    ...['/2', '/2.1', '/2.1/group 0'],
    ...['/call 3', '/call 4', '/call 5'],
  ]);
  assert.deepEqual(keysKept(recordings.answered(), 'calls').slice(0, 4), [
    ...['/3', '/3.1', '/3.1/group 0', '/call 1'],
  ]);
  assert.deepEqual(keysKept(deepRun(1), 'failed'), []);
});
