import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { root, workshop } from './project.ts';
import { runProgram, StepFailed } from './steps.ts';

/** Builds every bundle into dist/. */
export async function buildExtension(): Promise<void> {
  await runProgram(process.execPath, ['esbuild.config.mjs']);
}

/**
 * The extension as users get it: a .vsix in `.vscode-test`, named by the hash of what is in it and
 * made only when there is none of that name. Expects dist/ to be built.
 */
export async function packageExtension(): Promise<string> {
  const file = path.join(workshop, `rlm-${await contentHash()}.vsix`);
  if (existsSync(file)) return file;
  await mkdir(workshop, { recursive: true });
  for await (const old of glob(path.join(workshop, 'rlm-*.vsix'))) await rm(old, { force: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  await runProgram(process.execPath, [
    vsce,
    'package',
    ...['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'],
    ...['--skip-license', '--out', file],
  ]);
  const { size } = await stat(file);
  if (size > mostBytes) {
    await rm(file);
    throw new StepFailed(`The package has ${size} bytes; it may have ${mostBytes}.`);
  }
  return file;
}

/** Of a package: what people download with each update. Python is a third of it. */
const mostBytes = 10_000_000;

/** Of everything that can be in the package, whatever .vscodeignore leaves out of it. */
async function contentHash(): Promise<string> {
  const hash = createHash('sha256');
  const patterns = ['dist/**', 'media/**', '*.json', '*.md', 'LICENSE', '.vscodeignore'];
  const files: string[] = [];
  for await (const entry of glob(patterns, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) files.push(path.join(entry.parentPath, entry.name));
  }
  for (const file of files.sort()) {
    hash.update(`${path.relative(root, file)}\0`).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 12);
}
