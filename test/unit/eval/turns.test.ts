import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import { defaultOptions, type Language } from '../../../src/core/options.ts';
import { noTurns, TurnCounter } from '../../eval/turns.ts';

const head = { seq: 1, at: 0, run: '', iteration: 1 };
const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false };

const replied = (text: string, purpose: 'iteration' | 'answer' = 'iteration'): RunEvent => ({
  ...head,
  type: 'model.replied',
  purpose,
  text,
  usage,
  costUsd: 0,
  durationMs: 1,
});

const finished = (status: 'ok' | 'error' | 'timeout' | 'skipped'): RunEvent => ({
  ...head,
  type: 'cell.finished',
  cell: 1,
  status,
  output: '',
  outputChars: 0,
  error: null,
  durationMs: 1,
});

const started = (language: Language): RunEvent => ({
  ...head,
  type: 'run.started',
  runId: 'eval',
  question: 'What?',
  context: { kind: 'string', chars: 0, items: 1, lines: 0, label: '', sources: [] },
  options: { ...defaultOptions, language },
  models: { root: 'r', sub: 's', provider: 'openai' },
});

const countIn = (language: Language, ...events: readonly RunEvent[]) => {
  const counter = new TurnCounter();
  for (const event of [started(language), ...events]) counter.take(event);
  return counter.turns;
};
const count = (...events: readonly RunEvent[]) => countIn('javascript', ...events);

test('a reply with a cell or an answer keeps to the protocol', () => {
  const turns = count(replied('```repl\nprint(1)\n```'), replied('Done.\nFINAL(12)'));
  assert.deepEqual(turns, { ...noTurns, turns: 2 });
});

test('a reply with neither, and one with a block that is not run, break it', () => {
  const turns = count(
    replied('I will think about it.'),
    replied('```python\nprint(1)\n```'),
    replied('```repl\nprint(1)\n```\n```text\nas a note\n```'),
  );
  assert.deepEqual(turns, { ...noTurns, turns: 3, broken: 3, idle: 2, mislabelled: 2 });
});

test('which blocks run goes by the language of the run', () => {
  const replies = [replied('```python\nprint(1)\n```'), replied('```js\nprint(1)\n```')];
  assert.equal(countIn('python', ...replies).mislabelled, 1);
  assert.equal(countIn('javascript', ...replies).mislabelled, 1);
  assert.equal(countIn('python', replies[0] as RunEvent).broken, 0);
});

test('what is asked for at a limit is no turn', () => {
  assert.deepEqual(count(replied('As far as I have seen: 12.', 'answer')), noTurns);
});

test('failed cells are counted apart, skipped ones not at all', () => {
  const turns = count(finished('ok'), finished('error'), finished('timeout'), finished('skipped'));
  assert.deepEqual(turns, { ...noTurns, cells: 3, failedCells: 2 });
});

test('an answer in prose is refused where another reply of the same run follows', () => {
  const early = '```repl\nprint(1)\n```\nFINAL(12)';
  assert.equal(count(replied(early), replied('FINAL(12)')).refused, 1);
  assert.equal(count(replied(early)).refused, 0);
  const ofChild = { ...replied('FINAL(1)'), run: '1' };
  assert.equal(count(ofChild, replied('FINAL(2)')).refused, 0);
  assert.equal(count(replied(early), replied('Then: 12.', 'answer')).refused, 0);
});

test('calls that failed are counted', () => {
  const call = (status: 'ok' | 'error' | 'memo'): RunEvent => ({
    ...head,
    type: 'call.finished',
    call: 1,
    status,
    response: '',
    responseChars: 0,
    usage: null,
    costUsd: 0,
    durationMs: 1,
    error: null,
  });
  assert.equal(count(call('ok'), call('error'), call('memo')).failedCalls, 1);
});
