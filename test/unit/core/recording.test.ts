import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import { optionsOf } from '../../../src/core/recording.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

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
