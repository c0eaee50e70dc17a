import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellLabel, EnvironmentOptions } from '../../../src/core/environment.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { RunParts } from '../../../src/core/parts.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

/** A run with two children, and what their environments were given. */
async function runTree(runId: string) {
  const made: EnvironmentOptions[] = [];
  const labels: CellLabel[] = [];
  const parts = (given: RunParts): RunParts => ({
    ...given,
    createEnvironment(context, options, calls) {
      made.push(options);
      const environment = given.createEnvironment(context, options, calls);
      const execute = environment.execute.bind(environment);
      environment.execute = (code, label, signal) => {
        labels.push(label);
        return execute(code, label, signal);
      };
      return environment;
    },
  });
  const ask = { name: 'rlm_query' as const, context: 'part' };
  const { events } = await runScripted({
    ...{ runId, parts, options: { maxDepth: 2 } },
    model: new ScriptedModel([cell('ask'), 'FINAL(one)', 'FINAL(two)', 'FINAL(three)']),
    cells: {
      ask: async (call) => {
        await call({ ...ask, prompt: 'First?' });
        return { output: await call({ ...ask, prompt: 'Second?' }) };
      },
    },
  });
  return { made, labels, events };
}

const starts = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'run.started' ? [event] : []));

test('a record says its format, and the seed that each REPL of the tree was given', async () => {
  const { made, events } = await runTree('r1');
  const started = starts(events);
  const seeds = started.map(({ seed }) => seed);
  assert.equal(new Set(seeds).size, 3);
  assert.deepEqual(
    started.map(({ format }) => format),
    [1, 1, 1],
  );
  assert.deepEqual(
    made.map(({ seed }) => seed),
    seeds,
  );
  for (const seed of seeds) assert.ok(seed !== undefined && seed >>> 0 === seed, String(seed));
});

test('a run of the same id has the same seeds, another one others', async () => {
  const seedsOf = async (runId: string) =>
    starts((await runTree(runId)).events).map(({ seed }) => seed);
  assert.deepEqual(await seedsOf('r1'), await seedsOf('r1'));
  assert.notDeepEqual(await seedsOf('r1'), await seedsOf('r2'));
});

test('a cell is run with the time at which the record says that it began', async () => {
  const { labels, events } = await runTree('r1');
  const began = events.flatMap((event) => (event.type === 'cell.started' ? [event] : []));
  assert.deepEqual(
    labels,
    began.map(({ iteration, cell: number, at }) => ({ iteration, cell: number, at })),
  );
});
