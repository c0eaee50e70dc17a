import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { UnreadableFile } from '../../../src/core/errors.ts';
import type { RunEventBody } from '../../../src/core/events.ts';
import {
  callFinished,
  callStarted,
  eventsOf,
  finished,
  idsOf,
  iteration,
  makeStore,
  openStore,
  record,
  replied,
  started,
} from './support.ts';

const bodies = (runId: string): RunEventBody[] => [
  started(runId),
  iteration(1),
  replied('a'),
  callStarted(1),
  callFinished(1),
  { type: 'coverage', ranges: [{ path: '', start: 0, end: 250 }] },
];
const unfinished = (runId: string) => eventsOf(...bodies(runId));

/** A process that began a run and was then killed. */
function killedWriter(folder: string, runId: string): void {
  const store = path.resolve(import.meta.dirname, '../../../src/runs/runStore.ts');
  const support = path.resolve(import.meta.dirname, 'support.ts');
  const script = `
    const { RunStore } = await import(${JSON.stringify(store)});
    const { eventsOf, started, iteration, replied } = await import(${JSON.stringify(support)});
    const store = new RunStore(${JSON.stringify(folder)});
    const run = await store.create(${JSON.stringify(runId)});
    for (const event of eventsOf(started('x'), iteration(1), replied('y'))) run.append(event);
    await store.read(${JSON.stringify(runId)});
    process.kill(process.pid, 'SIGKILL');`;
  assert.throws(
    () => execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'pipe' }),
    { signal: 'SIGKILL' },
  );
}

test('a run whose process was killed shows as interrupted, its record kept and ended', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  killedWriter(folder, 'r1');
  assert.ok((await readdir(path.join(folder, 'r1'))).includes('lock'));
  const [summary] = await store.list();
  assert.equal(summary?.status, 'interrupted');
  assert.equal(summary?.costUsd, 0.5);
  assert.equal(summary?.tokens, 110);
  assert.equal(summary?.finishedAt, 1_002_000);
  const events = await store.read('r1');
  assert.deepEqual(
    events.map((event) => event.seq),
    [1, 2, 3, 4],
  );
  assert.equal(events.at(-1)?.type, 'run.finished');
  assert.ok(!(await readdir(path.join(folder, 'r1'))).includes('lock'));
  const lines = (await readFile(path.join(folder, 'r1', 'events.jsonl'), 'utf8')).split('\n');
  assert.equal(lines.length, 5);
  assert.deepEqual(faults, []);
});

test('the number of a process that now belongs to another one does not keep a run running', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', unfinished('r1'));
  const lock = { pid: process.ppid, start: '1', at: Date.now() };
  await writeFile(path.join(folder, 'r1', 'lock'), JSON.stringify(lock));
  assert.equal((await store.list())[0]?.status, 'interrupted');
});

test('a run that was closed without its end is interrupted, what it had spent added up', async (t) => {
  const { store } = await makeStore(t);
  await record(store, 'r1', unfinished('r1'));
  const end = (await store.read('r1')).at(-1);
  assert.ok(end?.type === 'run.finished');
  assert.equal(end.status, 'interrupted');
  assert.equal(end.seq, 7);
  assert.equal(end.costUsd, 0.75);
  assert.equal(end.coverage, 0.25);
  assert.equal(end.durationMs, 5_000);
  assert.deepEqual(Object.keys(end.usage.models), ['gpt-4o', 'gpt-4o-mini']);
  assert.equal(end.usage.inputTokens, 120);
});

test('a torn last line is harmless wherever it was torn', async (t) => {
  const { folder } = await makeStore(t);
  const runs = path.join(folder, 'whole');
  await record(openStore(runs).store, 'r1', unfinished('r1'));
  const file = path.join(runs, 'r1', 'events.jsonl');
  const bytes = await readFile(file);
  const lastLine = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
  for (let end = lastLine; end <= bytes.length; end += 7) {
    await writeFile(file, bytes.subarray(0, end));
    const { store, faults } = openStore(runs);
    const events = await store.read('r1');
    const kept = events.filter((event) => event.type !== 'run.finished').length;
    assert.equal(kept, end >= bytes.length - 1 ? 6 : 5, `torn at ${end - lastLine}`);
    assert.equal(events.at(-1)?.type, 'run.finished');
    assert.deepEqual(
      events.map((event) => event.seq),
      events.map((_, index) => index + 1),
    );
    assert.deepEqual(await store.read('r1'), events);
    assert.deepEqual(faults, []);
  }
  // All but the line end is there.
  await writeFile(file, bytes.subarray(0, bytes.length - 1));
  assert.equal((await openStore(runs).store.read('r1')).length, 7);
});

