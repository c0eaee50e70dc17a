import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { artifacts, cleanEnvironment, root } from './project.ts';

/** A step that can't be done, said in a sentence; `log`: what its program wrote. */
export class StepFailed extends Error {
  readonly log: string;
  constructor(sentence: string, log = '') {
    super(sentence);
    this.name = 'StepFailed';
    this.log = log;
  }
}

/** Does `work` and prints one line with the seconds it took, whichever way it ends. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  process.stdout.write(`${title} ... `);
  try {
    const result = await work();
    process.stdout.write(`${seconds(started)}\n`);
    return result;
  } catch (error) {
    process.stdout.write(`failed after ${seconds(started)}\n`);
    throw error;
  }
}

/** Seconds since `started` (of `performance.now`), for people. */
export function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

/** Runs a program to its end; resolves to what it wrote. Throws StepFailed when its status is not 0. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const [first = '', second = ''] = args;
  const parts = command === process.execPath ? [first, second] : [command, first];
  const name = parts
    .map((part) => path.basename(part))
    .join(' ')
    .trim();
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(new StepFailed(`"${name}" can't be run: ${error.message}.`)),
    );
    child.on('close', (status, signal) => {
      if (status === 0) resolve(log);
      else reject(new StepFailed(`"${name}" ended with ${signal ?? `status ${status}`}.`, log));
    });
  });
}

/** Runs `main` and turns what goes wrong into a sentence with its log, and an exit status of 1. */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof StepFailed)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    if (error.log !== '') {
      const file = path.join(artifacts, 'failed-step.log');
      mkdirSync(artifacts, { recursive: true });
      writeFileSync(file, error.log);
      process.stderr.write(`${error.log.trimEnd().split('\n').slice(-15).join('\n')}\n`);
      process.stderr.write(`All that it wrote is in ${path.relative(root, file)}.\n`);
    }
  }
}
