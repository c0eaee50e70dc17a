import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { InvalidOption, UnreadableFile } from '../../../src/core/errors.ts';
import { makeStore, record, wholeRun } from './support.ts';

test('a pin is kept in the folder of its run, so that it outlives the index', async (t) => {
  const { store, folder, reopen, faults } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  assert.equal((await store.list())[0]?.pinned, false);
  await store.setPinned('r1', true);
  await store.setPinned('r1', true);
  assert.equal((await store.list())[0]?.pinned, true);
  await rm(path.join(folder, 'index.json'));
  assert.equal((await reopen().store.list())[0]?.pinned, true);
  await writeFile(path.join(folder, 'index.json'), 'damaged');
  assert.equal((await reopen().store.list())[0]?.pinned, true);
  await store.setPinned('r1', false);
  await store.setPinned('r1', false);
  assert.equal((await store.list())[0]?.pinned, false);
  assert.deepEqual(faults, []);
});

test('a run can be pinned while it goes on', async (t) => {
  const { store } = await makeStore(t);
  const run = await store.create('r1');
  for (const event of wholeRun('r1').slice(0, 3)) run.append(event);
  await store.setPinned('r1', true);
  assert.equal((await store.list())[0]?.pinned, true);
  for (const event of wholeRun('r1').slice(3)) run.append(event);
  await run.close();
  assert.equal((await store.list())[0]?.pinned, true);
});

test('a run that is gone can not be pinned, nor what is no run', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  await store.setPinned('r1', true);
  await store.delete('r1');
  await assert.rejects(store.setPinned('r1', true), UnreadableFile);
  await assert.rejects(store.setPinned('../r1', true), InvalidOption);
  assert.deepEqual(await readdir(folder), []);
});
