import assert from 'node:assert/strict';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { InvalidOption, UnreadableFile } from '../../../src/core/errors.ts';
import type { RunEventBody } from '../../../src/core/events.ts';
import {
  callFinished,
  callStarted,
  eventsOf,
  finished,
  iteration,
  makeStore,
  record,
  replied,
  started,
  wholeRun,
} from './support.ts';

test('a run is read back as it was appended, and after any number', async (t) => {
  const { store, faults } = await makeStore(t);
  const events = wholeRun('r1');
  await record(store, 'r1', events);
  assert.deepEqual(await store.read('r1'), events);
  assert.deepEqual(await store.read('r1', 5), events.slice(5));
  assert.deepEqual(await store.read('r1', 99), []);
  assert.deepEqual(faults, []);
});

test('the history tells how far models and code came through the text', async (t) => {
  const { store } = await makeStore(t);
  const ranges = [{ path: '', start: 0, end: 100 }];
  const sharesAfter = async (runId: string, ...bodies: RunEventBody[]) => {
    await record(store, runId, eventsOf(started(runId), ...bodies));
    const run = (await store.list()).find((listed) => listed.runId === runId);
    return [run?.coverage, run?.searched];
  };
  const ended = { ...finished(), searched: 1 } as RunEventBody;
  const told: RunEventBody = { type: 'coverage', ranges, coverage: 0.2, searched: 0.9 };
  assert.deepEqual(await sharesAfter('told', told), [0.2, 0.9]);
  assert.deepEqual(await sharesAfter('ended', told, ended), [0.5, 1]);
  assert.deepEqual(await sharesAfter('older', { type: 'coverage', ranges }), [0.1, null]);
  assert.deepEqual(await sharesAfter('olderEnded', finished()), [0.5, null]);
  const interrupted = (await store.read('told')).at(-1);
  assert.ok(interrupted?.type === 'run.finished');
  assert.deepEqual([interrupted.coverage, interrupted.searched], [0.2, 0.9]);
});

test('the history tells of a run what its events say', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  const expected = {
    runId: 'r1',
    question: 'Why?',
    label: 'app.log',
    startedAt: 1_000_000,
    finishedAt: 1_006_000,
    status: 'answered',
    iterations: 1,
    calls: 1,
    costUsd: 0.75,
    tokens: 132,
    rootModel: 'gpt-4o',
    subModel: 'gpt-4o-mini',
    language: 'javascript',
    provider: 'openai',
    contextChars: 1_000,
    coverage: 0.5,
    searched: null,
    answer: 'It is\n\n  the disk.',
    longTexts: [],
    parent: null,
    pinned: false,
    bytes: (await stat(path.join(folder, 'r1', 'events.jsonl'))).size,
  };
  assert.deepEqual(await store.list(), [expected]);
  assert.deepEqual(await store.list(), [expected]);
});

test('a run in progress is listed as running, with what it has spent so far', async (t) => {
  const { store, reopen } = await makeStore(t);
  const run = await store.create('live');
  for (const event of wholeRun('live').slice(0, 5)) run.append(event);
  const [summary] = await store.list();
  assert.equal(summary?.status, 'running');
  assert.equal(summary?.finishedAt, null);
  assert.equal(summary?.costUsd, 0.75);
  assert.equal(summary?.tokens, 132);
  await store.read('live');
  const [elsewhere] = await reopen().store.list();
  const { bytes, ...rest } = elsewhere ?? { bytes: 0 };
  assert.ok(bytes > 0, 'the other window sees what is on disk');
  assert.deepEqual({ ...rest, bytes: 0 }, summary);
  await run.close();
});

test('the cost of a run with an unknown price is unknown', async (t) => {
  const { store } = await makeStore(t);
  const run = await store.create('live');
  const events = eventsOf(
    started('live'),
    replied('a', null),
    callStarted(1),
    callFinished(1, 0.25),
  );
  for (const event of events) run.append(event);
  assert.equal((await store.list())[0]?.costUsd, null);
  await run.close();
});

test('an answer out of the memo was paid before', async (t) => {
  const { store } = await makeStore(t);
  const run = await store.create('live');
  const memo = { ...callFinished(2), status: 'memo' } as RunEventBody;
  for (const event of eventsOf(started('live'), callFinished(1), memo)) run.append(event);
  assert.equal((await store.list())[0]?.costUsd, 0.25);
  await run.close();
});

test('events are read back at once, before they are on the disk', async (t) => {
  const { store } = await makeStore(t);
  const run = await store.create('live');
  const text = 'long '.repeat(2_000);
  const events = eventsOf(
    started('live'),
    ...Array.from({ length: 300 }, (_, n) => iteration(n + 1)),
  );
  for (const event of events) run.append(event);
  const reading = store.read('live');
  const [late] = eventsOf(replied(text));
  assert.ok(late !== undefined);
  const stored = run.append({ ...late, seq: 302 });
  const sha256 = stored.refs?.text?.sha256 ?? '';
  assert.equal(await store.readText('live', sha256), text);
  const seqs = (await reading).map((event) => event.seq);
  assert.deepEqual(
    seqs.slice(0, 301),
    events.map((event) => event.seq),
  );
  assert.equal((await store.read('live', 300)).length, 2);
  await run.close();
  assert.equal(await store.readText('live', sha256), text);
});

