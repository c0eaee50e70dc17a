import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec, type TestEvent } from 'node:test/reporters';
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
 * Runs test files one after another by node's own runner and prints what comes of each test. A file
 * that isn't done after `timeout` ms is ended and counts as a failure; the others still run.
 */
export async function runFiles(
  files: readonly string[],
  wanted: readonly string[],
  timeout: number,
): Promise<Counts> {
  const chosen = files.filter(
    (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
  );
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const shown = Readable.from(
    eventsOf(chosen, timeout, (each) => {
      counts = sum(counts, each);
    }),
  ).compose(new spec());
  shown.pipe(process.stdout, { end: false });
  await once(shown, 'end');
  return someOf(counts);
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
  count: (counts: Counts) => void,
): AsyncGenerator<TestEvent> {
  let last: Summary | null = null;
  for (const file of files) {
    const signal = AbortSignal.timeout(timeout);
    const events: AsyncIterable<TestEvent> = run({ files: [path.join(root, file)], signal });
    let ended = false;
    for await (const event of events) {
      if (event.type === 'test:summary' && event.data.file === undefined) {
        count(countsOf(event));
        last = event;
        ended = true;
      } else if (event.type !== 'test:diagnostic' || event.data.nesting > 0) {
        yield event;
      }
    }
    if (!ended) count({ passed: 0, failed: 1, skipped: 0 });
    if (signal.aborted) process.stdout.write(`${file} did not end within ${timeout / 1000} s.\n`);
  }
  if (last !== null) yield last;
}

function countsOf({ data: { counts } }: Summary): Counts {
  const skipped = counts.skipped + counts.todo;
  return { passed: counts.passed, failed: counts.tests - counts.passed - skipped, skipped };
}

function sum(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}
