import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { encodingNotes, encodingNotices } from '../../../src/sources/encodingNotes.ts';
import { readFileContext } from '../../../src/sources/readFile.ts';
import { readFolderContext } from '../../../src/sources/readFolder.ts';
import { decode, encode, makeFolder } from './support.ts';

const japanese = encode('エラー：接続が拒否されました\n'.repeat(3), 'shift_jis');
const utf16 = Buffer.from('appended to it\n'.repeat(9), 'utf16le');
const remedy = 'with --encoding';

test('plain UTF-8, and an encoding that somebody named, are nothing to tell', async () => {
  for (const bytes of ['plain', 'Größe', '\uFEFFGröße']) {
    assert.deepEqual(encodingNotes('', await decode(Buffer.from(bytes))), []);
  }
  assert.deepEqual(encodingNotes('', await decode(japanese, { encoding: 'shift_jis' })), []);
});

test('what a single text was read as is said, with how to name another encoding', async () => {
  const said = async (bytes: Uint8Array) =>
    encodingNotices(encodingNotes('', await decode(bytes)), 'a.log', remedy);
  assert.deepEqual(await said(japanese), [
    '"a.log" was read as Shift_JIS. Name another encoding with --encoding.',
  ]);
  assert.deepEqual(await said(Buffer.from('\uFEFFGröße', 'utf16le')), [
    '"a.log" was read as UTF-16LE. Name another encoding with --encoding.',
  ]);
  assert.deepEqual(await said(Buffer.from([0x61, 0xf0, 0x0a])), [
    '"a.log" is not UTF-8, and its encoding could not be told: it was read as windows-1252. Name another encoding with --encoding.',
  ]);
  assert.deepEqual(
    await said(Buffer.concat([Buffer.from('Größe: ok '), Buffer.from([0xff, 0x20, 0xff])])),
    [
      'In "a.log", 2 places are not UTF-8 and became U+FFFD. Name another encoding with --encoding.',
    ],
  );
  assert.deepEqual(await said(Buffer.concat([Buffer.from('one\ntwo\n'), utf16])), [
    '"a.log" has text in UTF-16 from line 3 on, which was read as UTF-8: words in it are not found.',
  ]);
});

test('files of a folder that were read alike are said together', async (t) => {
  const folder = await makeFolder(t, {
    'a.log': japanese,
    'b/c.log': japanese,
    'd.log': japanese,
    'e.log': japanese,
    'plain.txt': 'plain',
    'ru.txt': encode('Ошибка: соединение разорвано', 'windows-1251'),
  });
  const { encodings, label } = await readFolderContext(folder);
  assert.deepEqual(encodingNotices(encodings, label, remedy), [
    '4 files were read as Shift_JIS: a.log, b/c.log, d.log and 1 more.',
    '"ru.txt" was read as windows-1251. Name another encoding with --encoding.',
  ]);
});

test('UTF-16 without a mark is text in a folder, and a binary file has no encoding', async (t) => {
  const folder = await makeFolder(t, { 'a.log': utf16, 'b.bin': 'PK\x03\x04\0\0\xff\xff' });
  const { items, skipped } = await readFolderContext(folder);
  assert.deepEqual(
    items.map(({ path }) => path),
    ['a.log'],
  );
  assert.deepEqual(
    skipped.map(({ path, kind }) => [path, kind]),
    [['b.bin', 'binary']],
  );
  const { binaryPaths, encodings } = await readFileContext(path.join(folder, 'b.bin'));
  assert.deepEqual([binaryPaths, encodings], [[''], []]);
});
