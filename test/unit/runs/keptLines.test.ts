import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { findKeptLines } from '../../../src/runs/keptLines.ts';

const wanted = (...lines: readonly string[]) => ({
  count: lines.length,
  sha256: createHash('sha256').update(lines.join('\n')).digest('hex'),
});
const error = '09:41 ERROR disk full';
const next = '09:42 INFO restarted';

test('cited lines are found in what a run printed and sent, and only they', () => {
  const cases = [
    ['as they are', ['nothing', `before\n${error}\n${next}\nafter`], wanted(error, next)],
    ['with numbers', [`L10: ${error}\nL11: ${next}`], wanted(error, next)],
    ['with plain numbers', [`10: ${error}`], wanted(error)],
    ['with Windows line ends', [`x\r\n${error}\r\n${next}`], wanted(error, next)],
    ['a line that looks numbered', ['12: 30 is a time'], wanted('12: 30 is a time')],
  ] as const;
  for (const [what, texts, lines] of cases) {
    const found = findKeptLines(texts, lines);
    assert.equal(found && wanted(...found.split('\n')).sha256, lines.sha256, what);
  }
  assert.equal(findKeptLines([`${error}, changed`, next], wanted(error)), null);
  assert.equal(findKeptLines([], wanted(error)), null);
});

test('a record of any size is given up on in good time', () => {
  const text = Array.from({ length: 200_000 }, (_, at) => `line ${at} ${'x'.repeat(50)}`).join(
    '\n',
  );
  const texts = Array.from({ length: 1_000 }, () => text);
  assert.equal(findKeptLines(texts, wanted(...text.split('\n').slice(0, 40), 'other')), null);
});
