import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { UnreadableFile } from '../../../src/core/errors.ts';
import { eventsOf, iteration, makeStore, record, replied, started, wholeRun } from './support.ts';

// Links need rights of their own there.
const skip = process.platform === 'win32';
const torn = '{"seq":3,"at":1,"run":"","ty';

test('events behind a link are neither read nor written to', { skip }, async (t) => {
  const { store, folder, faults } = await makeStore(t);
  await record(store, 'r1', eventsOf(started('r1'), iteration(1)));
  const file = path.join(folder, 'r1', 'events.jsonl');
  const target = path.join(folder, 'precious');
  await rename(file, target);
  await writeFile(target, `${await readFile(target, 'utf8')}${torn}`);
  await symlink(target, file);
  const before = await readFile(target, 'utf8');
  assert.equal((await store.list())[0]?.status, 'damaged');
  await assert.rejects(store.read('r1'), /a link is in its place/);
  assert.equal(await readFile(target, 'utf8'), before);
  assert.match(faults.join(), /^Run r1 can't be read: a link is in its place\.$/);
  await store.delete('r1');
  assert.equal(await readFile(target, 'utf8'), before);
});

test('a folder behind a link is no run', { skip }, async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  const elsewhere = path.join(folder, '..', 'elsewhere');
  await rename(path.join(folder, 'r1'), elsewhere);
  await symlink(elsewhere, path.join(folder, 'r1'));
  assert.deepEqual(await store.list(), []);
  await assert.rejects(store.read('r1'), UnreadableFile);
  await assert.rejects(store.readText('r1', '0'.repeat(64)), /a link is in its place/);
  await assert.rejects(store.setPinned('r1', true), /a link is in its place/);
  await store.delete('r1');
  assert.ok((await stat(path.join(elsewhere, 'events.jsonl'))).size > 0);
});

test('texts and pins behind links are not touched', { skip }, async (t) => {
  const { store, folder } = await makeStore(t);
  const long = 'l'.repeat(5_000);
  const run = await store.create('r1');
  const [sha256 = ''] = eventsOf(started('r1'), replied(long)).flatMap(
    (event) => run.append(event).refs?.text?.sha256 ?? [],
  );
  await run.close();
  assert.equal(await store.readText('r1', sha256), long);
  const texts = path.join(folder, 'r1', 'texts');
  const text = path.join(texts, `${sha256}.txt`);
  const target = path.join(folder, 'target');
  await rename(text, target);
  await symlink(target, text);
  await assert.rejects(store.readText('r1', sha256), /a link is in its place/);
  await symlink(target, path.join(folder, 'r1', 'pinned'));
  await assert.rejects(store.setPinned('r1', true), /a link is in its place/);
  assert.equal(await readFile(target, 'utf8'), long);
  await rm(text);
  await rename(texts, `${texts}2`);
  await rename(target, path.join(`${texts}2`, `${sha256}.txt`));
  await symlink(`${texts}2`, texts);
  await assert.rejects(store.readText('r1', sha256), /a link is in its place/);
});

test('a pipe in the place of a file is not waited for', { skip }, async (t) => {
  const { store, folder } = await makeStore(t);
  for (const name of ['events.jsonl', 'lock']) {
    await mkdir(path.join(folder, name.slice(0, 4)), { recursive: true });
    execFileSync('mkfifo', [path.join(folder, name.slice(0, 4), name)]);
  }
  assert.equal(
    (await store.list()).every(({ status }) => status === 'damaged'),
    true,
  );
  await assert.rejects(store.read('even'), /something else than a file is in its place/);
});
