// The runner as it is built, in a process of its own.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { RunEvent } from '../../src/core/events.ts';
import { recordsOf, violationsOf } from './eventChecker.ts';
import { cleanEnvironment, root } from './project.ts';

export interface RunnerOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Standard input; absent: at its end. Null: open, and silent. */
  readonly input?: string | null;
  readonly onStart?: (runner: ChildProcess) => void;
  /** The runner's bundle; absent: as it was built here. */
  readonly cli?: string;
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing was asked. */
const badInput = 2;
const proxyVariables = /^(https?|no|all)_proxy$/i;

/** Runs `rlm ask` to its end. */
export async function ask(args: readonly string[], options: RunnerOptions = {}): Promise<Ended> {
  // Most scripted servers write JavaScript, whatever the default is.
  const isFree = ['--language', '--follow-up-of'].every((option) => !args.includes(option));
  const language = isFree ? ['--language', 'javascript'] : [];
  return rlm(['ask', ...language, ...args], options);
}

/** Runs any command of `rlm` to its end. */
export async function rlm(args: readonly string[], options: RunnerOptions = {}): Promise<Ended> {
  const inherited = Object.entries(cleanEnvironment()).filter(
    ([name]) => !proxyVariables.test(name),
  );
  const runner = spawn(process.execPath, [options.cli ?? path.join(root, 'dist/cli.js'), ...args], {
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
  if (how.status !== null && how.status !== badInput) await checkEvents(args, options.cwd);
  return { ...how, stdout, stderr };
}

/** What it wrote for `--events` is whole, however it ended. */
async function checkEvents(args: readonly string[], folder = process.cwd()): Promise<void> {
  const file = args[args.indexOf('--events') + 1];
  if (!args.includes('--events') || file === undefined) return;
  const lines = (await readFile(path.resolve(folder, file), 'utf8')).trimEnd().split('\n');
  for (const record of recordsOf(lines.map((line) => JSON.parse(line) as RunEvent)))
    assert.deepEqual(violationsOf(record), []);
}
