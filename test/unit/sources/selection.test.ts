import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedText } from '../../../src/sources/decode.ts';
import { textContext } from '../../../src/sources/selection.ts';
import { unshare } from './support.ts';

test('one selected range is a Context of one string that knows its line', () => {
  const origin = { uri: 'file:///a.log', firstLine: 120 };
  const context = textContext(
    [{ path: 'a.log:120-121', text: sharedText('x\ny\ud800'), origin }],
    'a.log:120-121',
  );
  assert.equal(context.kind, 'string');
  assert.equal(context.label, 'a.log:120-121');
  assert.deepEqual(
    context.items.map((item) => item.path),
    [''],
  );
  assert.equal(unshare(context.items[0]?.text), 'x\ny\ud800');
  assert.deepEqual(context.items[0]?.origin, origin);
});

test('several ranges are a map whose paths are all different', () => {
  const part = (path: string, text: string) => ({
    path,
    text: sharedText(text),
    origin: null,
  });
  const parts = [part('a', '1'), part('a (2)', '2'), part('a', '3'), part('', '4')];
  const context = textContext(parts, 'all');
  assert.equal(context.kind, 'map');
  assert.deepEqual(
    context.items.map((item) => item.path),
    ['a', 'a (2)', 'a (3)', 'text'],
  );
  assert.deepEqual(
    context.items.map((item) => unshare(item.text)),
    ['1', '2', '3', '4'],
  );
});
