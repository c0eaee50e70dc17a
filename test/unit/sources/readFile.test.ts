import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BinaryText, Cancelled, TextTooLarge, UnreadableFile } from '../../../src/core/errors.ts';
import { diskReader } from '../../../src/sources/fileReader.ts';
import { readFileContext, readFilesContext } from '../../../src/sources/readFile.ts';
import { defaultMaxMegabytes, readText, SizeLimit } from '../../../src/sources/readText.ts';
import { makeFolder, pieces, unshare } from './support.ts';

const utf16 = (text: string) =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

test('a file becomes a Context of one string, named after it, that opens it', async (t) => {
  const folder = await makeFolder(t, { 'sub folder/app #1.log': 'one\ntwo\n' });
  const file = path.join(folder, 'sub folder', 'app #1.log');
  const context = await readFileContext(file);
  assert.equal(context.kind, 'string');
  assert.equal(context.label, 'app #1.log');
  assert.equal(context.items.length, 1);
  assert.equal(context.items[0]?.path, '');
  assert.equal(unshare(context.items[0]?.text), 'one\ntwo\n');
  assert.equal(fileURLToPath(context.items[0]?.origin?.uri ?? ''), file);
  assert.equal(context.items[0]?.origin?.firstLine, 1);
  assert.equal(context.isEmpty, false);
  assert.deepEqual(context.binaryPaths, []);
  assert.equal((await readFileContext(file, 'mine')).label, 'mine');
});

test('encodings are told from the bytes of real files', async (t) => {
  const text = 'Grüße, naïve 東京 🗼\r\nend';
  const folder = await makeFolder(t, {
    'utf8.txt': text,
    'bom.txt': `\uFEFF${text}`,
    'utf16le.txt': utf16(text),
    'utf16be.txt': utf16(text).swap16(),
    'latin1.txt': Buffer.from('Stra\xdfe caf\xe9 '.repeat(50), 'latin1'),
    'ascii.txt': 'plain',
  });
  const read = async (name: string) =>
    (await readFileContext(path.join(folder, name))).items[0]?.text;
  for (const name of ['utf8.txt', 'bom.txt', 'utf16le.txt', 'utf16be.txt']) {
    assert.equal(unshare(await read(name)), text, name);
  }
  assert.equal(unshare(await read('latin1.txt')), 'Straße café '.repeat(50));
  assert.equal((await read('ascii.txt'))?.width, 1);
  assert.deepEqual((await readFileContext(path.join(folder, 'utf16le.txt'))).binaryPaths, []);
});

test('characters that stand across the pieces of a long file stay whole', async (t) => {
  const line = 'añ東🗼-';
  const text = line.repeat(800_000);
  const folder = await makeFolder(t, { 'long.txt': text });
  const context = await readFileContext(path.join(folder, 'long.txt'));
  assert.ok(unshare(context.items[0]?.text) === text);
});

test('an empty file is read and said to be empty', async (t) => {
  const folder = await makeFolder(t, { 'empty.txt': '', 'bom.txt': '\uFEFF' });
  assert.equal((await readFileContext(path.join(folder, 'empty.txt'))).isEmpty, true);
  assert.equal((await readFileContext(path.join(folder, 'bom.txt'))).isEmpty, true);
});

test('a binary file is read and said to be binary, or refused where the caller wants that', async (t) => {
  const folder = await makeFolder(t, { 'a.bin': Buffer.from('abc\0def') });
  const file = path.join(folder, 'a.bin');
  const context = await readFileContext(file);
  assert.deepEqual(context.binaryPaths, ['']);
  assert.equal(context.items[0]?.text.length, 7);
  await assert.rejects(readFileContext(file, 'a.bin', { refuseBinary: true }), BinaryText);
});

test('what cannot be read is refused in a sentence that says why', async (t) => {
  const folder = await makeFolder(t, { 'file.txt': 'x' });
  const sentence = async (file: string) => {
    const error = await readFileContext(file).catch((cause: unknown) => cause);
    assert.ok(error instanceof UnreadableFile, String(error));
    return error.message;
  };
  const missing = path.join(folder, 'missing.txt');
  assert.equal(await sentence(missing), `"${missing}" can't be read: it doesn't exist.`);
  assert.match(await sentence(folder), /it is a folder/);
  assert.match(await sentence(path.join(folder, 'file.txt', 'x')), /not a folder/);
  assert.match(await sentence(path.join(folder, 'n'.repeat(5000))), /name is too long/);
  assert.match(await sentence('a\0b'), /not a file name/);
});

test('a file that may not be read is refused', { skip: process.getuid?.() === 0 }, async (t) => {
  const folder = await makeFolder(t, { 'secret.txt': 'x' });
  const file = path.join(folder, 'secret.txt');
  execFileSync('chmod', ['000', file]);
  await assert.rejects(readFileContext(file), /no permission/);
});

