import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Language } from '../../src/core/options.ts';
import { Chance } from '../adversarial/random.ts';
import { type KilledRun, killAndResume } from './killedRunner.ts';

/** Kills of one run at most. */
const mostKills = 3;
const atOnce = 2;

/** One run that nothing disturbs, and so many that are killed and resumed. */
export async function killedRuns(
  language: Language,
  count: number,
  seed: number,
): Promise<{ readonly undisturbed: KilledRun; readonly killed: readonly KilledRun[] }> {
  const undisturbed = await inFolder((folder) => killAndResume(folder, language, 0, () => 0));
  const killed: KilledRun[] = [];
  for (let start = 0; start < count; start += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, count - start) }, (_, at) => start + at);
    killed.push(
      ...(await Promise.all(
        numbers.map((number) => {
          const chance = new Chance(seed * 1_000 + number);
          return inFolder((folder) =>
            killAndResume(folder, language, mostKills, () => chance.next()),
          );
        }),
      )),
    );
  }
  return { undisturbed, killed };
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-killed-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
