import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCount, readPairs, scoreAnswer } from '../../eval/scoring.ts';

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
