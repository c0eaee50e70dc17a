import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Figure } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { makeLog } from './sampleText.ts';
import { measureProcess } from './wholeProcess.ts';
import { question, type Workplace } from './workplace.ts';

/** From before the process starts to its first request at the server. */
export async function benchStart({
  folder,
  dist,
  model,
  runs,
}: Workplace): Promise<readonly Figure[]> {
  const file = path.join(folder, 'small.log');
  await writeFile(file, makeLog(1_000_000));
  const untilRequest = async (args: readonly string[]): Promise<number> => {
    const { startedAt } = await measureProcess(args, { cwd: folder });
    const [first] = await model.take();
    if (first === undefined) throw new Error('There was no request.');
    return first.startedAt - startedAt;
  };
  const cli = path.join(dist, 'cli.js');
  const ask = [cli, 'ask', '--file', file, '--base-url', model.url, '--root-model', 'start'];
  const bareLoop = path.join(folder, 'bareProcess.cjs');
  const { ours, bare } = await measurePairs(
    runs(15),
    () => untilRequest([...ask, '--json', question]),
    () => untilRequest([bareLoop, model.url, 'start', file, question]),
  );
  const subject = 'start of the runner to its first request';
  return [{ subject, unit: 'ms', ours, bare, goal: { times: 2.5 } }];
}
