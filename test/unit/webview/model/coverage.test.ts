import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareRead, stretchesRead } from '../../../../webview/model/coverage.ts';

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
