// The runner as it is built, in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { cleanEnvironment, root } from './project.ts';

export interface RunnerOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Standard input; absent: at its end. Null: open, and silent. */
  readonly input?: string | null;
  readonly onStart?: (runner: ChildProcess) => void;
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const proxyVariables = /^(https?|no|all)_proxy$/i;

/** Runs `rlm ask` to its end. */
export async function ask(args: readonly string[], options: RunnerOptions = {}): Promise<Ended> {
  const inherited = Object.entries(cleanEnvironment()).filter(
    ([name]) => !proxyVariables.test(name),
  );
  const runner = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'ask', ...args], {
    env: { ...Object.fromEntries(inherited), ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  if (options.input !== null) runner.stdin.end(options.input ?? '');
  options.onStart?.(runner);
  const ended = new Promise<Pick<Ended, 'status' | 'signal'>>((resolve, reject) => {
    runner.on('error', reject).on('close', (status, signal) => resolve({ status, signal }));
  });
  const [stdout, stderr, how] = await Promise.all([
    text(runner.stdout),
    text(runner.stderr),
    ended,
  ]);
  return { ...how, stdout, stderr };
}
