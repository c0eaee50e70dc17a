// Panel and history add the same events up, each on its own way: the figures are the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEventBody } from '../../../src/core/events.ts';
import { RunTally } from '../../../src/runs/runSummary.ts';
import { countCalls } from '../../../src/trajectory/activity.ts';
import { applyEvent, emptyTrajectory } from '../../../src/trajectory/applyEvent.ts';
import { known, spentBy, spentInRun } from '../../../src/trajectory/costs.ts';
import { totalsOf } from '../../../src/trajectory/totals.ts';
import { deepRun } from '../../support/longRecordings.ts';
import { recordings } from '../../support/sampleEvents.ts';
import { troubledRun } from '../../support/troubledRun.ts';
import { callFinished, callStarted, eventsOf, replied, started } from '../runs/support.ts';

const all = { ...recordings, deep: () => deepRun(3), troubled: troubledRun };

for (const [name, make] of Object.entries(all)) {
  test(`the history sums "${name}" up as the panel does`, () => {
    const tally = new RunTally('one');
    const model = emptyTrajectory();
    for (const event of make().events) {
      if (event.type === 'model.delta') continue;
      // The end brings sums of its own.
      if (event.type === 'run.finished') continue;
      tally.add(event);
      applyEvent(model, event);
    }
    const { calls, costUsd, iterations, tokens } = tally.summary();
    const rows = [...model.costs.values()];
    assert.equal(calls, countCalls(model).calls);
    assert.equal(costUsd?.toFixed(9), known(spentBy(rows))?.toFixed(9));
    assert.equal(iterations, model.runs.get('')?.iterations.length);
    assert.equal(
      tokens,
      rows.reduce((sum, row) => sum + row.inputTokens + row.outputTokens, 0),
    );
  });
}

test('what a fork took over was paid by the run that was forked, for the history and the panel', () => {
  const usage = { inputTokens: 100, cachedInputTokens: 0, outputTokens: 10, estimated: false };
  const place = { iteration: 1, cell: 1 } as const;
  const bodies = [
    { ...started('fork'), forks: { runId: 'first', iteration: 1 } },
    { type: 'iteration.started', iteration: 1 },
    { ...replied('Look.', 0.5), kept: true },
    { type: 'cell.started', ...place, code: 'ask()' },
    callStarted(1),
    { ...callFinished(1, 0.25), usage, kept: true },
    { type: 'iteration.started', iteration: 2 },
    { ...replied('Look again.', 0.125), iteration: 2 },
  ] as RunEventBody[];
  const tally = new RunTally('fork');
  const model = emptyTrajectory();
  for (const event of eventsOf(...bodies)) {
    tally.add(event);
    applyEvent(model, event);
  }
  const { costUsd, tokens, parent } = tally.summary();
  assert.deepEqual([costUsd, tokens, parent], [0.125, 110, 'first']);
  const { costUsd: ofPanel, tokens: ofRows } = totalsOf(model);
  assert.deepEqual([ofPanel, ofRows], [0.125, 110]);
  const run = model.runs.get('');
  assert.ok(run !== undefined);
  assert.equal(known(spentInRun(run, model.runs)), 0.125, 'and by iterations, too');
});
