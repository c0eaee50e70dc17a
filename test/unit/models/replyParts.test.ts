import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReplyParts } from '../../../src/models/replyParts.ts';

const calls: readonly (readonly [string, (at: number) => readonly [number, string, string]])[] = [
  ['empty calls, each another', (at) => [at, '', '']],
  ['an empty call again and again', () => [0, '', '']],
  ['calls that are only names', (at) => [at, 'x'.repeat(10), '']],
  ['the arguments of one call', () => [0, '', '{}']],
];

for (const [what, call] of calls)
  test(`a reply is full of ${what}`, () => {
    const parts = new ReplyParts(100, () => undefined);
    for (let at = 0; at <= 100 && !parts.isFull; at += 1) parts.addCall(...call(at));
    assert.ok(parts.isFull);
  });

test('a reply of empty calls is read in one go, however long it may be', {
  timeout: 60_000,
}, () => {
  const parts = new ReplyParts(100_000, () => undefined);
  let count = 0;
  for (; !parts.isFull; count += 1) parts.addCall(count, '', '');
  assert.equal(count, 100_001);
});
