import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCount, readItems, readPairs, readValue, scoreAnswer } from '../../eval/scoring.ts';

const code = { kind: 'code', code: '1234567' } as const;
const counts = { kind: 'counts', counts: { human: 12, location: 1_234, entity: 0 } } as const;
const pairs = { kind: 'pairs', pairs: ['11111, 22222', '11111, 33333'] } as const;
const scoreOf = (...args: Parameters<typeof scoreAnswer>) => scoreAnswer(...args).score;

test('a code is right when it is the only one named', () => {
  assert.equal(scoreOf(code, 'It is **1234567** [L1048576].'), 1);
  assert.equal(scoreOf(code, 'It is 1234567; 1234567 it is.'), 1);
  assert.equal(scoreOf(code, 'It is 1234567 or 7654321.'), 0);
  assert.equal(scoreOf(code, 'It is 12345678.'), 0);
  assert.equal(scoreOf(code, ''), 0);
});

test('numbers are read from a list, a table, JSON, with bold type and citations', () => {
  for (const answer of [
    'human: 12\nlocation: 1234\nentity: 0',
    '- **human**: 12\n- **location**: 1,234 [L1-L9]\n- **entity**: 0.',
    '| class | number |\n| --- | ---: |\n| human | 12 |\n| location | 1,234 |\n| entity | 0 |',
    '{"human":12,"location":1234,"entity":0}',
    'The result: {"human": 12, "location": 1234, "entity": 0}',
    '```\nHuman = 12\nLocation = 1234\nEntity = 0\n```',
    '1. human (12)\n2. location (1234)\n3. entity (0)',
    'human: 11\nlocation: 1234\nentity: 0\n\nChecked again:\nhuman: 12',
  ]) {
    assert.deepEqual(scoreAnswer(counts, answer), { score: 1, isExact: true }, answer);
  }
});

test('a number that is off by some gives 0.75 to that power, a missing one nothing', () => {
  assert.equal(scoreOf(counts, 'human: 13\nlocation: 1234\nentity: 0'), (0.75 + 2) / 3);
  assert.equal(scoreOf(counts, 'human: 10\nlocation: 1234\nentity: 0'), (0.75 ** 2 + 2) / 3);
  assert.equal(scoreOf(counts, 'human: 12'), 1 / 3);
  assert.equal(scoreOf(counts, 'I counted 12 human, 1234 others.'), 0);
  assert.equal(scoreAnswer(counts, 'human: 13\nlocation: 1234\nentity: 0').isExact, false);
});

test('a name is not found within another, nor a number within another', () => {
  assert.equal(readCount('superhuman: 3', 'human'), null);
  assert.equal(readCount('non-human: 3', 'human'), null);
  assert.equal(readCount('human: 3.5', 'human'), null);
  assert.equal(readCount('human: 35%', 'human'), null);
  assert.equal(readCount('112345: 7', '12345'), null);
  assert.equal(readCount('User 12345: 7', '12345'), 7);
  assert.equal(readCount('- 12345 | 70', '12345'), 70);
  assert.equal(readCount('12345: 1\n67890: 2', '67890'), 2);
});

test('pairs are scored by F1, in any order and brackets', () => {
  assert.deepEqual(scoreAnswer(pairs, '11111, 22222\n11111, 33333'), { score: 1, isExact: true });
  assert.equal(scoreOf(pairs, '(22222, 11111), (33333, 11111)'), 1);
  assert.equal(scoreOf(pairs, '[[11111,22222],[11111,33333],[11111,22222]]'), 1);
  assert.equal(scoreOf(pairs, '- `11111` and `33333`'), 2 / 3);
  assert.equal(scoreOf(pairs, '11111, 22222\n22222, 33333'), 1 / 2);
  assert.equal(scoreOf(pairs, 'none'), 0);
});

test('where no pair is right, naming none is', () => {
  const none = { kind: 'pairs', pairs: [] } as const;
  assert.equal(scoreOf(none, 'none'), 1);
  assert.equal(scoreOf(none, '11111, 22222'), 0);
});

