import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { MemoFolder } from '../../../src/runs/memoFolder.ts';

const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex');

/** A memo in a new folder that goes when the test ends. */
function open(maxBytes?: number) {
  const parent = mkdtempSync(path.join(tmpdir(), 'rlm-memo-'));
  const folder = path.join(parent, 'replies');
  const faults: string[] = [];
  const reopen = () =>
    new MemoFolder(folder, {
      onFault: (sentence) => faults.push(sentence),
      ...(maxBytes && { maxBytes }),
    });
  return {
    folder,
    faults,
    reopen,
    memo: reopen(),
    fileOf: (name: string) => path.join(folder, keyOf(name)),
    [Symbol.dispose]: () => rmSync(parent, { recursive: true }),
  };
}

test('what was kept is found again, by another window too', async () => {
  using place = open();
  assert.equal(await place.memo.find(keyOf('a')), null);
  for (const [name, reply] of [
    ['a', 'A reply.\nWith lines, é and 😀.'],
    ['empty', ''],
    ['broken', 'half \ud800 a letter'],
  ] as const) {
    await place.memo.keep(keyOf(name), reply);
    assert.equal(await place.memo.find(keyOf(name)), reply);
    assert.equal(await place.reopen().find(keyOf(name)), reply);
  }
  assert.deepEqual(place.faults, []);
});

test('replies are for the user alone', { skip: process.platform === 'win32' }, async () => {
  using place = open();
  await place.memo.keep(keyOf('a'), 'secret');
  assert.equal(statSync(place.folder).mode & 0o777, 0o700);
  assert.equal(statSync(place.fileOf('a')).mode & 0o777, 0o600);
});

test('torn and changed files are no replies, and the next one takes their place', async () => {
  using place = open();
  const whole = 'A reply that is long enough to be torn.';
  await place.memo.keep(keyOf('a'), whole);
  const file = place.fileOf('a');
  const bytes = readFileSync(file);
  for (const damage of [
    () => truncateSync(file, bytes.length - 1),
    () => truncateSync(file, 10),
    () => truncateSync(file, 0),
    () =>
      writeFileSync(file, Buffer.from(bytes.toString('latin1').replace('torn', 'worn'), 'latin1')),
    () => writeFileSync(file, 'rubbish'),
  ]) {
    damage();
    assert.equal(await place.memo.find(keyOf('a')), null);
    await place.memo.keep(keyOf('a'), whole);
    assert.equal(await place.memo.find(keyOf('a')), whole);
  }
  assert.deepEqual(place.faults, []);
});

test('the oldest go when there are too many bytes, those of earlier windows first', async () => {
  using place = open(1_000);
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    await place.memo.keep(keyOf(name), name.repeat(200));
    utimesSync(place.fileOf(name), index + 1, index + 1);
  }
  const later = place.reopen();
  await later.keep(keyOf('d'), 'd'.repeat(200));
  assert.equal(await later.find(keyOf('a')), null);
  for (const name of ['b', 'c', 'd']) assert.notEqual(await later.find(keyOf(name)), null, name);
  await later.keep(keyOf('e'), 'e'.repeat(600));
  assert.deepEqual(readdirSync(place.folder).sort(), [keyOf('d'), keyOf('e')].sort());
  await later.keep(keyOf('huge'), 'x'.repeat(2_000));
  assert.equal(await later.find(keyOf('huge')), null);
  assert.notEqual(await later.find(keyOf('e')), null);
});

test('many replies at once are all kept, whole', async () => {
  using place = open();
  const names = Array.from({ length: 50 }, (_, n) => `${n}`);
  const other = place.reopen();
  await Promise.all(
    names.flatMap((name) => [
      place.memo.keep(keyOf(name), name.repeat(100)),
      other.keep(keyOf(name), name.repeat(100)),
    ]),
  );
  for (const name of names) assert.equal(await place.memo.find(keyOf(name)), name.repeat(100));
  assert.equal(readdirSync(place.folder).length, 50);
});

test('what a window left unfinished is swept away later', async () => {
  using place = open();
  await place.memo.keep(keyOf('a'), 'a');
  const old = `${place.fileOf('b')}.77.new`;
  const fresh = `${place.fileOf('c')}.77.new`;
  for (const file of [old, fresh]) writeFileSync(file, 'half');
  utimesSync(old, 1, 1);
  await place.reopen().keep(keyOf('d'), 'd');
  const names = readdirSync(place.folder);
  assert.ok(!names.includes(path.basename(old)));
  assert.ok(names.includes(path.basename(fresh)));
});

test('a folder that can not be made is told once', async () => {
  using place = open();
  writeFileSync(`${path.dirname(place.folder)}/file`, '');
  const faults: string[] = [];
  const memo = new MemoFolder(path.join(path.dirname(place.folder), 'file/replies'), {
    onFault: (sentence) => faults.push(sentence),
  });
  await memo.keep(keyOf('a'), 'a');
  assert.equal(await memo.find(keyOf('a')), null);
  assert.equal(faults.length, 1);
});
