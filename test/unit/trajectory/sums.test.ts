// Panel and history add the same events up, each on its own way: the figures are the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunTally } from '../../../src/runs/runSummary.ts';
import { countCalls } from '../../../src/trajectory/activity.ts';
import { applyEvent, emptyTrajectory } from '../../../src/trajectory/applyEvent.ts';
import { known, spentBy } from '../../../src/trajectory/costs.ts';
import { deepRun } from '../../support/longRecordings.ts';
import { recordings } from '../../support/sampleEvents.ts';
import { troubledRun } from '../../support/troubledRun.ts';

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
