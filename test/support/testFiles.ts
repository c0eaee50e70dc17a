import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec, type TestEvent } from 'node:test/reporters';
import { Gate } from '../../src/core/gate.ts';
import { root } from './project.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The test files of a folder, by their paths from the project's root, in order. */
export async function testFiles(folder: string, recursive = false): Promise<readonly string[]> {
  const names = await readdir(path.join(root, folder), { recursive });
  const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
  return tests.map((name) => path.join(folder, name));
}

/**
 * Runs test files by node's own runner, `atOnce` at a time, and prints what comes of each test, in the
 * order of the files. A file that isn't done after `timeout` ms is ended and counts as a failure; the
 * others still run.
 */
export async function runFiles(
  files: readonly string[],
  wanted: readonly string[],
  { timeout, atOnce }: { readonly timeout: number; readonly atOnce: number },
): Promise<Counts> {
  const chosen = files.filter(
    (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
  );
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const shown = Readable.from(
    eventsOf(chosen, timeout, atOnce, (each) => {
      counts = sum(counts, each);
    }),
  ).compose(new spec());
  shown.pipe(process.stdout, { end: false });
  await once(shown, 'end');
  return counts;
}

/** A tier that ran nothing has proved nothing. */
export function someOf(counts: Counts): Counts {
  if (counts.passed + counts.failed > 0) return counts;
  process.stdout.write('No test was found.\n');
  return { ...counts, failed: 1 };
}

type Summary = Extract<TestEvent, { readonly type: 'test:summary' }>;

/** The events of all files as of one run: its summary, at the end, makes the reporter list failures. */
async function* eventsOf(
  files: readonly string[],
  timeout: number,
  atOnce: number,
  count: (counts: Counts) => void,
): AsyncGenerator<TestEvent> {
  const gate = new Gate(atOnce);
  const never = new AbortController().signal;
  const running = files.map((file) => gate.pass(never, () => runFile(file, timeout)));
  let last: Summary | null = null;
  for (const file of running) {
    const { events, summary } = await file;
    yield* events;
    count(summary === null ? { passed: 0, failed: 1, skipped: 0 } : countsOf(summary));
    last = summary ?? last;
  }
  if (last !== null) yield last;
}

/** `summary` is null for a file that was ended. */
async function runFile(
  file: string,
  timeout: number,
): Promise<{ readonly events: readonly TestEvent[]; readonly summary: Summary | null }> {
  const signal = AbortSignal.timeout(timeout);
  const events: TestEvent[] = [];
  let summary: Summary | null = null;
  for await (const event of run({ files: [path.join(root, file)], signal })) {
    if (event.type === 'test:summary' && event.data.file === undefined) summary = event;
    else if (event.type !== 'test:diagnostic' || event.data.nesting > 0) events.push(event);
  }
  if (signal.aborted) process.stdout.write(`${file} did not end within ${timeout / 1000} s.\n`);
  return { events, summary };
}

function countsOf({ data: { counts } }: Summary): Counts {
  const skipped = counts.skipped + counts.todo;
  return { passed: counts.passed, failed: counts.tests - counts.passed - skipped, skipped };
}

export function sum(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}
