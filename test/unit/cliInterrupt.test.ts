// Ctrl-C while the runner reads: it ends at once, whatever it waits for.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, type RunnerOptions } from '../support/runner.ts';

const options = { timeout: 60_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-interrupt-'));
after(() => rmSync(folder, { recursive: true }));

function pipe(name: string): string {
  const file = path.join(folder, name);
  execFileSync('mkfifo', [file]);
  return file;
}

/** ms. The promise is a second; a busy machine gets some more. */
const soon = 3_000;

/** Interrupts the runner once it reads, and looks how it ends. */
async function assertStops(
  file: string,
  signal: NodeJS.Signals,
  reads: (runner: ChildProcess) => Promise<void>,
  settings: RunnerOptions = {},
): Promise<void> {
  let at = Number.POSITIVE_INFINITY;
  const onStart = async (runner: ChildProcess) => {
    await reads(runner);
    at = performance.now();
    runner.kill(signal);
  };
  const args = ['--provider', 'demo', '--file', file, 'How many lines?'];
  const { status, stderr } = await ask(args, { ...settings, onStart });
  assert.deepEqual([status, stderr], [130, 'rlm: The run was stopped.\n']);
  assert.ok(performance.now() - at < soon);
}

/** Looks into the process, since opening the other end would be a writer. */
async function hasOpened(runner: ChildProcess, file: string): Promise<void> {
  const open = `/proc/${runner.pid}/fd`;
  while (runner.exitCode === null) {
    const links = readdirSync(open).map((name) => {
      try {
        return readlinkSync(path.join(open, name));
      } catch {
        // Closed since it was listed.
        return '';
      }
    });
    if (links.includes(file)) return;
    await delay(20);
  }
}

test('a pipe without a writer', { ...options, skip: process.platform !== 'linux' }, async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const file = pipe(`nobody-${signal}`);
    await assertStops(file, signal, (runner) => hasOpened(runner, file));
  }
});

test('a pipe whose writer is silent', options, async () => {
  const file = pipe('silent');
  const writer = spawn('sh', ['-c', 'exec 3> "$0"; echo open; exec sleep 60', file]);
  try {
    await assertStops(file, 'SIGINT', async () => {
      await once(writer.stdout, 'data');
    });
  } finally {
    writer.kill('SIGKILL');
  }
});

test('standard input that does not go on', options, async () => {
  const taken = async ({ stdin }: ChildProcess) => {
    // More than a pipe holds: somebody has read of it.
    await new Promise<void>((resolve, reject) => {
      stdin?.write('a line\n'.repeat(200_000), (error) => (error ? reject(error) : resolve()));
    });
  };
  await assertStops('-', 'SIGINT', taken, { input: null });
});

test('a pipe is waited for, and read to its end however it comes', options, async () => {
  const file = pipe('slow');
  const said = await ask(['--provider', 'demo', '--json', '--file', file, 'How many lines?'], {
    onStart: async () => {
      const writer = createWriteStream(file);
      writer.write('one\ntwo\n');
      // Its reader finds nothing for a while, though not the end.
      await delay(300);
      writer.end(`${'three\n'.repeat(50_000)}`);
    },
  });
  assert.equal(said.status, 0, said.stderr);
  assert.match(JSON.parse(said.stdout).answer, /^\*\*50,002 lines\*\*/);
});
