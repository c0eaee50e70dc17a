import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import type { Language } from '../../../src/core/options.ts';
import { countTurns, noTurns } from '../../eval/turns.ts';

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

const countIn = (language: Language, ...events: readonly RunEvent[]) =>
  events.reduce((turns, event) => countTurns(turns, event, language), noTurns);
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
