import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LeftOut, leftOutLines, leftOutNotices } from '../../../src/sources/leftOut.ts';

const binary = (path: string): LeftOut => ({ path, kind: 'binary', why: 'it is binary' });
const remedy = 'name them with --include';
const nothing = { skipped: [], unnamed: 0, patterns: [], cutAt: null };

test('nothing left out says nothing', () => {
  assert.deepEqual(leftOutNotices(nothing, remedy), []);
});

test('what was left out is told by kind, with some of the paths and how many more', () => {
  const skipped: LeftOut[] = [
    ...['a.png', 'b.png', 'c.png', 'd.png'].map(binary),
    { path: 'dist/', kind: 'ignored', why: 'it is ignored' },
    { path: 'secret.txt', kind: 'unreadable', why: 'you have no permission to read it' },
    { path: 'to.md', kind: 'link', why: 'it is a link' },
  ];
  assert.deepEqual(leftOutNotices({ ...nothing, skipped, unnamed: 1_200 }, remedy), [
    'Left out: 1 unreadable (secret.txt: you have no permission to read it); ' +
      '4 binary (a.png, b.png, c.png and 1 more); 1 link, which is not followed (to.md); ' +
      '1 ignored (dist/); 1,200 that no include glob names.',
  ]);
  assert.equal(leftOutLines(skipped)[5], 'secret.txt: you have no permission to read it');
});

test('a search for files that was given up is told first', () => {
  const [first] = leftOutNotices(
    { ...nothing, skipped: [binary('a.png')], cutAt: 100_000 },
    remedy,
  );
  assert.equal(first, 'The folder has more than 100,000 files: the others were not looked at.');
});

test('a notice stays short whatever the paths are', () => {
  const skipped = Array.from({ length: 5_000 }, (_, index) =>
    binary(`${'long/'.repeat(90)}${index}`),
  );
  const [notice = ''] = leftOutNotices({ ...nothing, skipped }, remedy);
  assert.ok(notice.length < 300, notice);
  assert.match(notice, /long\/0, .* and 4,997 more/);
});