test('a pair does not reach over a line or into longer numbers', () => {
  assert.deepEqual([...readPairs('11111\n22222')], []);
  assert.deepEqual([...readPairs('111111, 22222')], []);
  assert.deepEqual([...readPairs('| 22222 | 11111 |')], ['11111, 22222']);
});

test('names with dots and slashes are names, not patterns', () => {
  assert.equal(readCount('a.b@c.org: 3\naxb@c.org: 4', 'a.b@c.org'), 3);
  assert.equal(readCount('| `a.b@c.org` | 1,003 |', 'a.b@c.org'), 1_003);
  assert.equal(readCount('1996: 12\n1997: 13', '1997'), 13);
});

test('where many are counted, being off by one weighs less', () => {
  const many = { kind: 'counts', counts: { spam: 1_000 }, grain: 10 } as const;
  assert.equal(scoreOf(many, 'spam: 1,000'), 1);
  assert.equal(scoreOf(many, 'spam: 990'), 0.75);
});

test('a list is scored by F1 over what the pattern knows as items', () => {
  const verses = {
    kind: 'set',
    items: ['Ge1:5', '1Sm2:3'],
    pattern: '(?<![A-Za-z0-9])[1-3]?[A-Z][A-Za-z]*\\d+:\\d+',
  } as const;
  assert.equal(scoreOf(verses, '- `Ge1:5`\n- **1Sm2:3**'), 1);
  assert.equal(scoreOf(verses, 'They are Ge1:5 [L5], 1Sm2:3 [L7033].'), 1);
  assert.equal(scoreOf(verses, 'Ge1:5'), 2 / 3);
  assert.equal(scoreOf(verses, 'Ge1:5\nGe1:5\nGe1:6'), 0.5);
  assert.equal(scoreOf(verses, 'none'), 0);
  assert.equal(scoreOf({ ...verses, items: [] }, 'None.'), 1);
  assert.equal(scoreOf({ ...verses, items: [] }, "I can't tell."), 0);
});

test('lines that are no items are passed over, marks of Markdown too', () => {
  const pattern = '^[\\s>|\\d.)-]*([\\w./-]+\\.md: .+?)[\\s|.]*$';
  const given =
    'Here they are:\n1. `a/b.md`: `dry-run`\n- a/b.md: See  Also\n| c.md: ### New one |';
  assert.deepEqual(
    [...readItems(given, pattern)],
    ['a/b.md: dry-run', 'a/b.md: See Also', 'c.md: New one'],
  );
});

test('values are read by their numbers from a list, a table or JSON', () => {
  const values = { kind: 'values', values: { 1: '1790_a_b.txt', 2: '1801_c.txt' } } as const;
  for (const answer of [
    '1: 1790_a_b.txt\n2: 1801_c.txt',
    '1. **1790_a_b.txt**\n2. `1801_c.txt` [1801_c.txt:L1]',
    '| 1 | 1790_a_b.txt |\n| 2 | 1801_C.txt |',
    '{"1": "1790_a_b.txt", "2": "1801_c.txt"}',
  ]) {
    assert.equal(scoreOf(values, answer), 1, answer);
  }
  assert.equal(scoreOf(values, '1: 1801_c.txt\n2: 1801_c.txt'), 0.5);
  assert.equal(scoreOf(values, '11: 1790_a_b.txt'), 0);
  assert.equal(readValue('nothing', '1'), null);
});

test('cited lines are scored by F1, in whatever form they are cited', () => {
  const lines = { kind: 'lines', lines: [5, 16, 17] } as const;
  for (const answer of ['[L5], [L16-L17]', '[L5; L16, L17]', '- 【L5】\n- [eval:L16–17]']) {
    assert.equal(scoreOf(lines, answer), 1, answer);
  }
  assert.equal(scoreOf(lines, '[L5]'), 0.5);
  assert.equal(scoreOf(lines, '[other.txt:L5]'), 0);
  assert.equal(scoreOf(lines, 'L5, L16, L17'), 0);
  assert.ok(scoreOf(lines, '[L1-L9000000]') < 0.01);
});
