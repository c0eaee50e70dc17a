import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bracketEnd,
  findCitation,
  firstLineOf,
  labelOf,
  parsePlaces,
} from '../../../../webview/text/citations.ts';

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
