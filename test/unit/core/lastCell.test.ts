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

for (const how of ['the time limit', 'Stop'] as const) {
  test(
    `what a cell had drafted that ${how} ends is the answer where no other comes`,
    limits,
    async () => {
      const stop = new AbortController();
      const { result } = await runScripted({
        model: new ScriptedModel([cell('earlier'), `Some prose.\n${cell('draft')}`, '']),
        ...(how === 'Stop' ? { signal: stop.signal } : { options: { timeoutSeconds: 1 } }),
        cells: {
          earlier: () => ({ candidate: 'old' }),
          draft: async (_call, signal) => {
            if (how === 'Stop') stop.abort();
            else await untilStopped(signal);
            return { status: 'killed', candidate: 'half' };
          },
        },
      });
      assert.equal(result.status, how === 'Stop' ? 'cancelled' : 'limit');
      assert.equal(result.answer, 'half');
    },
  );
}

const crossings = {
  'the limit of sub-calls': { maxSubcalls: 1 },
  'the limit of failures in a row': { maxConsecutiveErrors: 1 },
  'the time limit': { timeoutSeconds: 1 },
} as const;
for (const [limit, options] of Object.entries(crossings)) {
  test(
    `what the cell has printed that reaches ${limit} is shown with the last question`,
    limits,
    async () => {
      const model = new ScriptedModel([cell('look'), 'FINAL(best)']);
      const { result } = await runScripted({
        model,
        options,
        cells: {
          look: async (call, signal) => {
            for (const prompt of ['one', 'two']) await call({ prompt }).catch(() => undefined);
            if (limit === 'the time limit') await untilStopped(signal);
            return { output: 'the deciding line', status: 'error' };
          },
        },
      });
      assert.deepEqual([result.status, result.answer], ['limit', 'best']);
      assert.match(model.requests.at(-1)?.messages.at(-1)?.content ?? '', /the deciding line/);
    },
  );
}

test(
  'a draft of the code is a better candidate than the prose of a later reply',
  limits,
  async () => {
    const { result } = await runScripted({
      model: new ScriptedModel([cell('draft'), 'Let me see what is left to do.', '']),
      options: { maxIterations: 2 },
      cells: { draft: () => ({ candidate: 'half' }) },
    });
    assert.deepEqual([result.status, result.answer], ['limit', 'half']);
  },
);
