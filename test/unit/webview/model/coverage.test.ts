import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readParts, shareRead, stretchesOf } from '../../../../webview/model/coverage.ts';

const source = { lines: 10, origin: null };
const context = {
  kind: 'map' as const,
  chars: 200,
  items: 2,
  lines: 20,
  label: 'x',
  sources: [
    { path: 'a', chars: 50, ...source },
    { path: 'b', chars: 150, ...source },
  ],
};
const ranges = [
  { path: 'b', start: 0, end: 50 },
  { path: 'a', start: 25, end: 50 },
  { path: 'b', start: 100, end: 150 },
];

test('what was read is placed in the whole and merged', () => {
  assert.deepEqual(stretchesOf(context, ranges), [
    { from: 0.125, to: 0.5 },
    { from: 0.75, to: 1 },
  ]);
  assert.deepEqual(stretchesOf({ ...context, chars: 0, sources: [] }, []), []);
});

test('the share that was read is the record’s own, else that of its ranges', () => {
  const run = { context, ranges, searchedRanges: [], shares: { read: null, searched: null } };
  assert.equal(shareRead(run), 0.625);
  assert.equal(shareRead({ ...run, shares: { read: 0.7, searched: 1 } }), 0.7);
});

test('the parts of a text say what was read, what was only searched, and what neither', () => {
  const parts = (searched: number | null) =>
    readParts({
      ...{ context, ranges, shares: { read: null, searched } },
      searchedRanges: [{ path: 'b', start: 20, end: 120 }],
    }).map(({ path, start, end, wasRead, wasSearched }) => [
      path,
      start,
      end,
      wasRead,
      wasSearched,
    ]);
  assert.deepEqual(parts(0.5), [
    ['a', 0, 25, false, false],
    ['a', 25, 50, true, false],
    ['b', 0, 50, true, true],
    ['b', 50, 100, false, true],
    ['b', 100, 150, true, false],
  ]);
  assert.deepEqual(parts(null)[0], ['a', 0, 25, false, null]);
});
