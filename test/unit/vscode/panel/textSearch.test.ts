import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextSearch } from '../../../../src/vscode/panel/textSearch.ts';

/** Texts by what stands for their hashes, and which of them were read. */
function setUp(texts: Readonly<Record<string, string>>) {
  const kept = new Map(Object.entries(texts));
  const read: string[] = [];
  const search = new TextSearch({
    hashes: async () => [...kept.keys()],
    read: async (sha256) => {
      read.push(sha256);
      const text = kept.get(sha256);
      if (text === undefined || text === 'gone') throw new Error('it is gone');
      return text;
    },
  });
  return { search, read, kept };
}

const query = (text: string, matchCase = false) => ({ text, matchCase });

test('long texts are told by how often they have the words; one that is gone has none', async () => {
  const { search } = setUp({ a: 'Error, error', b: 'fine', c: 'gone', d: 'an ERROR' });
  assert.deepEqual(await search.count(query('error')), { a: 2, d: 1 });
  assert.deepEqual(await search.count(query('error', true)), { a: 1 });
  assert.deepEqual(await search.count(query('')), {});
});

test('while words grow longer, only the texts that had the shorter ones are read again', async () => {
  const { search, read, kept } = setUp({ a: 'error 12', b: 'fine', c: 'error 3' });
  await search.count(query('error'));
  read.length = 0;
  assert.deepEqual(await search.count(query('error 1')), { a: 1 });
  assert.deepEqual(read.sort(), ['a', 'c']);
  read.length = 0;
  kept.set('d', 'error 12 and error 12');
  assert.deepEqual(await search.count(query('error 12')), { a: 1, d: 2 }, 'what is new is read');
  assert.deepEqual(read.sort(), ['a', 'd']);
  assert.deepEqual(await search.count(query('fine')), { b: 1 }, 'other words begin anew');
});

test('a search gives way to the next one', async () => {
  const { search } = setUp({ a: 'one two' });
  const first = search.count(query('one'));
  const second = search.count(query('two'));
  assert.equal(await first, null);
  assert.deepEqual(await second, { a: 1 });
});
