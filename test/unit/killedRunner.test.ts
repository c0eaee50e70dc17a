// The runner, killed at moments that a seed chooses and resumed until it is done: nothing is paid twice, and the
// answer is that of a run that nothing disturbed. `npm run soak` does the same a hundred times.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killedRuns } from '../support/killedRuns.ts';

for (const language of ['javascript', 'python'] as const) {
  test(`a run in ${language} that is killed at any of 5 moments goes on to the same answer`, {
    timeout: 300_000,
  }, async () => {
    const { undisturbed, killed } = await killedRuns(language, 5, 14);
    assert.match(undisturbed.answer, /^R\d+; 10; R/);
    for (const { answer, paidTwice, kills } of killed) {
      assert.deepEqual([answer, paidTwice], [undisturbed.answer, []], `${kills} kills`);
    }
    assert.ok(killed.some(({ kills }) => kills > 0));
  });
}