test('text as it streams passes through and is not kept', async (t) => {
  const { store } = await makeStore(t);
  const run = await store.create('r1');
  const delta = {
    seq: 0,
    at: 1,
    run: '',
    type: 'model.delta',
    iteration: 1,
    text: 'x'.repeat(9_000),
  } as const;
  assert.equal(run.append(delta), delta);
  await run.close();
  assert.deepEqual(await store.read('r1'), []);
});

test('a long text is kept once, however often it comes', async (t) => {
  const { store, folder } = await makeStore(t);
  const prompt = 'p'.repeat(5_000);
  const lone = `${'q'.repeat(5_000)}\ud800`;
  await record(
    store,
    'r1',
    eventsOf(started('r1'), callStarted(1, prompt), callStarted(2, prompt), replied(lone)),
  );
  const files = await readdir(path.join(folder, 'r1', 'texts'));
  assert.equal(files.length, 2);
  const refs = (await store.read('r1')).flatMap((event) => Object.values(event.refs ?? {}));
  const texts = await Promise.all(refs.map((ref) => store.readText('r1', ref.sha256)));
  assert.deepEqual(texts, [prompt, prompt, lone]);
  const hashes = [...new Set(refs.map(({ sha256 }) => sha256))];
  assert.deepEqual([...(await store.textHashes('r1'))].sort(), hashes.sort());
  await record(store, 'r2', eventsOf(started('r2')));
  assert.deepEqual(
    await store.textHashes('r2'),
    [],
    'a run has none as long as its texts are short',
  );
});

test('a text that is gone or damaged is refused, whatever its name', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', eventsOf(started('r1', 'q'.repeat(5_000))));
  const [name = ''] = await readdir(path.join(folder, 'r1', 'texts'));
  await writeFile(path.join(folder, 'r1', 'texts', name), 'something else');
  await assert.rejects(store.readText('r1', name.slice(0, 64)), /damaged/);
  await assert.rejects(store.readText('r1', '0'.repeat(64)), UnreadableFile);
  await assert.rejects(store.readText('r1', '../events'), InvalidOption);
});

test('no id leads out of the folder', async (t) => {
  const { store } = await makeStore(t);
  const ids = [
    '..',
    '.',
    '',
    '../x',
    'a/b',
    'a\\b',
    'C:',
    'nul',
    'x.',
    'index.json',
    'a\0',
    'é',
    '-x',
    'x'.repeat(200),
  ];
  for (const id of ids) {
    await assert.rejects(store.create(id), InvalidOption, id);
    await assert.rejects(store.read(id), InvalidOption, id);
    await assert.rejects(store.delete(id), InvalidOption, id);
  }
});

test('a run that is there already is not written over', async (t) => {
  const { store, reopen } = await makeStore(t);
  const run = await store.create('r1');
  await assert.rejects(store.create('r1'), InvalidOption);
  await assert.rejects(reopen().store.create('r1'), InvalidOption);
  for (const event of wholeRun('r1')) run.append(event);
  await run.close();
  await assert.rejects(store.create('r1'), InvalidOption);
  assert.equal((await store.read('r1')).length, 7);
});

test('a deleted run is gone, one in progress is not deleted', async (t) => {
  const { store, folder, reopen } = await makeStore(t);
  const run = await store.create('r1');
  for (const event of wholeRun('r1')) run.append(event);
  await store.read('r1');
  await assert.rejects(store.delete('r1'), /still going on/);
  await assert.rejects(reopen().store.delete('r1'), /still going on/);
  await run.close();
  await store.list();
  await store.delete('r1');
  await store.delete('r1');
  assert.deepEqual(await store.list(), []);
  await assert.rejects(store.read('r1'), UnreadableFile);
  assert.deepEqual(await readdir(folder), ['index.json']);
});

test('a deletion that broke off is finished later', async (t) => {
  const { store, folder } = await makeStore(t);
  await mkdir(path.join(folder, '.deleted-r0-1-1', 'texts'), { recursive: true });
  await record(store, 'r1', wholeRun('r1'));
  await store.delete('r1');
  assert.deepEqual(await readdir(folder), []);
});

test('folders and files are for the user alone', {
  skip: process.platform === 'win32',
}, async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', eventsOf(started('r1', 'q'.repeat(5_000)), finished()));
  await store.list();
  const mode = async (...parts: string[]) => (await stat(path.join(folder, ...parts))).mode & 0o777;
  const [text = ''] = await readdir(path.join(folder, 'r1', 'texts'));
  for (const parts of [[], ['r1'], ['r1', 'texts']]) assert.equal(await mode(...parts), 0o700);
  for (const parts of [['index.json'], ['r1', 'events.jsonl'], ['r1', 'texts', text]]) {
    assert.equal(await mode(...parts), 0o600, parts.join('/'));
  }
});
