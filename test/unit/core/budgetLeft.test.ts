import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

const ask = { name: 'budget', prompt: '' } as const;
const finished = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'cell.finished' ? [event.budgets] : []));

test('code is told what is left, for nothing, and a record holds what it was told', async () => {
  const price = { input: 1_000, cachedInput: 1_000, output: 0 };
  const model = new ScriptedModel([cell('look'), cell('ask'), 'FINAL(ok)'], () => 'r', {
    ...{ price, window: null, maxOutput: null },
  });
  const heard: unknown[] = [];
  const { result, events } = await runScripted({
    model,
    options: {
      maxIterations: 9,
      maxSubcalls: 7,
      maxCostUsd: 5,
      maxTokens: 4_000,
      maxOutputTokens: 100,
    },
    cells: {
      look: () => ({}),
      ask: async (call) => {
        const hear = async () => void heard.push(JSON.parse(await call(ask)));
        await hear();
        await hear();
        await call({ prompt: 'p' });
        await hear();
        return {};
      },
    },
  });
  // Each reply has taken 110 tokens, 100 of them at $1,000 a million.
  const before = { turns: 7, subcalls: 7, costUsd: 4.8, tokens: 3_780 };
  const after = { turns: 7, subcalls: 6, costUsd: 4.7, tokens: 3_670 };
  const rounded = JSON.parse(
    JSON.stringify(heard, (_, value) =>
      typeof value === 'number' ? Number(value.toFixed(6)) : value,
    ),
  );
  assert.deepEqual(rounded, [before, before, after]);
  assert.deepEqual(result.calls, { llm: 1, rlm: 0, memo: 0 });
  assert.equal(events.filter(({ type }) => type === 'call.started').length, 1);
  const [none, told = []] = finished(events);
  assert.equal(none, undefined);
  assert.deepEqual(
    told.map(({ times, subcalls }) => [times, subcalls]),
    [
      [2, 7],
      [1, 6],
    ],
  );
  assert.deepEqual(
    told.flatMap(({ times, ...left }) => Array(times).fill(left)),
    heard,
  );
});

test('without a limit, or with a price that is unknown, it is null; without sub-calls none are left', async () => {
  const heard: unknown[] = [];
  const hear = {
    hear: async (call: (request: typeof ask) => Promise<string>) => {
      heard.push(JSON.parse(await call(ask)));
      return {};
    },
  };
  const unknown = { price: null, window: null, maxOutput: null };
  await runScripted({
    model: new ScriptedModel([cell('hear'), 'FINAL(ok)'], () => '', unknown),
    options: { maxIterations: 1, maxDepth: 0, maxCostUsd: 1, maxTokens: null },
    cells: hear,
  });
  await runScripted({
    model: new ScriptedModel([cell('hear'), 'FINAL(ok)']),
    options: { maxCostUsd: null },
    cells: hear,
  });
  assert.deepEqual(heard, [
    { turns: 0, subcalls: 0, costUsd: null, tokens: null },
    { turns: 49, subcalls: 500, costUsd: null, tokens: null },
  ]);
});

test('however often code asks, the record stays short', async () => {
  const { events } = await runScripted({
    model: new ScriptedModel([cell('ask'), 'FINAL(ok)']),
    cells: {
      ask: async (call) => {
        for (let time = 0; time < 5_000; time += 1) await call(ask);
        return {};
      },
    },
  });
  assert.deepEqual(
    finished(events)[0]?.map(({ times }) => times),
    [5_000],
  );
});
