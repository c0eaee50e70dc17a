import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Figure } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { writeLog } from './sampleText.ts';
import { needle } from './scripts.ts';
import { measureProcess } from './wholeProcess.ts';
import type { Workplace } from './workplace.ts';

const source = `${needle} \\w+-\\d request=\\d+`;
const sizes = [
  { megabytes: 1, runs: 7 },
  { megabytes: 10, runs: 7 },
  { megabytes: 100, runs: 7 },
] as const;
/** Only with `--full`. */
const largest = { megabytes: 1_000, runs: 3 } as const;
const timeGoal = { times: 2 };
/** Below this size a process's memory is mostly Node's own. */
const leastForMemory = 100;
const timesTheFile = 3;

interface Measure {
  readonly total: number;
  /** Of loading and searching, the process's start not counted. */
  readonly ms: number;
  readonly peakMb: number;
}

/** Load and first `grep` of a file, in a process of its own, beside a loop that reads in windows. */
export async function benchSizes(place: Workplace): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { megabytes, runs } of place.isFull ? [...sizes, largest] : sizes) {
    const file = path.join(place.folder, `${megabytes}.log`);
    await writeLog(file, megabytes * 1e6);
    const { ours, bare } = await measurePairs(
      place.runs(runs),
      () => search(place, 'ours', file),
      () => search(place, 'bare', file),
    );
    await rm(file);
    const subject = `load and grep ${megabytes} MB`;
    const totals = new Set([...ours, ...bare].map(({ total }) => total));
    if (totals.size !== 1) throw new Error(`${subject}: ${[...totals].join(' or ')} matches.`);
    figures.push({
      subject: `${subject}, time`,
      unit: 'ms',
      ours: ours.map(({ ms }) => ms),
      bare: bare.map(({ ms }) => ms),
      goal: timeGoal,
    });
    if (megabytes < leastForMemory) continue;
    figures.push({
      subject: `${subject}, peak memory`,
      unit: 'MB',
      ours: ours.map(({ peakMb }) => peakMb),
      bare: bare.map(({ peakMb }) => peakMb),
      goal: { most: timesTheFile * megabytes },
    });
  }
  return figures;
}

async function search(
  { folder }: Workplace,
  side: 'ours' | 'bare',
  file: string,
): Promise<Measure> {
  const { stdout, peakMb } = await measureProcess(
    [path.join(folder, 'sizeProcess.cjs'), side, file, source],
    { cwd: folder, preload: path.join(folder, 'peakMemory.cjs') },
  );
  const { total, ms } = JSON.parse(stdout);
  return { total, ms, peakMb };
}
