import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment, workshop } from './project.ts';
import { runProgram, step } from './steps.ts';

/** A real VS Code of the npm registry: server and web workbench. This one is VS Code 1.139.1. */
const version = '4.139.1';

/** Where the program of an installed VS Code stands. */
export interface Editor {
  /** The script that the project's Node runs. */
  readonly entry: string;
}

/**
 * VS Code in `.vscode-test`, installed when it isn't there yet (900 MB, about a minute). No compiler
 * is needed: of its native parts, those that the tests use come prebuilt.
 */
export async function installEditor(): Promise<Editor> {
  const folder = path.join(workshop, `code-server-${version}`);
  const entry = path.join(folder, 'node_modules/code-server/out/node/entry.js');
  if (!existsSync(entry)) {
    await step(`Installing VS Code (code-server ${version})`, () => install(folder));
  }
  return { entry };
}

async function install(folder: string): Promise<void> {
  await mkdir(workshop, { recursive: true });
  // Installed aside and moved into place when whole, so that an interrupted installation starts anew.
  const aside = await mkdtemp(path.join(workshop, 'installing-'));
  try {
    await writeFile(path.join(aside, 'package.json'), '{ "private": true }\n');
    await npmInstall(aside, `code-server@${version}`);
    const server = path.join(aside, 'node_modules/code-server/lib/vscode');
    await npmInstall(server, '--omit=dev');
    await npmInstall(path.join(server, 'extensions'), '--omit=dev');
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function npmInstall(folder: string, ...what: readonly string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  await runProgram('npm', ['install', ...what, '--ignore-scripts', ...quiet], {
    cwd: folder,
    env: cleanEnvironment(),
  });
}
