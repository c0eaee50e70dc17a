import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCitation, firstLineOf, labelOf, parsePlaces } from '../../../webview/citations.ts';
import { shareRead, stretchesRead } from '../../../webview/coverage.ts';
import {
  formatChars,
  formatDuration,
  formatElapsed,
  formatShare,
  formatUsd,
  formatUsdLimit,
} from '../../../webview/format.ts';
import { axisTicks, layOut } from '../../../webview/spans.ts';
import { applyEvent, emptyModel } from '../../../webview/state.ts';
import { manyCalls } from '../../support/longRecordings.ts';
import { type Recording, recordings, sampleStart } from '../../support/sampleEvents.ts';

test('places in brackets are read, lists with the path of the one before', () => {
  assert.deepEqual(parsePlaces('L12'), [{ path: '', startLine: 12, endLine: 12 }]);
  assert.deepEqual(parsePlaces('src/a.ts:L3-L9'), [{ path: 'src/a.ts', startLine: 3, endLine: 9 }]);
  assert.deepEqual(parsePlaces('a.log:L1, L5-7'), [
    { path: 'a.log', startLine: 1, endLine: 1 },
    { path: 'a.log', startLine: 5, endLine: 7 },
  ]);
  for (const text of ['', 'x', 'L', 'see L12', 'L12 and more', 'Link']) {
    assert.equal(parsePlaces(text), null, text);
  }
});

test('a place is labelled as it was written', () => {
  assert.equal(labelOf({ path: 'a.log', startLine: 4, endLine: 9 }), 'a.log:L4-L9');
  assert.equal(labelOf({ path: '', startLine: 4, endLine: 4 }), 'L4');
});

test('a place in a selection is labelled with the lines of the editor', () => {
  const source = (path: string, firstLine: number) => ({
    ...{ path, chars: 9, lines: 3 },
    origin: { uri: 'file:///a.log', firstLine },
  });
  assert.equal(firstLineOf('', [source('', 120)]), 120);
  assert.equal(firstLineOf('b', [source('a', 1), source('b', 7)]), 7);
  assert.equal(firstLineOf('c', [source('a', 3), source('b', 7)]), 1);
  assert.equal(labelOf({ path: '', startLine: 1, endLine: 3 }, 120), 'L120-L122');
});

test('a place finds its checked citation, with or without the path of a single text', () => {
  const checked = { path: '', startLine: 4, endLine: 9, verified: true, sha256: 'x' };
  assert.equal(findCitation({ path: 'a.log', startLine: 4, endLine: 9 }, [checked]), checked);
  assert.equal(findCitation({ path: '', startLine: 4, endLine: 8 }, [checked]), undefined);
});

test('what was read is placed in the whole and merged', () => {
  const source = { lines: 1, origin: null };
  const context = {
    kind: 'map' as const,
    chars: 200,
    items: 2,
    lines: 2,
    label: 'x',
    sources: [
      { path: 'a', chars: 50, ...source },
      { path: 'b', chars: 150, ...source },
    ],
  };
  const stretches = stretchesRead(context, [
    { path: 'b', start: 0, end: 50 },
    { path: 'a', start: 25, end: 50 },
    { path: 'b', start: 100, end: 150 },
  ]);
  assert.deepEqual(stretches, [
    { from: 0.125, to: 0.5 },
    { from: 0.75, to: 1 },
  ]);
  assert.equal(shareRead(stretches), 0.625);
  assert.deepEqual(stretchesRead({ ...context, chars: 0, sources: [] }, []), []);
});

test('money shows the digits that say something, and unknown is not zero', () => {
  const shown = [null, 0, 1.238, 0.0624, 0.004, 0.00042, 0.0000001].map(formatUsd);
  assert.deepEqual(shown, ['n/a', '$0', '$1.24', '$0.062', '$0.004', '$0.00042', '< $0.000001']);
  assert.deepEqual([1, 0.05, 0.001, 2.5].map(formatUsdLimit), [
    '$1.00',
    '$0.05',
    '$0.001',
    '$2.50',
  ]);
});

test('durations, sizes and shares read as people say them', () => {
  assert.deepEqual([40, 2_140, 72_000, 7_500_000].map(formatDuration), [
    '40 ms',
    '2.1 s',
    '1 m 12 s',
    '2 h 5 m',
  ]);
  assert.deepEqual([-5, 999, 61_900].map(formatElapsed), ['0 s', '0 s', '1 m 1 s']);
  assert.deepEqual([1, 12_310, 48_213_044].map(formatChars), [
    '1 character',
    '12,310 characters',
    '48.2 million characters',
  ]);
  assert.deepEqual([0, 0.001, 0.634, 0.999, 1].map(formatShare), [
    '0 %',
    '< 1 %',
    '63 %',
    '> 99 %',
    '100 %',
  ]);
});

function timelineOf({ events }: Recording, now = sampleStart) {
  const model = emptyModel();
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
