import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CharacterCount, unitOffsets } from '../../../../src/sandbox/python/contextUnits.ts';
import { TextQueries } from '../../../../src/sandbox/python/textQueries.ts';
import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { contextOf, shared } from '../support.ts';

const odd = `a\ud83d\ude00b\ud800c\udc00\ud83d\ude00${'é\ud83d\ude00'.repeat(20)}\ud83d`;
const characters = [...odd];

test('offsets in characters are offsets in units, in any order and beyond the end too', () => {
  const wanted = characters.map((_, at) => characters.length - at);
  const offsets = unitOffsets(shared(odd), [...wanted, 0, 0, 1e12, -5]);
  for (const at of wanted) {
    assert.equal(offsets.get(at), characters.slice(0, at).join('').length, `${at}`);
  }
  assert.deepEqual(
    [0, 1e12, -5].map((at) => offsets.get(at)),
    [0, odd.length, 0],
  );
});

test('characters between two places are counted, wherever one has counted before', () => {
  const count = new CharacterCount(shared(odd));
  for (const [from, to] of [
    [0, 5],
    [0, 9],
    [0, 8],
    [3, 9],
    [3, 30],
    [3, 30],
    [4, 4],
    [0, 47],
  ]) {
    assert.equal(
      count.between(from ?? 0, to ?? 0),
      [...odd.slice(from, to)].length,
      `${from}-${to}`,
    );
  }
});

test('thousands of places in one long line are told apart in one pass', { timeout: 60_000 }, () => {
  // Each by itself, from the beginning of the line, took minutes.
  const context = contextOf('\ud83d\ude00, one; '.repeat(400_000));
  const queries = new TextQueries(new ContextText(context), context);
  const query = { source: 'one', literal: true, flags: '', max: 1_000, path: null };
  const found = JSON.parse(queries.answer('grep', JSON.stringify(query)).slice(1));
  assert.deepEqual(
    [0, 999].map((at) => found.matches[at].column),
    [4, 999 * 8 + 4],
  );
  const parts = Array.from({ length: 20_000 }, (_, at) => [0, at * 100, at * 100 + 8] as const);
  const inUnits = queries.inUnits({ all: false, parts: [...parts, [0, 3_199_992, 3_200_000]] });
  assert.deepEqual(inUnits.parts.at(-1), [0, 3_599_991, 3_600_000]);
});
