import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { importRun, readKeptLog } from '../../../../src/runs/import/importRun.ts';
import { RunStore } from '../../../../src/runs/runStore.ts';
import { readWholeRun } from '../../../../src/runs/wholeRun.ts';
import { exportEvents } from '../export/support.ts';
import { randomLog } from './randomLog.ts';

const runs = await mkdtemp(path.join(tmpdir(), 'rlm-import-'));
after(() => rm(runs, { recursive: true }));
const store = new RunStore(runs);

async function comeBack(log: string): Promise<string> {
  const { folder } = await importRun({ text: log, name: 'a.jsonl' }, store, runs);
  const whole = await readWholeRun(folder);
  assert.deepEqual(whole.faults, []);
  return exportEvents(whole.events, 'official', {
    keptLog: () => readKeptLog(whole.folder, whole.events),
  });
}

test('what came in goes out again to the last character, whatever the events have no place for', async () => {
  for (let seed = 1; seed <= 40; seed++)
    assert.equal(await comeBack(randomLog(seed)), randomLog(seed));
});

test('a run that was imported is listed, read and kept for its owner alone', async () => {
  const { runId, folder } = await importRun({ text: randomLog(7), name: 'a' }, store, runs);
  const listed = (await store.list()).find((run) => run.runId === runId);
  assert.ok(listed !== undefined && listed.status !== 'damaged' && listed.status !== 'running');
  assert.ok(listed.iterations > 0);
  for (const name of await readdir(folder)) {
    const { mode } = await stat(path.join(folder, name));
    if (process.platform !== 'win32') assert.equal(mode & 0o077, 0, name);
  }
});

test('once a run has gone on, its export is what it is by then', async () => {
  const { folder } = await importRun({ text: randomLog(9), name: 'a' }, store, runs);
  const whole = await readWholeRun(folder);
  const last = whole.events.at(-1);
  assert.ok(last !== undefined);
  const longer = [...whole.events, { ...last, seq: last.seq + 1 }];
  assert.equal(await readKeptLog(whole.folder, longer), null);
});

test('keys among the settings of a log are not kept', async () => {
  const settings = { model_name: 'gpt-5', api_key: 'very-secret', nested: { Auth_Token: 'also' } };
  const log = [
    { type: 'metadata', root_model: 'gpt-5', backend_kwargs: settings },
    { type: 'iteration', response: 'x', code_blocks: [], final_answer: 'y' },
  ];
  const text = log.map((line) => JSON.stringify(line)).join('\n');
  const back = await comeBack(text);
  assert.doesNotMatch(back, /very-secret|also/);
  assert.deepEqual(JSON.parse(back.split('\n')[0] ?? '').backend_kwargs, {
    model_name: 'gpt-5',
    api_key: '***',
    nested: { Auth_Token: '***' },
  });
  for (const name of await readdir(runs, { recursive: true })) {
    const file = path.join(runs, name);
    if ((await stat(file)).isFile())
      assert.doesNotMatch(await readFile(file, 'utf8'), /very-secret/);
  }
});
