import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEvaluator, openSession } from '../support.ts';

const limits = { timeout: 60_000 };
const left = { turns: 4, subcalls: 9, costUsd: 0.5, tokens: null };

test('budget() is there at once, awaited or not', limits, async () => {
  const { run } = await openEvaluator({ answer: () => JSON.stringify(left) });
  const { status, output } = await run(
    'print(budget().turns, (await budget()).costUsd, budget().tokens); print(budget())',
  );
  assert.deepEqual(
    [status, output],
    ['ok', '4 0.5 null\n{ turns: 4, subcalls: 9, costUsd: 0.5, tokens: null }\n'],
  );
});

test('where it is refused, the code is told, at its line', limits, async () => {
  const { run } = await openEvaluator({ answer: () => new RangeError('no') });
  const { error } = await run('let a = 1;\nbudget()');
  assert.deepEqual([error?.name, error?.message, error?.line], ['RangeError', 'no', 2]);
});

test('an answer is computed without it', limits, async () => {
  const { evaluator } = await openEvaluator({ answer: () => JSON.stringify(left) });
  const evaluated = await evaluator.evaluate('budget().turns');
  assert.equal(evaluated.kind, 'failed');
});

test(
  'a worker waits for it with calls under way, and is told the others after it',
  limits,
  async (t) => {
    const { run } = await openSession(t, {
      calls: async ({ name, prompt }) => {
        if (name === 'budget') return JSON.stringify(left);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return `reply to ${prompt}`;
      },
    });
    const { status, output } = await run(`
    const asked = llm_query_batched(['a', 'b']);
    const before = budget();
    const replies = await asked;
    print(before.turns, replies.join(), budget().subcalls);
  `);
    assert.deepEqual([status, output], ['ok', '4 reply to a,reply to b 9\n']);
  },
);

test('code that waits for it for ever can be stopped, and its REPL goes on', limits, async (t) => {
  const asked: string[] = [];
  const stop = new AbortController();
  const { run } = await openSession(t, {
    calls: ({ name }) => {
      asked.push(name);
      stop.abort();
      return new Promise(() => undefined);
    },
  });
  await run('const kept = 41');
  const { status } = await run('budget()', stop.signal);
  assert.deepEqual([status, asked], ['killed', ['budget']]);
  assert.equal((await run('print(kept + 1)')).output, '42\n');
});
