import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bracketEnd, parsePlaces } from '../../../webview/citations.ts';

test('a bracket ends where it closes, with the brackets of a path inside it', () => {
  const text = 'See [app/[id]/page.ts:L3] and [L4].';
  const end = bracketEnd(text, 4);
  assert.deepEqual(parsePlaces(text.slice(5, end)), [
    { path: 'app/[id]/page.ts', startLine: 3, endLine: 3 },
  ]);
  assert.equal(text.slice(bracketEnd(text, 30)), '].');
});

test('a bracket that never closes, or not on its line, has no end', () => {
  assert.equal(bracketEnd('[a [b]', 0), -1);
  assert.equal(bracketEnd('[a\n]', 0), -1);
  assert.equal(bracketEnd('['.repeat(100_000), 0), -1);
});
