import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { UnreadableFile } from '../../../src/core/errors.ts';
import { makeStore, record, wholeRun } from './support.ts';

test('the latest run is listed first', async (t) => {
  const { store } = await makeStore(t);
  for (const [id, at] of [
    ['a', 2],
    ['b', 3],
    ['c', 1],
  ] as const) {
    await record(
      store,
      id,
      wholeRun(id).map((event) => ({ ...event, at: event.at + at * 100_000 })),
    );
  }
  assert.deepEqual(
    (await store.list()).map((run) => run.runId),
    ['b', 'a', 'c'],
  );
});

test('the index is only a cache: it is rebuilt when it is gone, damaged or wrong', async (t) => {
  const { store, folder, reopen, faults } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  await record(store, 'r2', wholeRun('r2'));
  const expected = await store.list();
  const file = path.join(folder, 'index.json');
  const good = await readFile(file, 'utf8');
  const wrong = good.replaceAll('"question":"Why?"', '"question":7');
  assert.notEqual(wrong, good);
  for (const text of ['', '{', 'null', '[]', '{"version":99,"runs":{}}', wrong]) {
    await writeFile(file, text);
    assert.deepEqual(await reopen().store.list(), expected, text.slice(0, 30));
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), JSON.parse(good));
  }
  await rm(file);
  assert.deepEqual(await store.list(), expected);
  await rm(path.join(folder, 'r2'), { recursive: true });
  assert.deepEqual(
    (await store.list()).map((run) => run.runId),
    ['r1'],
  );
  assert.deepEqual(faults, []);
});

test('a run whose events changed behind the index is read again', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  await store.list();
  const file = path.join(folder, 'r1', 'events.jsonl');
  await writeFile(file, (await readFile(file, 'utf8')).replace('Why?', 'Really why?'));
  assert.equal((await store.list())[0]?.question, 'Really why?');
});

test('what is no run does not disturb the list', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  assert.deepEqual(await store.list(), []);
  await record(store, 'r1', wholeRun('r1'));
  await mkdir(path.join(folder, 'empty'));
  await mkdir(path.join(folder, 'not a run'));
  await mkdir(path.join(folder, 'odd', 'events.jsonl'), { recursive: true });
  await writeFile(path.join(folder, 'notes'), 'hello');
  assert.deepEqual(
    (await store.list()).map((run) => run.runId),
    ['r1'],
  );
  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? '', /Run odd/);
  await assert.rejects(store.read('odd'), UnreadableFile);
});
