import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEvent, emptyTrajectory } from '../../../../src/trajectory/applyEvent.ts';
import { type Place, pathOf, placesIn } from '../../../../webview/find/places.ts';
import { hiddenWords } from '../../../support/hiddenWords.ts';
import { deepRun } from '../../../support/longRecordings.ts';
import { type Recording, recordings } from '../../../support/sampleEvents.ts';

function placesOf({ events }: Pick<Recording, 'events'>): readonly Place[] {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  return placesIn(model);
}

test('all texts of a run can be found, in the order of its page', () => {
  assert.deepEqual(
    placesOf(hiddenWords())
      .filter(({ row }) => row === null || !/call [2-6]/.test(row.key))
      .map(({ key }) => key),
    [
      ...['|question', '|ending', '|answer', '|notices'],
      ...['/1|title', '/1|thoughts', '/1|prose', '/1.1|code', '/1.1|output', '/1.1|error'],
      ...['/1.1/group 0|title', '/call 1|prompt', '/call 1|thoughts', '/call 1|response'],
      ...['/call 7|prompt', '/call 7|response', '/1/notice 0|title'],
    ],
  );
});

test('every text has a name of its own, in every kind of run', () => {
  for (const recording of [...Object.values(recordings).map((make) => make()), deepRun(3)]) {
    const keys = placesOf(recording).map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
  }
});

test('what a child run says is found behind the rows that lead to it', () => {
  const places = placesOf(deepRun(2));
  const rows = new Map(places.flatMap(({ row }) => (row === null ? [] : [[row.key, row]])));
  const deep = places.find(({ key }) => key === '2.2/1|title');
  assert.ok(deep?.row);
  assert.deepEqual(pathOf(deep.row, rows), [
    ...['/2', '/2.1', '/call 4'],
    ...['2/2', '2/2.1', '2/call 4', '2.2/1'],
  ]);
});
