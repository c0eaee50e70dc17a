import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPassages } from '../../../../webview/text/passages.ts';

test('a passage is found over parts and line ends, in pieces of each part', () => {
  const texts = ['It says "disk ', 'full', ' on\n  node 7".'];
  assert.deepEqual(findPassages(texts, ['disk full on node 7']), [
    [
      { index: 0, from: 9, to: 14 },
      { index: 1, from: 0, to: 4 },
      { index: 2, from: 0, to: 12 },
    ],
  ]);
});

test('passages that come twice are taken in their order, and again from the start', () => {
  const found = findPassages(['no no yes'], ['no', 'no', 'no']);
  assert.deepEqual(
    found.map((pieces) => pieces?.[0]?.from),
    [0, 3, 0],
  );
});

test("a passage is found without Markdown's marks, which the rendered text doesn't have", () => {
  const texts = ['no space left on ', 'device', ' 7'];
  const [pieces] = findPassages(texts, ['no space left on **device** 7']);
  assert.equal(pieces?.length, 3);
});

test('what is not there, or is nothing, has no pieces', () => {
  assert.deepEqual(findPassages(['text'], ['other', ' \n']), [null, null]);
  assert.deepEqual(findPassages([], ['x']), [null]);
});
