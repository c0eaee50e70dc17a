import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offeredAmount } from '../../../../src/vscode/asking/moreMoney.ts';

test('as much again is offered, and more only where the next call needs it', () => {
  const cases = [
    { maxCostUsd: 0.4, spentUsd: 0.22, wantedUsd: 0.22, offered: 0.4 },
    { maxCostUsd: 1, spentUsd: 0.99, wantedUsd: 0.02, offered: 1 },
    { maxCostUsd: 0.01, spentUsd: 0, wantedUsd: 0.22, offered: 0.43 },
    { maxCostUsd: 0.0001, spentUsd: 0, wantedUsd: 0.0003, offered: 0.0005 },
    { maxCostUsd: 0, spentUsd: 0, wantedUsd: 0.05, offered: 0.1 },
  ];
  for (const { offered, ...facts } of cases) assert.equal(offeredAmount(facts), offered);
});

test('what is offered pays for the call that was wanted', () => {
  for (const maxCostUsd of [0, 0.003, 0.4, 20]) {
    for (const wantedUsd of [0.00007, 0.013, 0.3, 41]) {
      const facts = { maxCostUsd, spentUsd: maxCostUsd / 2, wantedUsd };
      assert.ok(facts.spentUsd + wantedUsd <= maxCostUsd + offeredAmount(facts));
    }
  }
});