test('a file beyond the limit is refused before it is read', async (t) => {
  const folder = await makeFolder(t, { 'huge.log': 'x' });
  const file = path.join(folder, 'huge.log');
  await truncate(file, (defaultMaxMegabytes + 1) * 1024 * 1024);
  const error = await readFileContext(file).catch((cause: unknown) => cause);
  assert.ok(error instanceof TextTooLarge);
  assert.equal(
    error.message,
    `"huge.log" has ${defaultMaxMegabytes + 1} MB; the most that can be read here is ${defaultMaxMegabytes} MB.`,
  );
  await writeFile(file, 'y'.repeat(1024 * 1024 + 1));
  await assert.rejects(readFileContext(file, 'h', { maxMegabytes: 1 }), TextTooLarge);
});

test('standard input is read to its end, in pieces of any size', async () => {
  const bytes = Buffer.from('Größe 🗼');
  const standardInput = pieces(...[...bytes].map((byte) => Uint8Array.of(byte)));
  const context = await readFileContext('-', undefined, { standardInput });
  assert.equal(unshare(context.items[0]?.text), 'Größe 🗼');
  assert.equal(context.label, 'standard input');
  assert.equal(context.items[0]?.origin, null);
});

test('an endless standard input ends at the limit', async () => {
  async function* endless() {
    for (;;) yield Buffer.alloc(256 * 1024, 'x');
  }
  const options = { standardInput: endless(), maxMegabytes: 2 };
  await assert.rejects(readFileContext('-', undefined, options), TextTooLarge);
});

test('the event loop has turns while a large piece of broken text is decoded', async () => {
  const bytes = Buffer.alloc(16 * 1024 * 1024, Buffer.from('stra\xdfe \xe9\xe8 ', 'latin1'));
  for (const expectedBytes of [0, bytes.length]) {
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const read = await readText(pieces(bytes), 'x', new SizeLimit('x'), { expectedBytes });
    isOver = true;
    assert.equal(read.encoding, 'windows-1252');
    assert.equal(read.bytes, bytes.length);
    assert.ok(turns >= 5, `the event loop had ${turns} turns`);
  }
});

test('pieces may be used again by their reader as soon as the next one is asked for', async () => {
  const buffer = Buffer.alloc(4);
  async function* reusing() {
    for (const part of ['one ', 'two ', 'end.']) {
      buffer.write(part);
      yield buffer;
    }
  }
  for (const expectedBytes of [0, 5, 12]) {
    const { text } = await readText(reusing(), 'x', new SizeLimit('x'), { expectedBytes });
    assert.equal(unshare(text), 'one two end.');
  }
});

test('a file that grows while it is read is read as far as it went', async (t) => {
  const folder = await makeFolder(t, { 'growing.log': 'x'.repeat(5 * 1024 * 1024) });
  const file = path.join(folder, 'growing.log');
  let bytes = 0;
  for await (const piece of diskReader.read(file)) {
    bytes += piece.length;
    await appendFile(file, 'more');
  }
  assert.equal(bytes, 5 * 1024 * 1024);
});

test('text that the memory can not take is refused in a sentence', async () => {
  const limit = new SizeLimit('x', Number.POSITIVE_INFINITY);
  const reading = readText(pieces('x'), 'vast.log', limit, { expectedBytes: 2 ** 52 });
  await assert.rejects(reading, /"vast.log" can't be read: there is not enough memory for it\./);
});

test('a signal ends the reading', async () => {
  const controller = new AbortController();
  async function* endless() {
    for (let number = 0; ; number += 1) {
      if (number === 3) controller.abort();
      yield Buffer.from('x');
    }
  }
  const options = { standardInput: endless(), signal: controller.signal };
  await assert.rejects(readFileContext('-', undefined, options), Cancelled);
});

test('several files become a map from the paths as they were given', async (t) => {
  const folder = await makeFolder(t, { 'b.txt': 'bee', 'a.txt': '', 'c.bin': Buffer.from('\0') });
  const paths = ['b.txt', 'a.txt', 'c.bin'].map((name) => path.join(folder, name));
  const context = await readFilesContext([...paths, paths[0] ?? '']);
  assert.equal(context.kind, 'map');
  assert.equal(context.label, '3 files');
  assert.deepEqual(
    context.items.map((item) => item.path),
    paths,
  );
  assert.deepEqual(
    context.items.map((item) => unshare(item.text)),
    ['bee', '', '\0'],
  );
  assert.deepEqual(context.binaryPaths, [paths[2]]);
  assert.equal(context.isEmpty, false);
  const single = await readFilesContext([paths[0] ?? '', paths[0] ?? '']);
  assert.equal(single.kind, 'string');
  await assert.rejects(readFilesContext([...paths, path.join(folder, 'no')]), UnreadableFile);
});

test('several files share one limit', async (t) => {
  const half = 'x'.repeat(600 * 1024);
  const folder = await makeFolder(t, { 'a.txt': half, 'b.txt': half });
  const paths = ['a.txt', 'b.txt'].map((name) => path.join(folder, name));
  await assert.rejects(readFilesContext(paths, undefined, { maxMegabytes: 1 }), TextTooLarge);
  assert.equal((await readFilesContext(paths, undefined, { maxMegabytes: 2 })).items.length, 2);
});

test('a pipe is read although it has no size', {
  skip: process.platform === 'win32',
}, async (t) => {
  const folder = await makeFolder(t, {});
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const [context] = await Promise.all([readFileContext(pipe), writeFile(pipe, 'through the pipe')]);
  assert.equal(unshare(context.items[0]?.text), 'through the pipe');
});
