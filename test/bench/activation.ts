import path from 'node:path';
import type { Figure } from './figures.ts';
import { measureProcess } from './wholeProcess.ts';
import type { Workplace } from './workplace.ts';

/** Loading the extension's bundle and activating it, in a fresh process each time. */
export async function benchActivation(place: Workplace): Promise<readonly Figure[]> {
  const { folder, dist, runs } = place;
  const args = [path.join(folder, 'activationProbe.cjs'), path.join(dist, 'extension.js')];
  const ours: number[] = [];
  await measureProcess(args, { cwd: folder });
  for (let run = 0; run < runs(15); run += 1) {
    const { stdout } = await measureProcess(args, { cwd: folder });
    ours.push(Number(stdout));
  }
  return [
    { subject: 'activation of the extension', unit: 'ms', ours, bare: null, goal: { most: 50 } },
  ];
}