test('nothing of a long torn line stays behind the end that is written over it', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', unfinished('r1'));
  const file = path.join(folder, 'r1', 'events.jsonl');
  await appendFile(file, `{"seq":7,"at":5,"run":"","type":"notice","text":"${'x'.repeat(5_000)}`);
  assert.equal((await store.read('r1')).length, 7);
  assert.ok((await readFile(file, 'utf8')).endsWith('}\n'));
});

test('damaged lines are left out and reported once', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  await record(store, 'r1', eventsOf(...bodies('r1'), finished()));
  const file = path.join(folder, 'r1', 'events.jsonl');
  const lines = (await readFile(file, 'utf8')).split('\n');
  lines[1] = '\0\0\0\0';
  lines[2] = lines[2]?.replace('"inputTokens":100', '"inputTokens":"100"') ?? '';
  lines[4] = '[]';
  await writeFile(file, lines.join('\n'));
  assert.deepEqual(
    (await store.read('r1')).map((event) => event.seq),
    [1, 4, 6, 7],
  );
  await store.read('r1');
  assert.equal((await store.list())[0]?.status, 'answered');
  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? '', /3 damaged lines of run r1 .*2, 3, 5/);
});

test('a run that lost its first line is still listed', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', eventsOf(...bodies('r1'), finished()));
  const file = path.join(folder, 'r1', 'events.jsonl');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.slice(text.indexOf('\n') + 1));
  const [summary] = await store.list();
  assert.equal(summary?.runId, 'r1');
  assert.equal(summary?.question, '');
  assert.equal(summary?.status, 'answered');
});

test('types of events that this version does not know are kept', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  await record(store, 'r1', eventsOf(started('r1'), finished()));
  const unknown = { seq: 3, at: 5, run: '', type: 'later.thing', extra: [1] };
  await appendFile(path.join(folder, 'r1', 'events.jsonl'), `${JSON.stringify(unknown)}\n`);
  assert.deepEqual((await store.read('r1')).at(-1), unknown);
  assert.deepEqual(faults, []);
});

test('lines longer than what is read at a time come back whole', async (t) => {
  const { store } = await makeStore(t);
  const ranges = Array.from({ length: 100_000 }, (_, n) => ({
    path: 'ä',
    start: n * 2,
    end: n * 2 + 1,
  }));
  const events = eventsOf(started('r1'), { type: 'coverage', ranges }, iteration(1), finished());
  await record(store, 'r1', events);
  assert.deepEqual(await store.read('r1'), events);
});

test('a failing disk is reported once, the run goes on, and what waited is written when it can be', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  const run = await store.create('r1');
  const texts = path.join(folder, 'r1', 'texts');
  await rm(texts, { recursive: true });
  await writeFile(texts, 'in the way');
  const long = 'l'.repeat(5_000);
  const events = eventsOf(
    started('r1', long),
    iteration(1),
    iteration(2),
    replied(long),
    finished(),
  );
  for (const event of events.slice(0, 3)) run.append(event);
  assert.equal((await store.read('r1')).length, 3);
  const [stored] = events.slice(3, 4).map((event) => run.append(event));
  assert.deepEqual(
    (await store.read('r1')).map((event) => event.seq),
    [1, 2, 3, 4],
  );
  assert.equal(await store.readText('r1', stored?.refs?.text?.sha256 ?? ''), long);
  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? '', /^The run goes on, but its record may be incomplete: .*\.$/);
  assert.equal((await stat(path.join(folder, 'r1', 'events.jsonl'))).size, 0);
  await rm(texts);
  await mkdir(texts);
  for (const event of events.slice(4)) run.append(event);
  await run.close();
  assert.equal((await openStore(folder).store.read('r1')).length, 5);
  assert.equal(faults.length, 1);
});

