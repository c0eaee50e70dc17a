import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunTally } from '../../../src/runs/runSummary.ts';
import { parseEvent } from '../../../src/runs/storedShapes.ts';
import { eventsOf, replied, started } from './support.ts';

const failed = {
  type: 'model.failed',
  iteration: 2,
  purpose: 'iteration',
  usage: {
    inputTokens: 900,
    cachedInputTokens: 0,
    cacheWriteTokens: 512,
    outputTokens: 30,
    estimated: true,
  },
  costUsd: 0.25,
  durationMs: 9,
} as const;

test('an interrupted run has spent what its requests without a reply have cost, too', () => {
  const tally = new RunTally('r');
  for (const event of eventsOf(started('r'), replied('one'), failed)) tally.add(event);
  const end = tally.interruption();
  assert.ok(end.type === 'run.finished');
  assert.equal(end.costUsd, 0.75);
  assert.deepEqual(
    [
      end.usage.inputTokens,
      end.usage.cacheWriteTokens,
      end.usage.outputTokens,
      end.usage.estimated,
    ],
    [1_000, 512, 40, true],
  );
});

test('a stored request without a reply is read, and refused where its figures are none', () => {
  const [event] = eventsOf(failed);
  assert.deepEqual(parseEvent(JSON.stringify(event)), event);
  assert.equal(parseEvent(JSON.stringify({ ...event, usage: null })), null);
});
