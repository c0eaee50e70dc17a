// `npm run test:desktop`: the suite inside VS Code, by the standard runner for extensions. It
// downloads VS Code; the environment variable RLM_TEST_VSCODE names a program to take instead, such
// as test/support/editorStandIn.ts where none can be downloaded.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { readIfThere } from '../support/files.ts';
import { bundleHostSuite } from '../support/hostRun.ts';
import { type HostReport, reportVariable } from '../support/hostSuite.ts';
import { buildExtension } from '../support/packageExtension.ts';
import { modelProvider, root, samples, workshop } from '../support/project.ts';
import { runCommand, StepFailed, step } from '../support/steps.ts';

async function main(): Promise<number> {
  const executable = process.env.RLM_TEST_VSCODE;
  if (executable === undefined && process.platform === 'linux' && !hasDisplay()) {
    throw new StepFailed('Desktop VS Code needs a display: try "xvfb-run npm run test:desktop".');
  }
  await step('Building', buildExtension);
  const suite = await bundleHostSuite();
  const home = await mkdtemp(path.join(tmpdir(), 'rlm-desktop-'));
  const workspace = path.join(home, 'samples');
  const reportFile = path.join(home, 'report.json');
  try {
    await cp(samples, workspace, { recursive: true });
    let said = '';
    try {
      await runTests({
        ...(executable === undefined ? {} : { vscodeExecutablePath: path.resolve(executable) }),
        cachePath: workshop,
        extensionDevelopmentPath: [root, modelProvider],
        extensionTestsPath: suite,
        extensionTestsEnv: { [reportVariable]: reportFile },
        launchArgs: [workspace, '--disable-extensions', `--user-data-dir=${home}/data`],
      });
    } catch (error) {
      // It rejects for failing tests too: the report tells the two apart.
      said = error instanceof Error ? error.message : String(error);
    }
    const written = await readIfThere(reportFile);
    if (written === null) throw new StepFailed(`VS Code did not run the suite: ${said}.`);
    const report = JSON.parse(written) as HostReport;
    process.stdout.write(await readFile(`${reportFile}.log`, 'utf8'));
    process.stdout.write(`${report.passed} passed, ${report.failed} failed\n`);
    return report.failed === 0 && said === '' ? 0 : 1;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function hasDisplay(): boolean {
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

await runCommand(main);
