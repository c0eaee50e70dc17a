import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled } from '../../../src/core/errors.ts';
import type { Overrun } from '../../../src/sources/folderBound.ts';
import { readFolderContext } from '../../../src/sources/readFolder.ts';
import { makeFolder } from './support.ts';

const megabyte = 1024 * 1024;
const text = (megabytes: number) => Buffer.alloc(megabytes * megabyte, 'a');
const pathsOf = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path);

/** Reads with a bound; `asked` are the questions that came up. */
async function readBounded(
  folder: string,
  bound: { readonly files?: number; readonly megabytes?: number },
  answer: 'all' | 'fitting' | 'neither',
) {
  const asked: Overrun[] = [];
  const context = await readFolderContext(folder, {
    bound: {
      files: bound.files ?? 1_000,
      megabytes: bound.megabytes ?? 1_000,
      confirm: async (overrun) => {
        asked.push(overrun);
        if (answer === 'neither') throw new Cancelled();
        return answer;
      },
    },
  });
  return { context, asked };
}

const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${10 + index}.txt`, 'text']));

test('within the bound nobody is asked', async (t) => {
  const folder = await makeFolder(t, numbered(40));
  const { context, asked } = await readBounded(folder, { files: 40 }, 'fitting');
  assert.equal(context.items.length, 40);
  assert.deepEqual(asked, []);
});

test('before one file more than the bound is read somebody is asked, once', async (t) => {
  const folder = await makeFolder(t, { ...numbered(40), 'a.bin': Buffer.from([0, 1]) });
  const all = await readBounded(folder, { files: 30 }, 'all');
  assert.equal(all.context.items.length, 40);
  const restBytes = 10 * 'text'.length;
  assert.deepEqual(all.asked, [
    { files: 30, bytes: 30 * 4, restFiles: 10, restBytes, isCut: false },
  ]);

  const first = await readBounded(folder, { files: 30 }, 'fitting');
  assert.equal(first.asked.length, 1);
  assert.deepEqual(pathsOf(first.context.items), Object.keys(numbered(30)));
  const over = first.context.skipped.filter(({ kind }) => kind === 'limit');
  assert.deepEqual(pathsOf(over), Object.keys(numbered(40)).slice(30));

  await assert.rejects(readBounded(folder, { files: 30 }, 'neither'), Cancelled);
});

test('empty files count as files', async (t) => {
  const folder = await makeFolder(t, { a: '', b: '', c: '' });
  const { context } = await readBounded(folder, { files: 2 }, 'fitting');
  assert.deepEqual(pathsOf(context.items), ['a', 'b']);
});

test('what is too large for the rest of the bound is left out, what still fits is not', async (t) => {
  const folder = await makeFolder(t, {
    'a.txt': text(1),
    'b.log': text(4),
    'c.bin': Buffer.alloc(9 * megabyte),
    'd.txt': text(1),
  });
  const { context, asked } = await readBounded(folder, { megabytes: 3 }, 'fitting');
  assert.deepEqual(pathsOf(context.items), ['a.txt', 'd.txt']);
  assert.equal(asked[0]?.files, 1);
  assert.deepEqual(
    context.skipped.map(({ path, kind }) => [path, kind]),
    [
      ['b.log', 'limit'],
      ['c.bin', 'binary'],
    ],
  );
});

test('behind the bound, what no memory would hold is left out instead of ending it all', async (t) => {
  const folder = await makeFolder(t, { 'a.txt': text(1), 'b.txt': text(2), 'c.txt': 'c' });
  const context = await readFolderContext(folder, {
    maxMegabytes: 2,
    bound: { files: 10, megabytes: 1, confirm: async () => 'all' },
  });
  assert.deepEqual(pathsOf(context.items), ['a.txt', 'c.txt']);
  assert.deepEqual(context.skipped, [
    { path: 'b.txt', kind: 'limit', why: 'it is too large to be read here' },
  ]);
});
