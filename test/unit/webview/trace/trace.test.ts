import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredEvent } from '../../../../src/core/events.ts';
import { applyEvent, emptyTrajectory } from '../../../../src/trajectory/applyEvent.ts';
import type { Trajectory } from '../../../../src/trajectory/model.ts';
import { pathTo, selectionOf } from '../../../../webview/trace/places.ts';
import { type IsOpen, type TraceRow, visibleRows } from '../../../../webview/trace/rows.ts';
import { textOfRow } from '../../../../webview/trace/rowText.ts';
import { deepRun, manyCalls, manyIterations } from '../../../support/longRecordings.ts';
import { type Recording, recordings } from '../../../support/sampleEvents.ts';

function play(events: readonly StoredEvent[]): Trajectory {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  return model;
}

const asTheyAre: IsOpen = (_key, byDefault) => byDefault;
const allOpen: IsOpen = () => true;

function rowsOf({ events }: Recording, isOpen = allOpen): readonly TraceRow[] {
  return visibleRows(play(events), isOpen);
}

function textsOf({ events }: Recording, running = false): string[] {
  const model = play(events);
  return visibleRows(model, asTheyAre).map((row) => {
    const { title, status, badges = [], facts = [] } = textOfRow(row, model, running);
    return [status, title, ...badges.map(({ text }) => text), ...facts].join(' | ');
  });
}

test('closed iterations are one row each, placed among their siblings', () => {
  const rows = rowsOf(recordings.answered(), asTheyAre);
  assert.deepEqual(
    rows.map(({ kind, level, position, siblings, open }) => [
      kind,
      level,
      position,
      siblings,
      open,
    ]),
    [1, 2, 3, 4].map((position) => ['iteration', 1, position, 4, false]),
  );
});

test('what is open has its cells, groups and calls in rows below it, each with its level', () => {
  const rows = rowsOf(recordings.answered());
  const third = rows.findIndex(({ key }) => key === '/3');
  assert.deepEqual(
    rows.slice(third, third + 4).map(({ kind, level, key, parent }) => [kind, level, key, parent]),
    [
      ['iteration', 1, '/3', null],
      ['cell', 2, '/3.1', '/3'],
      ['group', 3, '/3.1/group 0', '/3.1'],
      ['call', 4, '/call 1', '/3.1/group 0'],
    ],
  );
});

test('an open iteration shows its cells, and its batch and its notice as one row each', () => {
  const rows = rowsOf(recordings.answered(), (key, byDefault) => byDefault || key === '/3');
  assert.deepEqual(
    rows.map(({ key, open }) => [key, open]),
    [
      ['/1', false],
      ['/2', false],
      ['/3', true],
      ['/3.1', true],
      ['/3.1/group 0', false],
      ['/3/notice 0', null],
      ['/4', false],
    ],
  );
});

test('children stand in the calls that started them, at every depth', () => {
  const rows = rowsOf(deepRun(3));
  const deepest = rows.filter(({ key }) => key.startsWith('2.2.2/'));
  assert.ok(deepest.length > 0);
  const above: string[] = [];
  for (let row = deepest[0]; row?.parent != null; ) {
    const { parent } = row;
    above.push(parent);
    row = rows.find(({ key }) => key === parent);
  }
  assert.deepEqual(above, [
    ...['2.2/call 4', '2.2/2.1', '2.2/2'],
    ...['2/call 4', '2/2.1', '2/2'],
    ...['/call 4', '/2.1', '/2'],
  ]);
  assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length, 'keys are unique');
});

test('siblings are counted within their parent', () => {
  for (const recording of [recordings.answered(), recordings.nested(), deepRun(2)]) {
    const rows = rowsOf(recording);
    for (const { parent, position, siblings } of rows) {
      const all = rows.filter((row) => row.parent === parent);
      assert.equal(siblings, all.length);
      assert.ok(position >= 1 && position <= siblings);
    }
  }
});

test('an answer that was asked for at a limit has a row of its own, as it streams too', () => {
  const { events } = recordings.limited();
  const asked = events.findIndex(({ type }) => type === 'limit.reached');
  const model = play(events.slice(0, asked + 2));
  const streams = visibleRows(model, allOpen).at(-1);
  assert.equal(streams?.kind === 'reply' ? streams.reply : undefined, null);
  const done = rowsOf(recordings.limited()).at(-1);
  assert.equal(done?.kind === 'reply' ? done.reply?.purpose : undefined, 'answer');
});

test('rows say in an icon and in words how things went', () => {
  assert.deepEqual(textsOf(recordings.answered()), [
    'ok | Look at the first and last lines and the shape of an entry | 2.1 s | $0.004',
    'error | Count errors by service with a regular expression; three stand out | failed | 3.6 s | $0.006',
    'ok | Read the ten minutes before each first error, side by side | 12 calls | 13.2 s | $0.041',
    'answer | Check the mail cause against the search outage | 5 calls | 9.1 s | $0.020',
  ]);
  assert.match(textsOf(recordings.limited()).at(-1) ?? '', /^limit \| /);
  assert.match(textsOf(recordings.failed())[0] ?? '', /^error \| No reply from the model/);
});

test('what has no end runs while the run does, and was interrupted when it does not', () => {
  const { events } = recordings.answered();
  const open = events.slice(
    0,
    events.findIndex(({ type }) => type === 'cell.finished'),
  );
  const recording = { ...recordings.answered(), events: open } as unknown as Recording;
  assert.match(textsOf(recording, true)[0] ?? '', /^running \| .* \| running \|/);
  assert.match(textsOf(recording, false)[0] ?? '', /^interrupted \| /);
});

test('a row and what is selected for it lead to each other', () => {
  for (const recording of [recordings.answered(), recordings.nested(), deepRun(3)]) {
    const model = play(recording.events);
    for (const row of visibleRows(model, allOpen)) {
      const path = pathTo(selectionOf(row), model) ?? [];
      const known = row.kind === 'group' ? row.parent : row.key;
      if (row.kind !== 'notice' && row.kind !== 'reply') assert.equal(path.at(-1), known);
      const opened = visibleRows(model, (key) => path.includes(key));
      assert.ok(
        path.every((key) => opened.some((each) => each.key === key)),
        `the way to ${row.key} is there when it is open`,
      );
    }
  }
});

test('what is not there has no way to it', () => {
  const model = play(recordings.answered().events);
  const place = { run: '', iteration: 3, cell: 1, call: 1 };
  assert.notEqual(pathTo(place, model), null);
  for (const missing of [{ run: '9' }, { iteration: 9 }, { cell: 9 }, { call: 99 }]) {
    assert.equal(pathTo({ ...place, ...missing }, model), null);
  }
});

test('ten thousand events make their rows in no time', () => {
  for (const recording of [manyIterations(1_000), manyCalls(5_000)]) {
    assert.ok(recording.events.length > 10_000);
    const model = play(recording.events);
    const started = performance.now();
    const rows = visibleRows(model, allOpen);
    const ms = performance.now() - started;
    assert.ok(rows.length >= 3_000);
    assert.ok(ms < 1_000, `${rows.length} rows took ${ms} ms`);
  }
});
