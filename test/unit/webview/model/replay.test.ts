import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredEvent } from '../../../../src/core/events.ts';
import { applyEvent, emptyTrajectory } from '../../../../src/trajectory/applyEvent.ts';
import { Replay } from '../../../../webview/model/replay.ts';
import { manyCalls } from '../../../support/longRecordings.ts';
import { type Recording, recordings } from '../../../support/sampleEvents.ts';

function recordOf({ events }: Recording): StoredEvent[] {
  return events.filter(({ type }) => type !== 'model.delta');
}

test('each step is the run as it was after that event', () => {
  const record = recordOf(recordings.answered());
  const replay = new Replay(record);
  assert.deepEqual([replay.step, replay.steps], [1, record.length]);
  for (let step = 1; step <= record.length; step += 1) {
    replay.go(step);
    const model = { ...emptyTrajectory(), revision: 1e9 };
    for (const event of record.slice(0, step)) applyEvent(model, event);
    assert.deepEqual(replay.model, model, `step ${step}`);
    assert.equal(replay.now, record[step - 1]?.at);
  }
});

test('a moment is the same from either side, revisions included', () => {
  const record = recordOf(recordings.nested());
  const forth = new Replay(record);
  forth.go(12);
  const back = new Replay(record);
  back.go(record.length);
  back.go(12);
  assert.deepEqual(back.model, forth.model);
});

test('there is no step before the first nor after the last', () => {
  const replay = new Replay(recordOf(recordings.demo()));
  replay.go(-3);
  assert.equal(replay.step, 1);
  replay.go(1_000);
  assert.equal(replay.step, replay.steps);
  assert.equal(replay.model.runs.get('')?.state, 'answered');
});

test('no view takes a moment for what it has drawn of the run itself', () => {
  const { events } = recordings.answered();
  const live = emptyTrajectory();
  for (const event of events) applyEvent(live, event);
  assert.ok(new Replay(recordOf(recordings.answered())).model.revision > live.revision);
});

test('a step back in a run of ten thousand events takes under 100 ms', () => {
  const record = recordOf(manyCalls(5_000));
  assert.ok(record.length > 10_000);
  const replay = new Replay(record);
  replay.go(record.length);
  replay.go(record.length - 1);
  const times = Array.from({ length: 9 }, () => {
    const started = performance.now();
    replay.go(replay.step - 1);
    return performance.now() - started;
  });
  const median = times.toSorted((one, other) => one - other)[4] ?? 0;
  assert.ok(median < 100, `${median.toFixed(1)} ms`);
  console.log(`a step back in ${record.length} events: ${median.toFixed(1)} ms`);
});
