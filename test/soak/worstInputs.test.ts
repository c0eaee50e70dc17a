import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { workerBundle } from '../unit/sandbox/support.ts';
import { worstInputs } from './worstInputs.ts';

const run = promisify(execFile);
const program = path.join(import.meta.dirname, 'measured.ts');

async function measure(name: string, stopAfter: number) {
  const args = [program, await workerBundle(), name, String(stopAfter)];
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  const started = performance.now();
  const { stdout } = await run(process.execPath, args, { env });
  const said = JSON.parse(stdout) as Record<'status' | 'error', string> &
    Record<'endedMs' | 'rssMb', number>;
  return { ...said, processMs: performance.now() - started };
}

for (const name of Object.keys(worstInputs)) {
  test(`the worst inputs: ${name}`, { timeout: 300_000 }, async (t) => {
    const whole = await measure(name, 0);
    const stopped = await measure(name, 300);
    t.diagnostic(
      [
        name.padEnd(52),
        `${whole.status.padEnd(8)} ${String(whole.endedMs).padStart(6)} ms`,
        `${String(whole.rssMb).padStart(5)} MB`,
        `Stop ${String(Math.max(0, stopped.endedMs)).padStart(5)} ms`,
        `process ${(whole.processMs / 1_000).toFixed(0)} s`,
        whole.error,
      ].join('  '),
    );
    // 8 s and 4 s more; Stop within a second. Beside it, what a busy machine needs to notice.
    assert.ok(whole.endedMs < 12_000 + 2_000, `${whole.endedMs} ms`);
    assert.ok(stopped.endedMs < 1_000, `${stopped.endedMs} ms after Stop`);
    assert.ok(whole.rssMb < 2_300, `${whole.rssMb} MB`);
  });
}
