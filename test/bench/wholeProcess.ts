import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { cleanEnvironment } from '../support/project.ts';

export interface MeasuredProcess {
  /** ms since 1970, just before the process was started. */
  readonly startedAt: number;
  /** ms from start to exit. */
  readonly durationMs: number;
  /** Peak memory in MB; 0 without a preloaded peakMemory. */
  readonly peakMb: number;
  readonly stdout: string;
}

/** Characters of a failure's output that are shown; a bundle's first line is very long. */
const longestSaid = 1_000;

/** Runs a program with this very Node. `cwd` should hold no `.env`. Throws when it fails. */
export async function measureProcess(
  args: readonly string[],
  { cwd, preload }: { readonly cwd: string; readonly preload?: string },
): Promise<MeasuredProcess> {
  const startedAt = performance.timeOrigin + performance.now();
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [...(preload === undefined ? [] : ['--require', preload]), ...args],
    { cwd, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit').then(([status]) => ({
    status,
    durationMs: performance.now() - started,
  }));
  const [{ status, durationMs }, stdout = '', stderr, peak] = await Promise.all([
    exited,
    ...child.stdio.slice(1).map((pipe) => text(pipe as Readable)),
  ]);
  if (status !== 0) {
    const said = `${stdout}\n${stderr}`.trim().slice(-longestSaid);
    throw new Error(`${path.basename(args[0] ?? '')} ended with status ${status}:\n${said}`);
  }
  return { startedAt, durationMs, peakMb: Number(peak) / 1e6, stdout };
}
