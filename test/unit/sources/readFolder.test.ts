import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Cancelled, TextTooLarge, UnreadableFile } from '../../../src/core/errors.ts';
import { readFolderContext } from '../../../src/sources/readFolder.ts';
import { makeFolder, unshare } from './support.ts';

const pathsOf = (context: { items: readonly { path: string }[] }) =>
  context.items.map((item) => item.path);

test('a folder becomes a map from relative paths, sorted, that open their files', async (t) => {
  const folder = await makeFolder(t, {
    'b.txt': 'B',
    'a/z.txt': 'Z',
    'a/b/c.txt': 'Ü',
    'A.txt': '',
  });
  const context = await readFolderContext(`${folder}/`);
  assert.equal(context.kind, 'map');
  assert.equal(context.label, path.basename(folder));
  assert.deepEqual(pathsOf(context), ['A.txt', 'a/b/c.txt', 'a/z.txt', 'b.txt']);
  assert.equal(unshare(context.items[1]?.text), 'Ü');
  const uri = context.items[1]?.origin?.uri ?? '';
  assert.equal(fileURLToPath(uri), path.join(folder, 'a', 'b', 'c.txt'));
});

test('ignore files hold as in git, nested ones and exceptions too', async (t) => {
  const folder = await makeFolder(t, {
    '.gitignore': '*.log\n/build/\n!keep.log\nonly-folder/\n',
    'a.log': '-',
    'keep.log': '+',
    'build/out.txt': '-',
    'src/build/in.txt': '+',
    'src/.gitignore': 'secret.txt\n!nested.log\n',
    'src/secret.txt': '-',
    'src/nested.log': '+',
    'secret.txt': '+',
    'only-folder': '+',
    'other/only-folder/x': '-',
    'node_modules/m/index.js': '-',
    'src/.git/HEAD': '-',
  });
  const context = await readFolderContext(folder);
  assert.deepEqual(pathsOf(context), [
    '.gitignore',
    'keep.log',
    'only-folder',
    'secret.txt',
    'src/.gitignore',
    'src/build/in.txt',
    'src/nested.log',
  ]);
  assert.equal(context.ignored, 6);
  assert.deepEqual(
    context.skipped.map(({ path, kind }) => [path, kind]),
    [
      ['a.log', 'ignored'],
      ['build/', 'ignored'],
      ['node_modules/', 'ignored'],
      ['other/only-folder/', 'ignored'],
      ['src/.git/', 'ignored'],
      ['src/secret.txt', 'ignored'],
    ],
  );
});

test('the rules of the repository around hold, unless they ignore the folder asked about', async (t) => {
  const folder = await makeFolder(t, {
    '.git/HEAD': '',
    '.git/info/exclude': '*.private\n',
    '.gitignore': '*.tmp\n/out/\n/src/gen/\n',
    'src/a.ts': '+',
    'src/a.tmp': '-',
    'src/a.private': '-',
    'src/gen/g.ts': '-',
    'out/log.txt': '+',
    'out/x.tmp': '+',
  });
  assert.deepEqual(pathsOf(await readFolderContext(path.join(folder, 'src'))), ['a.ts']);
  assert.deepEqual(pathsOf(await readFolderContext(path.join(folder, 'out'))), [
    'log.txt',
    'x.tmp',
  ]);
});

test('include and exclude narrow what is read', async (t) => {
  const folder = await makeFolder(t, {
    'a.ts': '',
    'a.md': '',
    'src/b.ts': '',
    'src/deep/c.ts': '',
    'docs/d.md': '',
    '.github/e.ts': '',
  });
  const read = async (include: string[], exclude: string[] = []) =>
    pathsOf(await readFolderContext(folder, { include, exclude }));
  assert.deepEqual(await read(['*.ts']), ['.github/e.ts', 'a.ts', 'src/b.ts', 'src/deep/c.ts']);
  assert.deepEqual(await read(['src']), ['src/b.ts', 'src/deep/c.ts']);
  assert.deepEqual(await read(['./src/*.ts', 'docs/']), ['docs/d.md', 'src/b.ts']);
  assert.deepEqual(await read([], ['src/deep', '*.md', '.github/**']), ['a.ts', 'src/b.ts']);
  assert.deepEqual(await read(['**/*.{ts,md}'], ['**/deep/**', '.github', '/docs']), [
    'a.md',
    'a.ts',
    'src/b.ts',
  ]);
});

test('binary files and links are left out and said to be', async (t) => {
  const folder = await makeFolder(t, {
    'a.txt': 'a',
    'b.png': Buffer.from([137, 80, 0, 1]),
    'd/x': '',
  });
  await symlink(folder, path.join(folder, 'd', 'loop'));
  const context = await readFolderContext(folder);
  assert.deepEqual(pathsOf(context), ['a.txt', 'd/x']);
  assert.deepEqual(context.skipped, [
    { path: 'b.png', kind: 'binary', why: 'it is binary' },
    { path: 'd/loop', kind: 'link', why: 'it is a link' },
  ]);
});

test('a binary file does not count towards the size of a folder, texts do', async (t) => {
  const megabytes = (count: number, fill: string) => Buffer.alloc(count * 1024 * 1024, fill);
  const folder = await makeFolder(t, { 'a.txt': 'a', 'video.bin': megabytes(3, '\0') });
  assert.deepEqual(pathsOf(await readFolderContext(folder, { maxMegabytes: 1 })), ['a.txt']);
  const large = await makeFolder(t, {
    'a.txt': megabytes(1, 'a'),
    'b.txt': megabytes(1, 'b'),
    'c.txt': megabytes(2, 'c'),
  });
  const error = await readFolderContext(large, { maxMegabytes: 1 }).catch(
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof TextTooLarge);
  assert.equal(error.facts.megabytes, 4);
});

test('a folder that is not there is refused, one in which nothing is left is empty', async (t) => {
  const folder = await makeFolder(t, { 'a.txt': 'a' });
  await assert.rejects(readFolderContext(path.join(folder, 'no')), UnreadableFile);
  await assert.rejects(readFolderContext(path.join(folder, 'a.txt')), /not a folder/);
  const context = await readFolderContext(folder, { include: ['*.md'] });
  assert.equal(context.isEmpty, true);
  assert.deepEqual(context.items, []);
  await assert.rejects(readFolderContext(folder, { signal: AbortSignal.abort() }), Cancelled);
});
