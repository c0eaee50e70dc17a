import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenRows } from '../../../../webview/trace/openRows.ts';

test('a row is as the user left it, else as it is by itself; the iteration that runs is open', () => {
  const rows = new OpenRows();
  assert.equal(rows.has('/1', false), false);
  assert.equal(rows.has('/1.1', true), true);
  rows.follow('/1');
  assert.equal(rows.has('/1', false), true);
  rows.set('/1', false);
  assert.equal(rows.has('/1', false), false);
});

test('what is kept makes the same rows open again, and no more than three hundred of them', () => {
  const rows = new OpenRows();
  for (let row = 1; row <= 400; row++) rows.set(`/${row}`, true);
  rows.set('/150', false);
  const kept = rows.kept(true);
  assert.equal(kept.length, 300);
  assert.deepEqual(kept.at(-1), ['/150', false], 'the latest is kept');
  const again = new OpenRows(kept);
  assert.deepEqual(
    ['/50', '/150', '/400'].map((key) => again.has(key, false)),
    [false, false, true],
  );
});

test('an iteration that ran is kept open once nothing follows it', () => {
  const rows = new OpenRows();
  rows.follow('/7');
  assert.deepEqual(rows.kept(true), []);
  assert.deepEqual(rows.kept(false), [['/7', true]]);
});
