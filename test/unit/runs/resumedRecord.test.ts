import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { RunEvent, RunEventBody } from '../../../src/core/events.ts';
import type { Model, ModelReply } from '../../../src/core/model.ts';
import { afterRecord } from '../../../src/runs/afterRecord.ts';
import { keepState, readState } from '../../../src/runs/keptStates.ts';
import { RunGoesOn, resumeRecord } from '../../../src/runs/resumedRecord.ts';
import { locateRun } from '../../../src/runs/runFolder.ts';
import { claimLock, isLocked, releaseLock } from '../../../src/runs/runLock.ts';
import { readWholeRun } from '../../../src/runs/wholeRun.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';
import {
  answer,
  eventsOf,
  finished,
  iteration,
  makeStore,
  record,
  replied,
  started,
  usage,
} from './support.ts';

const resumed: RunEventBody = {
  type: 'run.resumed',
  options: javascriptOptions,
  models: { root: 'other', sub: 'gpt-4o-mini', provider: 'openai' },
  spent: { usage: { ...usage(100, 10), models: {} }, costUsd: 0.5, durationMs: 3_000 },
  call: null,
};

/** A run whose process went away after three events, and what comes when it goes on. */
async function cutOff(test: TestContext) {
  const made = await makeStore(test);
  const first = eventsOf(started('r1'), iteration(1), replied('a'));
  await record(made.store, 'r1', first);
  const run = locateRun(made.folder, 'r1');
  const later = (...bodies: RunEventBody[]): RunEvent[] =>
    eventsOf(...Array<RunEventBody>(4).fill(iteration(1)), ...bodies)
      .slice(4)
      .map((event) => ({ ...event, at: event.at + 60_000 }));
  return { ...made, run, later };
}

test('a run goes on in its folder: numbers go on, and the last end counts', async (t) => {
  const { store, run, later } = await cutOff(t);
  const cut = await readWholeRun(run.folder);
  assert.deepEqual([cut.summary.status, cut.events.length], ['interrupted', 4]);
  const more = await store.resume('r1', 4);
  assert.equal((await store.list())[0]?.status, 'interrupted');
  const events = later(resumed, iteration(2), replied('b'), answer('It is.'), finished());
  for (const event of events.slice(0, 3)) more.append(event);
  const [running] = await store.list();
  assert.deepEqual([running?.status, running?.rootModel], ['running', 'other']);
  assert.equal((await store.read('r1')).length, 7);
  for (const event of events.slice(3)) more.append(event);
  await more.close();
  const whole = await readWholeRun(run.folder);
  assert.deepEqual(
    whole.events.map(({ seq }) => seq),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  assert.deepEqual([whole.summary.status, whole.models.root], ['answered', 'other']);
  assert.equal(whole.summary.answer, 'It is.');
});

test('one that is cut off again has spent both parts, and lasted as long as both', async (t) => {
  const { store, run, later, reopen } = await cutOff(t);
  await readWholeRun(run.folder);
  const more = await store.resume('r1', 4);
  for (const event of later(resumed, iteration(2), replied('b'))) more.append(event);
  await more.close();
  const [listed] = await reopen().store.list();
  assert.deepEqual([listed?.status, listed?.costUsd], ['interrupted', 1]);
  const end = (await readWholeRun(run.folder)).events.at(-1);
  assert.equal(end?.type === 'run.finished' && end.durationMs, 3_000 + 2_000);
});

test('what is left of a torn last line is written over, a lost line end put back', async (t) => {
  for (const damage of ['{"seq":5,"at":10', 'lost end'] as const) {
    await t.test(damage, async (one) => {
      const { run, store, later } = await cutOff(one);
      await readWholeRun(run.folder);
      if (damage === 'lost end') await truncate(run.events, (await stat(run.events)).size - 1);
      else await appendFile(run.events, damage);
      const more = await store.resume('r1', 4);
      for (const event of later(resumed, finished())) more.append(event);
      await more.close();
      const lines = (await readFile(run.events, 'utf8')).trimEnd().split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line).seq),
        [1, 2, 3, 4, 5, 6],
      );
    });
  }
});

test('while a process has the run, or when one has added to it, nothing goes on', async (t) => {
  const { store, run, folder } = await cutOff(t);
  await readWholeRun(run.folder);
  await assert.rejects(store.resume('r1', 3), RunGoesOn);
  assert.equal(await isLocked(run.lock), false, 'the lock is given back');
  const report = (): void => assert.fail();
  const one = await resumeRecord(run, 4, report);
  await assert.rejects(resumeRecord(run, 4, report), RunGoesOn);
  await one.close();
  const again = await store.resume('r1', 4);
  await assert.rejects(store.resume('r1', 4), RunGoesOn);
  await assert.rejects(store.delete('r1'), /still going on/);
  await again.close();
  assert.deepEqual((await readdir(path.join(folder, 'r1'))).sort(), ['events.jsonl', 'texts']);
});

test('of many that claim a lock, one gets it; that of a dead process is no obstacle', async (t) => {
  const { run } = await cutOff(t);
  const pid = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
  await writeFile(run.lock, JSON.stringify({ pid, start: '1', at: Date.now() }));
  for (let round = 0; round < 5; round += 1) {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimLock(run.lock)));
    assert.deepEqual(claims.filter(Boolean), [true]);
    assert.equal(await isLocked(run.lock), true);
    await releaseLock(run.lock);
  }
  assert.deepEqual(
    (await readdir(run.folder)).filter((name) => name.startsWith('lock')),
    [],
  );
});

test('states come back as they were; the oldest go where they are too many', async (t) => {
  const { store, run } = await cutOff(t);
  await readWholeRun(run.folder);
  const place = (iterations: number, tree = '') => ({ run: tree, iteration: iterations, cell: 1 });
  const writer = await store.resume('r1', 4);
  writer.keepState(place(1), Buffer.from('first'));
  writer.keepState(place(1, '2.1'), Buffer.from('child'));
  await writer.flush();
  assert.equal(Buffer.from((await readState(run, place(1))) ?? []).toString(), 'first');
  assert.equal(Buffer.from((await readState(run, place(1, '2.1'))) ?? []).toString(), 'child');
  assert.equal(await readState(run, place(2)), null);
  await writer.close();
  for (const name of await readdir(run.states)) await utimes(path.join(run.states, name), 1, 1);
  await keepState(run, place(3), Buffer.alloc(10), 12);
  assert.equal((await readState(run, place(3)))?.length, 10);
  assert.equal(await readState(run, place(1)), null);
});

test('no request leaves before what was recorded is on the disk', async (t) => {
  const { store, folder } = await makeStore(t);
  const run = await store.create('r1');
  const lines = async () =>
    (await readFile(path.join(folder, 'r1', 'events.jsonl'), 'utf8')).split('\n').length - 1;
  let asked = 0;
  const model: Model = {
    provider: 'openai',
    facts: () => ({ window: null, maxOutput: null, price: null }) as never,
    complete: async () => {
      asked = await lines();
      return { text: '' } as ModelReply;
    },
  };
  for (const event of eventsOf(started('r1'), iteration(1), replied('x'.repeat(9_000))))
    run.append(event);
  await afterRecord(model, run).complete({} as never);
  assert.equal(asked, 3);
  await run.close();
});

test('replies that a fork has taken over are not what it has spent', async (t) => {
  const { store } = await makeStore(t);
  const kept = { ...replied('a'), kept: true } as RunEventBody;
  await record(store, 'r1', eventsOf(started('r1'), iteration(1), kept, replied('b')));
  const [listed] = await store.list();
  assert.equal(listed?.costUsd, 0.5);
});
