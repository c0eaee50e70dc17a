import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEvent, emptyTrajectory } from '../../../../src/trajectory/applyEvent.ts';
import { axisTicks, layOut } from '../../../../webview/timeline/spans.ts';
import { manyCalls } from '../../../support/longRecordings.ts';
import { type Recording, recordings, sampleStart } from '../../../support/sampleEvents.ts';

function timelineOf({ events }: Recording, now = sampleStart) {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  return layOut(model, now);
}

test('the timeline has bands of model, code and calls, and calls side by side have lanes', () => {
  const { bands, length } = timelineOf(recordings.answered());
  assert.deepEqual(
    bands.map(({ label, lanes, spans }) => [label, lanes, spans.length]),
    [
      ['model', 1, 4],
      ['code', 1, 4],
      ['calls', 12, 17],
    ],
  );
  for (const { from, to } of bands.flatMap(({ spans }) => spans)) {
    assert.ok(0 <= from && from <= to && to <= length, `${from} to ${to} of ${length}`);
  }
  const kinds = new Set(bands.flatMap(({ spans }) => spans.map(({ kind }) => kind)));
  assert.deepEqual([...kinds].sort(), ['code', 'cost1', 'cost4', 'failed', 'memo', 'model']);
});

test('no two bars of a lane overlap', () => {
  for (const { spans } of timelineOf(manyCalls(400)).bands) {
    const ends = new Map<number, number>();
    for (const { lane, from, to } of spans.toSorted((one, other) => one.from - other.from)) {
      assert.ok((ends.get(lane) ?? 0) <= from, `lane ${lane} at ${from}`);
      ends.set(lane, to);
    }
  }
});

test('what still runs reaches to now', () => {
  const recording = recordings.answered();
  const index = recording.events.findIndex(({ type }) => type === 'iteration.started');
  const events = recording.events.slice(0, index + 1);
  const now = sampleStart + 5_000;
  const { bands, length } = timelineOf({ ...recording, events } as Recording, now);
  assert.equal(length, 5_000);
  assert.deepEqual(
    bands[0]?.spans.map(({ open, to }) => [open, to]),
    [[true, 5_000]],
  );
});

test('children are nested below their parents', () => {
  const { bands } = timelineOf(recordings.nested());
  assert.deepEqual(
    bands.map(({ label, depth }) => [label, depth]),
    [
      ['model', 0],
      ['code', 0],
      ['calls', 0],
      ['model', 1],
    ],
  );
});

test('the axis has round times, not too many', () => {
  assert.deepEqual(axisTicks(0, 28_000, 6), [5_000, 10_000, 15_000, 20_000, 25_000]);
  assert.deepEqual(axisTicks(0, 70_000, 5), [15_000, 30_000, 45_000, 60_000]);
  assert.deepEqual(axisTicks(0, 0, 5), []);
});
