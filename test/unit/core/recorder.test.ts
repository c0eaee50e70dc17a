import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SandboxFailed } from '../../../src/core/errors.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/events.ts';
import { RecordBound } from '../../../src/core/recordBound.ts';
import { Recorder } from '../../../src/core/recorder.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';
import { after, cell, runScripted, ScriptedModel } from './support.ts';

const usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  estimated: false,
  models: {},
};

function open() {
  const events: RunEvent[] = [];
  const recorder = new Recorder(
    {
      clock: { now: () => 1, after },
      emit: (event) => events.push(event),
      reportBug: (error) => assert.fail(error),
    },
    new RecordBound(() => {}),
    () => usage,
  );
  const told = () => events.map(({ run, type }) => `${run || 'root'} ${type}`);
  return { events, recorder, told };
}

const started = (call: number | null): RunEventBody => ({
  type: 'run.started',
  runId: 'r',
  question: '?',
  call,
  context: { kind: 'string', chars: 0, items: 0, lines: 0, label: '', sources: [] },
  options: javascriptOptions,
  models: { root: 'm', sub: 'm', provider: 'demo' },
});
const at = { iteration: 1, cell: 1 };
const cellStarted: RunEventBody = { type: 'cell.started', ...at, code: 'x' };
const called = (call: number): RunEventBody => ({
  type: 'call.started',
  ...{ call, kind: 'rlm', model: 'm', promptChars: 1, promptSha256: '', prompt: 'x' },
  ...{ ...at, name: 'rlm_query', batch: null },
});
const callEnded = (call: number): RunEventBody => ({
  type: 'call.finished',
  ...{ call, status: 'ok', response: '', responseChars: 0, usage: null, costUsd: null },
  ...{ durationMs: 0, error: null },
});
const cellEnded: RunEventBody = {
  type: 'cell.finished',
  ...{ ...at, status: 'ok', output: '', outputChars: 0, error: null, durationMs: 0 },
};
const ended: RunEventBody = {
  type: 'run.finished',
  ...{ status: 'answered', reason: null, limit: null, usage, costUsd: 0, durationMs: 0 },
  ...{ coverage: 0, error: null },
};
const answer: RunEventBody = { type: 'answer', text: 'yes', citations: [] };

/** A root whose cell waits for two children, the first of which runs a cell. */
const tree: readonly (readonly [run: string, body: RunEventBody])[] = [
  ['', started(null)],
  ['', cellStarted],
  ['', called(1)],
  ['', called(2)],
  ['1', started(1)],
  ['2', started(2)],
  ['1', cellStarted],
  ['1', called(1)],
];
const [child1, child2] = [
  ['1 call.finished', '1 cell.finished', '1 run.finished'],
  ['2 run.finished'],
];
const calls = [...child1, 'root call.finished', ...child2, 'root call.finished'];

const lasts: readonly (readonly [what: string, body: RunEventBody, first: readonly string[]])[] = [
  ['of a call', callEnded(1), child1],
  ['of a cell', cellEnded, calls],
  ['of a run', ended, [...calls, 'root cell.finished']],
  ['that an answer is', answer, [...calls, 'root cell.finished']],
];

for (const [what, body, first] of lasts) {
  test(`before the end ${what}, all that is open in it ends`, () => {
    const { recorder, told, events } = open();
    for (const [run, each] of tree) recorder.record(run, each);
    recorder.record('', body);
    assert.deepEqual(told().slice(tree.length), [...first, `root ${body.type}`]);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
  });
}

test('what is told of something that has ended is not recorded', () => {
  const { recorder, told } = open();
  for (const [run, each] of tree) recorder.record(run, each);
  recorder.record('', callEnded(1));
  const before = told().length;
  recorder.record('1', { type: 'notice', text: 'late' });
  recorder.record('1', cellEnded);
  recorder.record('', callEnded(1));
  assert.equal(told().length, before);
  recorder.record('', ended);
  const whole = told();
  assert.equal(whole.at(-1), 'root run.finished');
  recorder.record('', { type: 'notice', text: 'late' });
  recorder.record('2', { type: 'notice', text: 'late' });
  recorder.record('', { type: 'model.delta', iteration: 1, text: 'late' });
  recorder.record('3', started(2));
  assert.deepEqual(told(), whole);
});

test('a cell whose sandbox dies ends with what the sandbox says', async () => {
  const { events } = await runScripted({
    model: new ScriptedModel([cell('a')]),
    cells: { a: () => Promise.reject(new SandboxFailed('it is gone')) },
  });
  const end = events.find(({ type }) => type === 'cell.finished');
  assert.ok(end?.type === 'cell.finished');
  assert.equal(end.error?.name, 'SandboxFailed');
});

test('a cell ends in the record when the calls that it left under way have', async () => {
  const late = () => new Promise<string>((resolve) => void after(20, () => resolve('late')));
  const { events } = await runScripted({
    model: new ScriptedModel([cell('a')], late),
    cells: {
      a: (query) => {
        query({ prompt: 'x' }).catch(() => {});
        return { final: 'yes' };
      },
    },
  });
  const [call] = events.filter(({ type }) => type === 'call.finished');
  assert.ok(call?.type === 'call.finished');
  assert.deepEqual([call.status, call.response], ['ok', 'late']);
});
