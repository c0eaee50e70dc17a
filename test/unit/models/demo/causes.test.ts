import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerSubcall, causeQuestion } from '../../../../src/models/demo/causes.ts';

const ask = (value: string, at: number, lines: readonly string[]): string =>
  answerSubcall(
    `${causeQuestion(value, at)} Reply.\n\n${lines.map((line, index) => `L${index + 1}: ${line}`).join('\n')}`,
  );

test("another party's failure that a failure names goes before its own warnings", () => {
  const reply = ask('web', 5, [
    '10:00 INFO mail [a] sent',
    '10:01 ERROR db [b] disk gone',
    '10:02 WARN web [c] retry of query: slow answer, limit near',
    '10:03 INFO mail [d] sent',
    '10:04 ERROR web [e] query failed: db answered 503',
  ]);
  assert.match(reply, /^L2: /);
});

test('lines that have nothing to do with the failure are no cause', () => {
  const reply = ask('web', 3, [
    '10:00 INFO mail [a] sent to 12 people',
    '10:01 WARN mail [b] mailbox is full',
    '10:04 ERROR web [e] no such page',
  ]);
  assert.equal(reply, 'none');
});
