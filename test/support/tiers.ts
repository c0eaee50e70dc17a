import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { installBrowser } from './browser.ts';
import { installEditor } from './editorInstall.ts';
import { bundleHostSuite, runInHost } from './hostRun.ts';
import { buildExtension } from './packageExtension.ts';
import { artifacts, root, samples } from './project.ts';
import { runProgram, StepFailed, step } from './steps.ts';
import { prepareUiParts } from './uiParts.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One kind of tests. `wanted` bounds it to the files whose path holds one of these. */
export type Tier = (wanted: readonly string[]) => Promise<Counts>;

/** In the order in which `npm test` runs them: what fails soonest comes first. */
export const tiers = { types, lint, unit, host, ui } satisfies Record<string, Tier>;

/** Most ms of all unit tests, and of all tests in a browser. */
const unitTimeout = 600_000;
const uiTimeout = 480_000;

async function types(): Promise<Counts> {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  return asOneTest(
    ['tsconfig.json', 'webview/tsconfig.json', 'test/unit/webview/tsconfig.json'].map((file) => [
      tsc,
      '-p',
      file,
    ]),
  );
}

async function lint(): Promise<Counts> {
  return asOneTest([
    [path.join(root, 'node_modules/@biomejs/biome/bin/biome'), 'ci', '--colors=off', '.'],
  ]);
}

async function unit(wanted: readonly string[]): Promise<Counts> {
  await step('Building', buildExtension);
  const files = [...(await testFiles('test')), ...(await testFiles('test/unit', true))];
  return runFiles(files, wanted, unitTimeout);
}

async function host(): Promise<Counts> {
  const editor = await installEditor();
  const browser = await installBrowser();
  await step('Building', buildExtension);
  const suite = await bundleHostSuite();
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-workspace-'));
  try {
    await cp(samples, folder, { recursive: true });
    const request = { editor, browser, suite, extension: root, workspace: folder };
    const { status, report, printed, log } = await runInHost(request);
    process.stdout.write(printed);
    if (report !== null && status === (report.failed === 0 ? 0 : 1)) return orNone(report);
    const ended = status === null ? 'did not come to its end' : `ended with status ${status}`;
    process.stdout.write(`${log.trimEnd().split('\n').slice(-30).join('\n')}\n`);
    process.stdout.write(`VS Code ${ended}; its log is in artifacts/host-server.log.\n`);
    return { passed: report?.passed ?? 0, failed: (report?.failed ?? 0) + 1, skipped: 0 };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ui(wanted: readonly string[]): Promise<Counts> {
  await mkdir(artifacts, { recursive: true });
  const parts = await prepareUiParts();
  Object.assign(process.env, parts.environment);
  try {
    return await runFiles(await testFiles('test/ui'), wanted, uiTimeout);
  } finally {
    await parts.remove();
  }
}

/** Runs programs until one fails; what that one wrote is shown. */
async function asOneTest(programs: readonly (readonly string[])[]): Promise<Counts> {
  try {
    for (const args of programs) await runProgram(process.execPath, args);
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    process.stdout.write(`${error.log.trimEnd()}\n${error.message}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function testFiles(folder: string, recursive = false): Promise<readonly string[]> {
  const names = await readdir(path.join(root, folder), { recursive });
  const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
  return tests.map((name) => path.join(folder, name));
}

/** Node's own runner, each file in its own process; `timeout`: ms of all of them together. */
async function runFiles(
  files: readonly string[],
  wanted: readonly string[],
  timeout: number,
): Promise<Counts> {
  const chosen = files.filter(
    (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
  );
  if (chosen.length === 0) return orNone({ passed: 0, failed: 0, skipped: 0 });
  const events = run({
    files: chosen.map((file) => path.join(root, file)),
    concurrency: 1,
    signal: AbortSignal.timeout(timeout),
  });
  let counts: Counts = { passed: 0, failed: 1, skipped: 0 };
  events.on('test:summary', ({ counts: each, file }) => {
    // The summary of all files names none; those of single files come before it.
    if (file !== undefined) return;
    const skipped = each.skipped + each.todo;
    counts = { passed: each.passed, failed: each.tests - each.passed - skipped, skipped };
  });
  const shown = events.compose(new spec());
  shown.pipe(process.stdout, { end: false });
  await once(shown, 'end');
  return orNone(counts);
}

/** A tier that ran nothing has proved nothing. */
function orNone(counts: Counts): Counts {
  if (counts.passed + counts.failed > 0) return counts;
  process.stdout.write('No test was found.\n');
  return { ...counts, failed: 1 };
}
