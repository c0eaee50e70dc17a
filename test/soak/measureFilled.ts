import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `filled.ts` measures in a process of its own. */
export async function measureFilled(
  workerPath: string,
  count: number,
  megabytes: number,
): Promise<{ readonly liveMb: number; readonly rssMb: number }> {
  const program = path.join(import.meta.dirname, 'filled.ts');
  const args = [program, workerPath, String(count), String(megabytes)];
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  const { stdout } = await run(process.execPath, args, { env });
  return JSON.parse(stdout);
}
