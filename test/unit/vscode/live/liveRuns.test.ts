import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { deferred } from '../../../../src/core/deferred.ts';
import type { RunEventBody, RunResult, StoredEvent } from '../../../../src/core/events.ts';
import { RunStore } from '../../../../src/runs/runStore.ts';
import type { AskEngine } from '../../../../src/vscode/live/liveRuns.ts';
import { javascriptOptions } from '../../../support/javascriptRun.ts';
import { ScriptedModel, textContext } from '../../core/support.ts';

/** All of the editor's that the runs of a window use. */
const editor = `export class EventEmitter {
  #listeners = new Set();
  event = (listener) => { this.#listeners.add(listener); return { dispose() {} }; };
  fire(value) { for (const listener of this.#listeners) listener(value); }
  dispose() {}
}`;
registerHooks({
  resolve: (name, context, next) =>
    name === 'vscode'
      ? { url: `data:text/javascript,${encodeURIComponent(editor)}`, shortCircuit: true }
      : next(name, context),
});
const { LiveRuns } = await import('../../../../src/vscode/live/liveRuns.ts');

const request = {
  runId: 'r1',
  question: 'What?',
  context: textContext('one'),
  options: javascriptOptions,
  model: new ScriptedModel([]),
};
const notice = (text: string): RunEventBody => ({ type: 'notice', text });

/** The runs of a window with one run, whose engine tells what it is told to. */
async function open(t: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rlm-live-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const faults: string[] = [];
  const store = new RunStore(folder, { onFault: (sentence) => faults.push(sentence) });
  const ended = deferred<RunResult>();
  let seq = 0;
  let tell: (body: RunEventBody) => void = () => {};
  const ask: AskEngine = (_, emit) => {
    tell = (body) => emit({ seq: ++seq, at: seq, run: '', ...body });
    return ended.promise;
  };
  const runs = new LiveRuns(store, ask);
  t.after(() => runs.dispose());
  const appended: StoredEvent[] = [];
  runs.onDidAppend(({ event }) => appended.push(event));
  const run = await runs.start(request);
  const file = (name: string) => path.join(folder, 'r1', name);
  const recorded = () => readFileSync(file('events.jsonl'), 'utf8').split('\n').filter(Boolean);
  const isLocked = () => existsSync(file('lock'));
  return {
    runs,
    run,
    ended,
    appended,
    faults,
    recorded,
    isLocked,
    tell: (body: RunEventBody) => tell(body),
  };
}

test('what a run tells is in its folder before the folder is let go of', async (t) => {
  const { run, ended, recorded, isLocked, faults, tell } = await open(t);
  for (let at = 0; at < 200; at += 1) tell(notice(`${at} ${'x'.repeat(5_000)}`));
  assert.equal(isLocked(), true);
  ended.resolve({} as RunResult);
  while (isLocked()) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(recorded().length, 200);
  await run.outcome;
  assert.deepEqual(faults, []);
});

test('a window that goes away stops its runs, and records nothing of them any more', async (t) => {
  const { runs, run, ended, appended, recorded, isLocked, faults, tell } = await open(t);
  tell(notice('before'));
  const released = runs.release();
  assert.equal(run.signal.aborted, true);
  tell(notice('after'));
  await released;
  tell(notice('long after'));
  assert.equal(isLocked(), false);
  ended.resolve({} as RunResult);
  await run.outcome;
  assert.deepEqual(
    recorded().map((line) => JSON.parse(line).text),
    ['before'],
  );
  assert.equal(appended.length, 1);
  assert.deepEqual(faults, []);
});
