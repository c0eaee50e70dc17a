import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { TextTooLarge, UnreadableFile } from '../../../src/core/errors.ts';
import { readFileContext } from '../../../src/sources/readFile.ts';
import { readFolderContext } from '../../../src/sources/readFolder.ts';
import { readLines } from '../../../src/sources/readLines.ts';
import { encode, makeFolder, pieces, unshare } from './support.ts';

const text = 'one ERROR\ntwo Größe\n';
const packed = gzipSync(text);

test('a gzip file is read unpacked, whatever its name, and all of its members', async (t) => {
  const folder = await makeFolder(t, {
    'app.log.gz': packed,
    'no-ending': packed,
    'two.gz': Buffer.concat([packed, gzipSync('three\n')]),
    'gbk.gz': gzipSync(encode('错误：连接被拒绝\n'.repeat(5), 'gb18030')),
    'not.gz': 'plain',
    'tiny.gz': Buffer.from([0x1f]),
  });
  const read = async (name: string) =>
    unshare((await readFileContext(path.join(folder, name))).items[0]?.text);
  assert.equal(await read('app.log.gz'), text);
  assert.equal(await read('no-ending'), text);
  assert.equal(await read('two.gz'), `${text}three\n`);
  assert.equal(await read('gbk.gz'), '错误：连接被拒绝\n'.repeat(5));
  assert.equal(await read('not.gz'), 'plain');
  assert.equal(await read('tiny.gz'), '\x1f');
  const { items, skipped } = await readFolderContext(folder);
  assert.equal(unshare(items.find(({ path }) => path === 'app.log.gz')?.text), text);
  assert.deepEqual(skipped, []);
});

test('a gzip file comes in pieces of any size, from standard input too', async () => {
  const bytes = [...packed].map((byte) => Uint8Array.of(byte));
  const read = await readFileContext('-', undefined, { standardInput: pieces(...bytes) });
  assert.equal(unshare(read.items[0]?.text), text);
  assert.deepEqual(await readLines(pieces(...bytes), [{ startLine: 1, endLine: 1 }]), [
    ['one ERROR'],
  ]);
});

test('a gzip file that unpacks to more than the limit ends there', async (t) => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const folder = await makeFolder(t, { 'bomb.gz': gzipSync(Buffer.alloc(64 * 1024 * 1024, 'x')) });
  const file = path.join(folder, 'bomb.gz');
  assert.ok(bomb.length < 1024 * 1024);
  await assert.rejects(readFileContext(file, undefined, { maxMegabytes: 4 }), TextTooLarge);
  await assert.rejects(readFolderContext(folder, { maxMegabytes: 4 }), TextTooLarge);
});

test('what a gzip file of a folder unpacks to counts against the bound', async (t) => {
  const folder = await makeFolder(t, {
    'a.txt': 'small',
    'b.gz': gzipSync(Buffer.alloc(8 * 1024 * 1024, 'x')),
    'c.txt': 'small',
  });
  let asked = 0;
  const confirm = async () => {
    asked += 1;
    return 'fitting' as const;
  };
  const bound = { files: 100, megabytes: 2, confirm };
  const { items, skipped } = await readFolderContext(folder, { bound });
  assert.deepEqual(
    items.map(({ path }) => path),
    ['a.txt', 'c.txt'],
  );
  assert.deepEqual(
    skipped.map(({ path, kind }) => [path, kind]),
    [['b.gz', 'limit']],
  );
  assert.equal(asked, 1);
});

test('a broken or cut gzip file is refused with a sentence, in a folder left out with it', async (t) => {
  const broken = Buffer.from(packed);
  broken.fill(0xff, 12, 24);
  const folder = await makeFolder(t, {
    'cut.gz': packed.subarray(0, -9),
    'broken.gz': broken,
    'head.gz': packed.subarray(0, 5),
    'fine.txt': 'fine',
  });
  for (const name of ['cut.gz', 'broken.gz', 'head.gz']) {
    await assert.rejects(readFileContext(path.join(folder, name)), (error: unknown) => {
      assert.ok(error instanceof UnreadableFile);
      assert.match(error.message, /can't be read: it is a gzip file that is broken or cut off\.$/);
      return true;
    });
  }
  const { items, skipped } = await readFolderContext(folder);
  assert.deepEqual(
    items.map(({ path }) => path),
    ['fine.txt'],
  );
  assert.deepEqual(
    skipped.map(({ kind }) => kind),
    ['unreadable', 'unreadable', 'unreadable'],
  );
});
