import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import { limitOfEnd, optionsOf } from '../../../src/core/recording.ts';
import { cell, runScripted, ScriptedModel, usage } from './support.ts';

test("a run of an earlier version has the defaults of options that it didn't know", async () => {
  const { events } = await runScripted({
    model: new ScriptedModel([cell('look'), 'FINAL(done)']),
    options: { maxIterations: 7, reasoningEffort: { root: 'high', sub: 'low' } },
    cells: { look: () => ({ output: 'x' }) },
  });
  assert.deepEqual(optionsOf(events).reasoningEffort, { root: 'high', sub: 'low' });
  const older = events.map((event): RunEvent => {
    if (event.type !== 'run.started') return event;
    const { reasoningEffort: _, language: __, ...options } = event.options;
    return { ...event, options: options as typeof event.options };
  });
  const { reasoningEffort, language, maxIterations } = optionsOf(older);
  assert.deepEqual(reasoningEffort, { root: 'off', sub: 'off' });
  assert.deepEqual([language, maxIterations], ['javascript', 7]);
});

for (const { kind, status } of [
  { kind: 'stop', status: 'cancelled' },
  { kind: 'finish', status: 'limit' },
] as const) {
  test(`a run that got no more money, but "${kind}", ended at its limit of cost`, async () => {
    const looks = Array.from({ length: 6 }, () => cell('look'));
    const model = new ScriptedModel([...looks, 'FINAL(done)'], () => 'reply', {
      price: { input: 1, cachedInput: 1, output: 1 },
      window: null,
      maxOutput: 100,
    });
    model.tokens = usage(1_000, 100);
    const { events } = await runScripted({
      model,
      options: { maxCostUsd: 0.004 },
      onBudget: async () => ({ kind }),
      cells: { look: () => ({ output: 'x' }) },
    });
    const end = events.find(({ type }) => type === 'run.finished');
    assert.equal(end?.type === 'run.finished' && end.status, status);
    assert.equal(limitOfEnd(events), 'cost');
  });
}

test('a run that was stopped after it got more money was ended by no limit', () => {
  const asks = { type: 'notice', text: 'The run waits.', asks: true } as const;
  const raised = { type: 'budget.raised', maxCostUsd: 2 } as const;
  const ended = {
    type: 'run.finished',
    status: 'cancelled',
    limit: null,
    reason: 'The run was stopped.',
  } as const;
  const numbered = (...bodies: readonly object[]) =>
    bodies.map((body, at) => ({ run: '', seq: at + 1, at, ...body }) as unknown as RunEvent);
  assert.equal(limitOfEnd(numbered(asks, ended)), 'cost');
  assert.equal(limitOfEnd(numbered(asks, raised, ended)), null);
  assert.equal(limitOfEnd(numbered(asks)), null);
});
