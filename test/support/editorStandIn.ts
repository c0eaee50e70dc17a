#!/usr/bin/env node
// Takes the place of desktop VS Code's program where there is none: understands the arguments that
// @vscode/test-electron gives it, and runs the suite in the VS Code of editorInstall.ts.
import { writeFile } from 'node:fs/promises';
import { installBrowser } from './browser.ts';
import { installEditor } from './editorInstall.ts';
import { runInHost } from './hostRun.ts';
import { reportVariable } from './hostSuite.ts';
import { runCommand, StepFailed } from './steps.ts';

async function main(): Promise<number> {
  const extension = argument('extensionDevelopmentPath');
  const suite = argument('extensionTestsPath');
  const workspace = process.argv.slice(2).find((each) => !each.startsWith('-'));
  if (workspace === undefined) throw new StepFailed('The folder to open is missing.');
  const editor = await installEditor();
  const browser = await installBrowser();
  const run = await runInHost({ editor, browser, extension, suite, workspace });
  const reportFile = process.env[reportVariable];
  if (reportFile !== undefined && run.report !== null) {
    await writeFile(`${reportFile}.log`, run.printed);
    await writeFile(reportFile, JSON.stringify(run.report));
  }
  if (run.status === null) throw new StepFailed('VS Code did not end the suite.', run.log);
  return run.status;
}

function argument(name: string): string {
  const start = `--${name}=`;
  const given = process.argv.find((each) => each.startsWith(start));
  if (given === undefined) throw new StepFailed(`The argument ${start}... is missing.`);
  return given.slice(start.length);
}

await runCommand(main);
