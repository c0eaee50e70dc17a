import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Context } from '../../../src/core/context.ts';
import { readShared } from '../../../src/core/sharedText.ts';
import { readAskedText, TextNotAsItWas } from '../../../src/runs/askedText.ts';
import { locateRun } from '../../../src/runs/runFolder.ts';
import { sharedText } from '../../../src/sources/decode.ts';
import { readFilesContext } from '../../../src/sources/readFile.ts';
import { readFolderContext } from '../../../src/sources/readFolder.ts';
import { eventsOf, makeStore, started } from './support.ts';

const signal = new AbortController().signal;

/** A run over that text, recorded as far as its start, and a folder for files. */
async function keep(test: TestContext, make: (folder: string) => Promise<Context> | Context) {
  const { store, folder, faults } = await makeStore(test);
  const files = path.join(folder, '..', 'files');
  await mkdir(files);
  const context = await make(files);
  const run = await store.create('r1', context);
  for (const event of eventsOf(started('r1'))) run.append(event);
  await run.close();
  const located = locateRun(folder, 'r1');
  const readAgain = () => readAskedText(located, { signal });
  return { context, files, run: located, faults, readAgain };
}

const textsOf = ({ kind, label, items }: Context) => ({
  kind,
  label,
  texts: items.map(({ path: name, text, origin }) => [name, readShared(text), origin]),
});

const typed = (text: string): Context => ({
  kind: 'string',
  label: 'standard input',
  items: [{ path: '', text: sharedText(text), origin: null }],
});

test('files are read again as they were: encodings, packed ones, several, a folder', async (t) => {
  const bytes: Readonly<Record<string, Buffer>> = {
    'plain.txt': Buffer.from('one\ntwo\n'),
    'empty.txt': Buffer.alloc(0),
    'wide.txt': Buffer.from('größe 😀\n'),
    'latin.txt': Buffer.from('caf\xe9 cr\xe8me\n', 'latin1'),
    'utf16.txt': Buffer.from('\ufeffhallo\n', 'utf16le'),
    'utf32.txt': Buffer.from([0xff, 0xfe, 0, 0, 0x68, 0, 0, 0, 0x69, 0, 0, 0]),
    'packed.gz': gzipSync('packed\n'),
    'binary.bin': Buffer.from([0x61, 0, 0x62, 0xff]),
  };
  const write = async (folder: string) => {
    for (const [name, content] of Object.entries(bytes))
      await writeFile(path.join(folder, name), content);
  };
  for (const [name] of Object.entries(bytes)) {
    await t.test(name, async (one) => {
      const { context, readAgain, run } = await keep(one, async (folder) => {
        await write(folder);
        return readFilesContext([path.join(folder, name)]);
      });
      assert.deepEqual(textsOf(await readAgain()), textsOf(context));
      assert.deepEqual(await readdir(run.packed).catch(() => []), []);
    });
  }
  const folder = await keep(t, async (files) => {
    await write(files);
    return readFolderContext(files);
  });
  assert.ok(folder.context.items.length > 5);
  assert.deepEqual(textsOf(await folder.readAgain()), textsOf(folder.context));
});

test('an encoding that was named is that of the second reading too', async (t) => {
  const { context, readAgain } = await keep(t, async (folder) => {
    const file = path.join(folder, 'a.txt');
    await writeFile(file, Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]));
    return readFilesContext([file], undefined, { encoding: 'windows-1251' });
  });
  assert.equal(readShared(context.items[0]?.text ?? sharedText('')), 'Привет');
  assert.deepEqual(textsOf(await readAgain()), textsOf(context));
});

test('a file that has changed, or is gone, is refused with a sentence', async (t) => {
  const { files, readAgain } = await keep(t, async (folder) => {
    const file = path.join(folder, 'app.log');
    await writeFile(file, 'one\ntwo\n');
    return readFilesContext([file]);
  });
  await writeFile(path.join(files, 'app.log'), 'one\ntwo!\n');
  await assert.rejects(readAgain(), (error: Error) => {
    assert.ok(error instanceof TextNotAsItWas);
    assert.match(
      error.message,
      /^The run can't go on: ".*app\.log" has changed since \(its SHA-256 is another\)\.$/,
    );
    return true;
  });
  await rm(path.join(files, 'app.log'));
  await assert.rejects(
    readAgain(),
    /app\.log" is not to be had: .* can't be read: it doesn't exist/,
  );
});

