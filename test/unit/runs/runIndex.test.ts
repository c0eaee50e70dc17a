import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { eventsOf, finished, idsOf, makeStore, record, started, wholeRun } from './support.ts';

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
  const unmeasured = good.replaceAll(/"bytes":\d+/g, '"bytes":"?"');
  const older = good.replaceAll('"version":3', '"version":2').replaceAll('Why?', 'From before?');
  assert.notEqual(older, good);
  const damaged = ['', '{', 'null', '[]', '{"version":99,"runs":{}}', wrong, unmeasured, older];
  for (const text of damaged) {
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
  await mkdir(path.join(folder, 'shell', 'texts'), { recursive: true });
  await writeFile(path.join(folder, 'shell', 'lock'), JSON.stringify({ pid: 2 ** 22 + 1 }));
  await writeFile(path.join(folder, 'notes'), 'hello');
  assert.deepEqual(
    (await store.list()).map((run) => run.runId),
    ['r1'],
  );
  assert.deepEqual(faults, []);
});

test('an index that can be neither read nor written is told once, and the runs are listed', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  await mkdir(path.join(folder, 'index.json', 'in the way'), { recursive: true });
  for (const _ of [1, 2]) assert.deepEqual(idsOf(await store.list()), ['r1']);
  assert.equal(faults.length, 2);
  assert.match(faults[0] ?? '', /^The index of runs can't be read: /);
  assert.match(faults[1] ?? '', /^The index of runs can't be kept: /);
});

test('the size of a run is measured once, and again after its events changed', async (t) => {
  const { store, folder, reopen } = await makeStore(t);
  await record(store, 'r1', eventsOf(started('r1', 'q'.repeat(5_000)), finished()));
  const [first] = await store.list();
  assert.ok(first !== undefined && first.bytes > 5_000, 'texts count');
  await writeFile(path.join(folder, 'r1', 'texts', 'more'), 'x'.repeat(70_000));
  assert.equal((await reopen().store.list())[0]?.bytes, first.bytes);
  await appendFile(path.join(folder, 'r1', 'events.jsonl'), '\n');
  assert.equal((await reopen().store.list())[0]?.bytes, first.bytes + 70_001);
});
