import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cell, runScripted, ScriptedModel } from './support.ts';

const limits = { timeout: 30_000 };
const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

test(
  'an answer that a cell has submitted is the answer, though the time is up before the next cell',
  limits,
  async () => {
    const { result, events } = await runScripted({
      model: new ScriptedModel([`${cell('answer')}\n${cell('late')}`, 'FINAL(another)']),
      options: { timeoutSeconds: 1 },
      cells: {
        answer: async (_call, signal) => {
          await untilStopped(signal);
          return { final: 'the answer' };
        },
        late: () => ({ status: 'killed' }),
      },
    });
    assert.deepEqual([result.status, result.answer], ['answered', 'the answer']);
    const ends = events.flatMap((event) => (event.type === 'cell.finished' ? [event.status] : []));
    assert.deepEqual(ends, ['ok', 'skipped']);
  },
);

test(
  'what sub-models have read in a cell that the time limit ends counts as read',
  limits,
  async () => {
    const { result, environment } = await runScripted({
      model: new ScriptedModel([cell('ask'), 'FINAL(best)']),
      options: { timeoutSeconds: 1 },
      cells: {
        ask: async (call, signal) => {
          await call({ prompt: 'two' });
          await untilStopped(signal);
          return { status: 'killed' };
        },
      },
    });
    assert.equal(result.status, 'limit');
    assert.ok(environment?.covered.includes('two'));
  },
);
