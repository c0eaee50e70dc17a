import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CellOutput } from '../../../src/sandbox/output.ts';

test('what fits is kept as it is', () => {
  const output = new CellOutput(10);
  output.add('12345');
  output.add('67890');
  assert.equal(output.read(), '1234567890');
  assert.equal(output.total, 10);
});

test('of more, head and tail are kept, with the number left out between', () => {
  const output = new CellOutput(10);
  for (let count = 0; count < 1_000; count += 1) output.add('abcdefghij');
  assert.equal(output.read(), 'abcde\n... 9,990 characters left out ...\nfghij');
  assert.equal(output.total, 10_000);
});

test('what was left out before it came counts, and stands between', () => {
  const output = new CellOutput(10);
  output.add('abc', 1_000_000, 'xyz');
  output.add('!');
  assert.equal(output.read(), 'abc\n... 1,000,000 characters left out ...\nxyz!');
  assert.equal(output.total, 1_000_007);
});

test('no surrogate pair is cut', () => {
  const output = new CellOutput(6);
  output.add('ab😀'.padEnd(20, '.'));
  output.add('😀cd');
  assert.equal(output.read(), 'ab\n... 20 characters left out ...\ncd');
});

test('it begins anew when cleared', () => {
  const output = new CellOutput(4);
  output.add('abcdefgh', 5);
  output.clear();
  output.add('ok');
  assert.equal(output.read(), 'ok');
  assert.equal(output.total, 2);
});
