import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countMatches,
  matchesIn,
  narrows,
  patternOf,
  type Query,
} from '../../../src/trajectory/matches.ts';

const ofAnyCase = (text: string): Query => ({ text, matchCase: false });
const ofThisCase = (text: string): Query => ({ text, matchCase: true });

function count(text: string, query: Query): number {
  const pattern = patternOf(query);
  return pattern === null ? -1 : countMatches(text, pattern);
}

test('words are counted as they stand, whatever they mean to a pattern', () => {
  const cases: [text: string, query: Query, count: number][] = [
    ['a.b a.b axb', ofAnyCase('a.b'), 2],
    ['f(x) [1] {2} | 3? $4 ^5 \\d+ a/b', ofAnyCase('\\d+'), 1],
    ['[L12-L20]', ofAnyCase('[l12-l20]'), 1],
    ['Error error ERROR', ofAnyCase('error'), 3],
    ['Error error ERROR', ofThisCase('error'), 1],
    ['STRASSE Straße', ofAnyCase('straße'), 1],
    ['ΑΣ ας', ofAnyCase('ας'), 2],
    ['one\n  two\tthree', ofAnyCase('one two three'), 1],
    ['aaaa', ofAnyCase('aa'), 2],
    ['😀😀 \ud83d', ofAnyCase('😀'), 2],
    ['nothing', ofAnyCase('x'), 0],
    ['nothing', ofAnyCase(''), -1],
  ];
  for (const [text, query, expected] of cases) {
    assert.equal(count(text, query), expected, `${JSON.stringify(query)} in ${text}`);
  }
});

test('places are told in order, as many as wanted', () => {
  const pattern = patternOf(ofAnyCase('a b'));
  assert.ok(pattern !== null);
  assert.deepEqual(matchesIn('a b A\n\nB ab', pattern, 9), [
    { start: 0, end: 3 },
    { start: 4, end: 8 },
  ]);
  assert.equal(matchesIn('a b a b a b', pattern, 2).length, 2);
  assert.equal(matchesIn('a b', pattern, 9).length, 1, 'a search leaves nothing behind');
});

test('longer words are looked for only where the shorter ones stood', () => {
  assert.equal(narrows(ofAnyCase('errors'), ofAnyCase('error')), true);
  assert.equal(narrows(ofThisCase('errors'), ofAnyCase('error')), true);
  assert.equal(narrows(ofAnyCase('error'), ofAnyCase('errors')), false);
  assert.equal(narrows(ofAnyCase('errors'), ofThisCase('error')), false);
  assert.equal(narrows(ofAnyCase('x'), ofAnyCase('')), false);
});
