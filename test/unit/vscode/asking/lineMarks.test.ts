import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  markPastedLines,
  mayBePaste,
  withLineMarks,
  withLines,
} from '../../../../src/vscode/asking/lineMarks.ts';

test('a question of several lines goes through a box of one line and comes back', () => {
  for (const question of ['one', 'List:\n- a\n- b', 'a\n\nb'])
    assert.equal(withLines(withLineMarks(question)), question);
  assert.equal(withLines(withLineMarks('a\r\nb\rc')), 'a\nb\nc');
});

const list = 'first\nsecond\r\nthird\n';
const cases: readonly [what: string, before: string, after: string, marked: string | null][] = [
  ['into an empty box', '', 'first second third', 'first⏎second⏎third'],
  ['behind words', 'Compare: ', 'Compare: first second third', 'Compare: first⏎second⏎third'],
  ['before words', ' of all', 'first second third of all', 'first⏎second⏎third of all'],
  ['over all that was there', 'first guess', 'first second third', 'first⏎second⏎third'],
  ['of something else', '', 'quite another text', null],
];

for (const [what, before, after, marked] of cases) {
  test(`a list that is pasted keeps its lines: ${what}`, () => {
    assert.ok(mayBePaste(before, after));
    assert.equal(markPastedLines(after, list), marked);
  });
}

test('a line that is pasted stays as it is', () => {
  assert.equal(markPastedLines('one line only', 'one line only'), null);
  assert.equal(markPastedLines('one line only', 'one line only\n'), null);
});

test('the clipboard is not looked at for what is typed', () => {
  for (const [before, after] of [
    ['', 'W'],
    ['Wh', 'Why'],
    ['Why ', 'Why did'],
    ['Why did', 'Why '],
    ['', '予約システム'],
    ['a b c', ''],
  ] as const)
    assert.ok(!mayBePaste(before, after), `${before} -> ${after}`);
});
