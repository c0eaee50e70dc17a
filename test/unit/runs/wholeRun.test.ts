import assert from 'node:assert/strict';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { UnreadableFile } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import { readWholeRun } from '../../../src/runs/wholeRun.ts';
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

const long = (letter: string) => letter.repeat(5_000);

const longRun = (runId: string): RunEvent[] =>
  eventsOf(
    started(runId, long('Q')),
    iteration(1),
    replied(long('r')),
    callStarted(1, long('p')),
    { ...callFinished(1), response: long('p'), thoughts: long('\ud800') } as never,
    finished(),
  );

async function emptyFolder(test: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-whole-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a run is read from the path of its folder alone, long texts in place', async (t) => {
  const { store, folder } = await makeStore(t);
  const events = longRun('r1');
  await record(store, 'r1', events);
  const whole = await readWholeRun(path.join(folder, 'r1'));
  assert.deepEqual(whole.events, events);
  assert.equal(whole.started.question, long('Q'));
  assert.equal(whole.summary.status, 'answered');
  assert.deepEqual([whole.faults, whole.isRunning], [[], false]);
});

test('a folder that a person has renamed, or names by a link, is read like any other', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  const renamed = path.join(folder, 'my favourite run');
  await rename(path.join(folder, 'r1'), renamed);
  await symlink(renamed, path.join(folder, 'link'));
  for (const named of [renamed, `${renamed}/`, path.join(folder, 'link')]) {
    const { started: start, summary } = await readWholeRun(named);
    assert.deepEqual([start.runId, summary.runId], ['r1', 'r1']);
  }
});

test('a run that still goes on is read as far as it has come, and said to go on', async (t) => {
  const { store, folder } = await makeStore(t);
  const run = await store.create('r1');
  for (const event of longRun('r1').slice(0, 3)) run.append(event);
  await store.read('r1');
  const whole = await readWholeRun(path.join(folder, 'r1'));
  assert.deepEqual([whole.isRunning, whole.summary.status], [true, 'running']);
  assert.equal(whole.events.length, 3);
  await run.close();
  const closed = await readWholeRun(path.join(folder, 'r1'));
  assert.deepEqual([closed.isRunning, closed.summary.status], [false, 'interrupted']);
});

test('what is damaged is left out, and said: lines, texts that are gone or changed', async (t) => {
  const { store, folder } = await makeStore(t);
  await record(store, 'r1', longRun('r1'));
  const texts = path.join(folder, 'r1', 'texts');
  const [one, other] = (await readdir(texts)).sort();
  await rm(path.join(texts, one ?? ''));
  await writeFile(path.join(texts, other ?? ''), 'changed');
  const whole = await readWholeRun(path.join(folder, 'r1'));
  assert.equal(whole.faults.length, 2);
  assert.match(whole.faults[0]?.sentence ?? '', /^A text of run r1 \([0-9a-f]{64}\) can't be read/);
  const file = path.join(folder, 'r1', 'events.jsonl');
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, [...lines.slice(0, 2), '{"seq"', ...lines.slice(3)].join('\n'));
  const damaged = await readWholeRun(path.join(folder, 'r1'));
  assert.equal(damaged.events.length, 5);
  assert.match(damaged.faults[0]?.sentence ?? '', /^1 damaged line of run r1 /);
});

test('what is no folder of a run, or one of a later version, gets a sentence', async (t) => {
  const folder = await emptyFolder(t);
  const newer = JSON.stringify({ ...eventsOf(started('r'))[0], format: 2, question: { new: 1 } });
  const table: readonly [name: string, events: string | null, why: RegExp][] = [
    ['nothing', null, /" can't be read: it is not the folder of a run, which has a file "events/],
    ['empty', '', /: it was cut off before anything of the run was recorded\.$/],
    ['torn', '{"seq":1,"at":17', /: it was cut off before anything of the run was recorded\.$/],
    ['foreign', '{"level":"info","message":"hello"}\n', /its record is damaged/],
    ['binary', '\0\0\0\n', /its record is damaged/],
    ['newer', `${newer}\n`, /: a newer version of RLM has written it \(format 2; this one reads /],
  ];
  for (const [name, events, why] of table) {
    const run = path.join(folder, name);
    await mkdir(run);
    if (events !== null) await writeFile(path.join(run, 'events.jsonl'), events);
    await assert.rejects(readWholeRun(run), (error: Error) => {
      assert.ok(error instanceof UnreadableFile, name);
      assert.match(error.message, why);
      return true;
    });
    const left = await readFile(path.join(run, 'events.jsonl'), 'utf8').catch(() => null);
    assert.equal(left, events, `${name} is left as it was`);
  }
  await appendFile(path.join(folder, 'file'), '');
  await assert.rejects(readWholeRun(path.join(folder, 'file')), /it is not the folder of a run/);
  await assert.rejects(readWholeRun(path.join(folder, 'none')), /none" can't be read: it doesn't/);
});

test('a run of a later version is listed as one that cannot be read, with the reason', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  const file = path.join(folder, 'r1', 'events.jsonl');
  const lines = await readFile(file, 'utf8');
  await writeFile(file, lines.replace('"type":"run.started"', '$&,"format":2'));
  const [listed] = await store.list();
  assert.equal(listed?.status, 'damaged');
  const why = 'a newer version of RLM has written it (format 2; this one reads format 1).';
  assert.deepEqual(faults, [`Run r1 can't be read: ${why}`]);
  await assert.rejects(store.read('r1'), { message: `"run r1" can't be read: ${why}` });
});
