import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { deferred } from '../../src/core/deferred.ts';
import { launchBrowser } from './browser.ts';
import type { Editor } from './editorInstall.ts';
import { type EditorServer, startEditor } from './editorServer.ts';
import { readIfThere } from './files.ts';
import { type HostReport, reportVariable } from './hostSuite.ts';
import { javascriptSettings } from './javascriptRun.ts';
import { artifacts, cleanEnvironment, hostSuite, modelProvider, root } from './project.ts';

/** What one start of the suite inside VS Code came to. */
export interface HostRun {
  /** The suite's exit status; null when VS Code never got as far as ending it. */
  readonly status: number | null;
  /** Null when the suite did not come to its end. */
  readonly report: HostReport | null;
  /** What mocha printed; empty when the suite never started. */
  readonly printed: string;
  /** The log of VS Code's server. */
  readonly log: string;
}

export interface HostRequest {
  readonly editor: Editor;
  readonly browser: string;
  /** The folder of the extension under development. */
  readonly extension: string;
  /** The bundled suite: a module that exports `run`. */
  readonly suite: string;
  /** The folder opened. */
  readonly workspace: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** How long the whole suite may take, ms. */
const suiteTimeout = 300_000;
/** How long VS Code may take until the suite begins, ms. */
const startTimeout = 150_000;

/** Bundles test/integration as VS Code loads tests: one CommonJS file that exports `run`. */
export async function bundleHostSuite(): Promise<string> {
  await esbuild.build({
    entryPoints: [path.join(root, 'test/integration/run.ts')],
    outfile: hostSuite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
    // Programs that tests import ask it whether they are the main one: they are not.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  return hostSuite;
}

/**
 * Runs a suite in the extension host of a real VS Code whose page a headless browser has open. A
 * start that takes too long is tried once more; a suite that fails is not.
 */
export async function runInHost(request: HostRequest): Promise<HostRun> {
  const first = await runOnce(request);
  if (first.status !== null || first.printed !== '') return first;
  process.stdout.write('VS Code did not start in time; trying once more.\n');
  return runOnce(request);
}

async function runOnce(request: HostRequest): Promise<HostRun> {
  const home = await mkdtemp(path.join(tmpdir(), 'rlm-host-'));
  const reportFile = path.join(home, 'report.json');
  const extensions = path.join(home, 'extensions');
  // What the tests write into the folder for temporary files goes with the rest.
  const temporary = path.join(home, 'tmp');
  await mkdir(temporary);
  // The page can name one extension under development: the other one is installed.
  await cp(modelProvider, path.join(extensions, path.basename(modelProvider)), { recursive: true });
  const server = await startEditor(request.editor, {
    home,
    extensions,
    settings: javascriptSettings,
    args: ['--vscode-option', 'enable-smoke-test-driver'],
    environment: cleanEnvironment({
      ...request.environment,
      TMPDIR: temporary,
      [reportVariable]: reportFile,
    }),
  });
  const browser = await launchBrowser(request.browser);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const status = await suiteStatus(
      page,
      server,
      request,
      async () => (await readIfThere(`${reportFile}.log`)) !== null,
    );
    const written = await readIfThere(reportFile);
    const run: HostRun = {
      status,
      report: written === null ? null : (JSON.parse(written) as HostReport),
      printed: (await readIfThere(`${reportFile}.log`)) ?? '',
      log: await server.log(),
    };
    await mkdir(artifacts, { recursive: true });
    await writeFile(path.join(artifacts, 'host-server.log'), run.log);
    if (status !== 0) {
      await page.screenshot({ path: path.join(artifacts, 'host-failed.png') });
    }
    return run;
  } finally {
    await browser.close();
    await server.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Opens the page that makes VS Code run the suite; resolves to its exit status, or null. */
async function suiteStatus(
  page: Page,
  server: EditorServer,
  request: HostRequest,
  begun: () => Promise<boolean>,
): Promise<number | null> {
  const { promise: exited, resolve } = deferred<number | null>();
  // The smoke-test driver calls both; without them it would end the test run in silence.
  await page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
  await page.exposeFunction('codeAutomationLog', () => {});
  page.on('crash', () => resolve(null));
  const remote = (file: string) => `vscode-remote://${new URL(server.url).host}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(request.extension)],
    ['extensionTestsPath', remote(request.suite)],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({
    folder: request.workspace,
    payload: JSON.stringify(payload),
  });
  await page.goto(`${server.url}/?${query}`);
  const began = waitUntil(begun, startTimeout).then((some) =>
    some ? wait(suiteTimeout, null, { ref: false }) : null,
  );
  return Promise.race([exited, began]);
}

/** Whether it came true within so many ms. */
async function waitUntil(isTrue: () => Promise<boolean>, within: number): Promise<boolean> {
  const deadline = performance.now() + within;
  while (performance.now() < deadline) {
    if (await isTrue()) return true;
    await wait(500, null, { ref: false });
  }
  return false;
}
