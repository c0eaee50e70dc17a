import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installBrowser } from './browser.ts';
import { installEditor } from './editorInstall.ts';
import { bundleHostSuite, runInHost } from './hostRun.ts';
import { buildExtension } from './packageExtension.ts';
import { artifacts, root, samples } from './project.ts';
import { runProgram, StepFailed, step } from './steps.ts';
import { type Counts, runFiles, someOf, sum, testFiles } from './testFiles.ts';
import { prepareUiParts } from './uiParts.ts';

/** One kind of tests. `wanted` bounds it to the files whose path holds one of these. */
export type Tier = (wanted: readonly string[]) => Promise<Counts>;

/** In the order in which `npm test` runs them: what fails soonest comes first. */
export const tiers = { types, lint, unit, host, ui } satisfies Record<string, Tier>;

/** Most ms of one file of tests. */
const unitTimeout = 300_000;
const uiTimeout = 400_000;
/** Files of unit tests at a time. A VS Code and its browser keep two processors busy by themselves. */
const unitsAtOnce = 2;

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
  const units = await runFiles(files, wanted, { timeout: unitTimeout, atOnce: unitsAtOnce });
  // Hostile code takes all that it can get, and deadlines are held against it.
  const attacks = await testFiles('test/adversarial', true);
  return someOf(sum(units, await runFiles(attacks, wanted, { timeout: unitTimeout, atOnce: 1 })));
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
    if (report !== null && status === (report.failed === 0 ? 0 : 1)) return someOf(report);
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
    // The page by itself is one browser and no VS Code.
    const pages = await testFiles('test/ui/page');
    const page = await runFiles(pages, wanted, { timeout: uiTimeout, atOnce: 2 });
    const files = await testFiles('test/ui');
    const editor = await runFiles(files, wanted, { timeout: uiTimeout, atOnce: 1 });
    return someOf(sum(page, editor));
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