test('a folder that cannot be made is reported, and the run goes on', async (t) => {
  const { folder } = await makeStore(t);
  await writeFile(folder, 'a file');
  const { store, faults } = openStore(folder);
  const run = await store.create('r1');
  for (const event of unfinished('r1')) run.append(event);
  assert.equal((await store.read('r1')).length, 6);
  assert.equal((await store.list().catch(() => [])).length, 0);
  await rename(folder, `${folder}.away`);
  await mkdir(folder);
  await run.close();
  assert.equal(faults.length, 1);
  assert.equal((await openStore(folder).store.read('r1')).length, 7);
});

test('what comes after the end of a record is reported, not thrown', async (t) => {
  const { store, faults } = await makeStore(t);
  const events = eventsOf(started('r1'), finished());
  const run = await store.create('r1');
  for (const event of events) run.append(event);
  await run.close();
  await run.close();
  for (const event of events.slice(0, 1)) run.append(event);
  assert.match(faults[0] ?? '', /after the record was closed/);
  assert.equal((await store.read('r1')).length, 2);
});

test('a folder without events that can be read is shown as damaged, told once, and can be deleted', async (t) => {
  const { store, folder, faults, reopen } = await makeStore(t);
  await record(store, 'lost', eventsOf(started('lost', 'q'.repeat(5_000)), finished()));
  await record(store, 'garbage', eventsOf(started('garbage'), finished()));
  await record(store, 'good', eventsOf(started('good'), finished()));
  await rm(path.join(folder, 'lost', 'events.jsonl'));
  await writeFile(path.join(folder, 'garbage', 'events.jsonl'), Buffer.alloc(3_000, 7));
  await mkdir(path.join(folder, 'odd', 'events.jsonl'), { recursive: true });
  for (const again of [store, reopen().store, store]) {
    const statuses = (await again.list()).map(({ runId, status }) => `${runId} ${status}`);
    assert.deepEqual(statuses.sort(), [
      'garbage damaged',
      'good answered',
      'lost damaged',
      'odd damaged',
    ]);
  }
  assert.equal(faults.length, 3);
  for (const runId of ['lost', 'garbage', 'odd']) {
    assert.ok(
      faults.some((fault) => fault.startsWith(`Run ${runId} can't be read: `)),
      runId,
    );
  }
  await assert.rejects(store.read('odd'), UnreadableFile);
  await assert.rejects(store.read('lost'), /it doesn't exist/);
  for (const runId of ['lost', 'garbage', 'odd']) await store.delete(runId);
  assert.deepEqual(idsOf(await store.list()), ['good']);
});

test('a folder without rights is shown as damaged and keeps no other run from being listed', {
  skip: process.platform === 'win32' || process.getuid?.() === 0,
}, async (t) => {
  const { store, folder, faults } = await makeStore(t);
  await record(store, 'closed', eventsOf(started('closed'), finished()));
  await record(store, 'good', eventsOf(started('good'), finished()));
  await chmod(path.join(folder, 'closed'), 0);
  try {
    const statuses = (await store.list()).map(({ runId, status }) => `${runId} ${status}`);
    assert.deepEqual(statuses.sort(), ['closed damaged', 'good answered']);
    assert.match(faults[0] ?? '', /^Run closed can't be read: its folder is protected\.$/);
    await assert.rejects(store.setPinned('closed', true), /its folder is protected/);
  } finally {
    await chmod(path.join(folder, 'closed'), 0o700);
  }
});

test('a run without events is not taken for damaged while its window lives', async (t) => {
  const { store, folder, faults, reopen } = await makeStore(t);
  const other = await reopen().store.create('r1');
  await writeFile(path.join(folder, 'r1', 'texts', 'a text'), 'that no event names yet');
  assert.deepEqual(await store.list(), []);
  await other.close();
  assert.equal((await store.list())[0]?.status, 'damaged');
  assert.equal(faults.length, 1);
});

test('an event file that was cut to nothing is no run any more, but can be deleted', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', eventsOf(started('r1'), finished()));
  await truncate(path.join(folder, 'r1', 'events.jsonl'), 0);
  assert.deepEqual(await store.list(), []);
  assert.deepEqual(await store.read('r1'), []);
  await store.delete('r1');
  assert.deepEqual(await readdir(folder), []);
});