test('what stands in no file is packed in the folder, for the user alone', async (t) => {
  for (const text of ['typed', '', 'größe 😀', 'lone \ud800', 'x'.repeat(1_000_000), 'a\0b\r\n']) {
    await t.test(JSON.stringify(text.slice(0, 20)), async (one) => {
      const { context, readAgain, run } = await keep(one, () => typed(text));
      assert.deepEqual(textsOf(await readAgain()), textsOf(context));
      const [name] = await readdir(run.packed);
      const { size, mode } = await stat(path.join(run.packed, name ?? ''));
      assert.ok(size < 10_000);
      if (process.platform !== 'win32') assert.equal(mode & 0o777, 0o600);
    });
  }
});

test('a selection and what is not saved are packed, though a file stands behind them', async (t) => {
  const origin = { uri: 'file:///gone/a.log', firstLine: 12 };
  const { context, readAgain } = await keep(t, () => ({
    kind: 'map',
    label: 'a.log',
    items: [
      { path: 'one', text: sharedText('first'), origin },
      { path: 'other', text: sharedText('second'), origin },
    ],
  }));
  assert.deepEqual(textsOf(await readAgain()), textsOf(context));
});

test('20 MB are kept, all texts together, and no more', async (t) => {
  const part = (bytes: number) => ({
    path: String(bytes),
    text: sharedText('x'.repeat(bytes)),
    origin: null,
  });
  const most = 20 * 1024 * 1024;
  const fits = await keep(t, () => ({ kind: 'map', label: 'l', items: [part(most - 1), part(1)] }));
  assert.deepEqual(textsOf(await fits.readAgain()), textsOf(fits.context));
  assert.deepEqual(fits.faults, []);
  await t.test('a byte more', async (one) => {
    const over = await keep(one, () => ({ kind: 'map', label: 'l', items: [part(most), part(1)] }));
    await assert.rejects(over.readAgain(), {
      message: `The run can't go on: "1" can't be read again, and was too long to be kept with the run (over 20 MB).`,
    });
  });
});

test('a note or a packed text that is gone or damaged is refused, not guessed', async (t) => {
  const { run, readAgain } = await keep(t, () => typed('typed'));
  const note = await readFile(run.context);
  const [name] = await readdir(run.packed);
  const packed = path.join(run.packed, name ?? '');
  await writeFile(packed, gzipSync('other'));
  await assert.rejects(
    readAgain(),
    /"standard input" can't be read in the folder .* is damaged\.$/,
  );
  await writeFile(packed, randomBytes(100));
  await assert.rejects(readAgain(), TextNotAsItWas);
  await rm(packed);
  await assert.rejects(readAgain(), /: it doesn't exist\.$/);
  await writeFile(run.context, note.subarray(0, 20));
  await assert.rejects(readAgain(), /"run r1" has a damaged note of its text\.$/);
  await rm(run.context);
  await assert.rejects(readAgain(), /"run r1" has no note of the text that it asked about\.$/);
});

test('documents of other schemes need a reader that knows them', async (t) => {
  const items = [
    {
      path: '',
      text: sharedText('remote'),
      origin: { uri: 'vfs://host/a.log', firstLine: 1 },
      fileEncoding: 'utf-8',
    },
  ];
  const { run, readAgain } = await keep(t, () => ({ kind: 'string', label: 'a.log', items }));
  await assert.rejects(readAgain(), /"vfs:\/\/host\/a\.log" can be read in the editor alone\.$/);
  const reader = {
    stat: async () => ({ kind: 'file' as const, bytes: 6 }),
    async *read() {
      yield Buffer.from('remote');
    },
    list: async () => [],
    parentOf: () => null,
    uriOf: (name: string) => name,
  };
  const readerOf = () => ({ reader, path: '/a.log' });
  const again = await readAskedText(run, { signal, readerOf });
  assert.equal(readShared(again.items[0]?.text ?? sharedText('')), 'remote');
});
