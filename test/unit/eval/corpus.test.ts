import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutAt, takeFiles } from '../../eval/corpus.ts';
import { TextsMissing } from '../../eval/fetching.ts';
import { Problems } from '../../eval/problems.ts';

const file = (path: string, chars: number) => ({
  path,
  text: `${'x'.repeat(9)}\n`.repeat(chars / 10),
});
const units = Array.from({ length: 40 }, (_, index) => [file(`${100 + index}.txt`, 4_000)]);
const charsOf = (files: readonly { readonly text: string }[] | null): number =>
  (files ?? assert.fail()).reduce((sum, { text }) => sum + text.length, 0);

test('so many files are taken as make the size asked for, others with another seed', () => {
  const taken = takeFiles({ units }, 10_000, 1) ?? assert.fail();
  assert.equal(taken.length, 10);
  assert.equal(charsOf(taken), 40_000);
  const paths = taken.map(({ path }) => path);
  assert.deepEqual(paths, [...paths].sort());
  assert.deepEqual(takeFiles({ units }, 10_000, 1), taken);
  assert.notDeepEqual(takeFiles({ units }, 10_000, 2), taken);
});

test('of long files the beginnings are taken, of several all the same', () => {
  const taken = takeFiles({ units }, 1_500, 1) ?? assert.fail();
  assert.equal(taken.length, 6);
  assert.deepEqual([...new Set(taken.map(({ text }) => text.length))], [1_000]);
});

test('short files stay whole where a long one is cut', () => {
  const mixed = [[file('a', 100)], [file('b', 50_000)], [file('c', 200)]];
  const lengths = takeFiles({ units: mixed }, 1_000, 1)?.map(({ text }) => text.length);
  assert.deepEqual(lengths, [100, 3_700, 200]);
});

test('files that belong together are taken together', () => {
  const pairs = units.map(([one], index) => [one ?? assert.fail(), file(`new/${index}`, 4_000)]);
  const taken = takeFiles({ units: pairs }, 20_000, 3) ?? assert.fail();
  assert.equal(taken.filter(({ path }) => path.startsWith('new/')).length, taken.length / 2);
});

test('a text is cut at the end of a line, else of a sentence', () => {
  assert.equal(cutAt('one\ntwo\nthree', 9), 'one\ntwo\n');
  assert.equal(cutAt('One two. Three four. Five', 22), 'One two. Three four.');
  assert.equal(cutAt('onetwothree', 5), 'onetw');
  assert.equal(cutAt('short', 5), 'short');
});

test('too little text is said to be so, with how much there is', async () => {
  const problems = new Problems(async () => ({ origin: 'somewhere 1.0', units }));
  await assert.rejects(
    problems.build('mails', 100_000, 1),
    (error) =>
      error instanceof TextsMissing && /only 40k tokens of text for mails/.test(error.message),
  );
});

test('a corpus is loaded once, and one without paths is one text', async () => {
  let loads = 0;
  const problems = new Problems(async () => {
    loads += 1;
    return {
      origin: 'book 2',
      units: [[{ path: '', text: 'Ge1:1 In the beginning\n'.repeat(400) }]],
    };
  });
  const { text, origin } = await problems.build('verses', 1_000, 1);
  assert.deepEqual([typeof text, origin], ['string', 'book 2']);
  await problems.build('verses', 2_000, 1);
  assert.equal(loads, 1);
});
