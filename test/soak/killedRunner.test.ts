// The runner, killed a hundred times at moments that a seed chooses, fifty in each language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killedRuns } from '../support/killedRuns.ts';

const runs = 50;
const seed = Number(process.env.SOAK_SEED ?? 1);

test('a run that is killed at any of 100 moments goes on to the same answer, nothing paid twice', {
  timeout: 1_800_000,
}, async (t) => {
  t.diagnostic('language     runs  kills  requests  sent again  paid twice  other answers');
  for (const language of ['javascript', 'python'] as const) {
    const { undisturbed, killed } = await killedRuns(language, runs, seed);
    const sum = (of: (run: (typeof killed)[number]) => number): number =>
      killed.reduce((total, run) => total + of(run), 0);
    const others = killed.filter(({ answer }) => answer !== undisturbed.answer).length;
    const paidTwice = killed.flatMap((run) => run.paidTwice);
    t.diagnostic(
      [
        language.padEnd(11),
        String(runs).padStart(5),
        String(sum(({ kills }) => kills)).padStart(6),
        String(sum(({ requests }) => requests)).padStart(9),
        String(sum(({ sentAgain }) => sentAgain)).padStart(11),
        String(paidTwice.length).padStart(11),
        String(others).padStart(14),
      ].join(' '),
    );
    assert.deepEqual([paidTwice, others], [[], 0]);
  }
});
