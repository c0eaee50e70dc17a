import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellOutcome } from '../../../../src/protocol/sandbox.ts';
import { workerReaders } from '../../../../src/protocol/sandboxShapes.ts';
import { boundedOutcome } from '../../../../src/sandbox/worker/boundedOutcome.ts';

const outcome: CellOutcome = {
  status: 'ok',
  ...{ output: 'x', outputChars: 1, error: null, durationMs: 3 },
  ...{ final: null, candidate: null, notes: ['one'], variables: [] },
};

test('a cell of usual size is told of as it is', () => {
  assert.deepEqual(boundedOutcome(outcome), outcome);
});

test('of what is too much, the host is sent what it takes', () => {
  const long = 'x'.repeat(11_000_000);
  const bounded = boundedOutcome({
    ...outcome,
    error: { name: long, message: long, line: 2 },
    final: long,
    candidate: long,
    notes: Array.from({ length: 50 }, () => 'n'.repeat(5_000)),
    variables: Array.from({ length: 1_200 }, (_, at) => ({ name: `v${at}`, type: long, size: '' })),
  });
  assert.equal(bounded.notes.length, 21);
  assert.equal(bounded.notes[20], '30 more notes like these were left out.');
  assert.deepEqual([bounded.variables.length, bounded.variables[0]?.name], [1_000, 'v200']);
  assert.equal(bounded.final?.length, 10_000_000);
  assert.deepEqual(workerReaders.result('execute', bounded, null), bounded);
});
