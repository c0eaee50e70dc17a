import { test } from 'node:test';
import * as attacks from '../adversarial/pythonAttacks.ts';
import { type Survival, survive, tableOf } from '../adversarial/survival.ts';

for (const [kind, list] of Object.entries(attacks)) {
  test(`containment: ${kind}`, { timeout: 600_000 }, async (t) => {
    const rows: Survival[] = [];
    for (const attack of list) rows.push(await survive(t, 'python', attack));
    for (const line of tableOf(kind, rows)) t.diagnostic(line);
  });
}
