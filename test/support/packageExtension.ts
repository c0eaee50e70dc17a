import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { artifacts, root, workshop } from './project.ts';
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
  await writePackage(file);
  return file;
}

/**
 * Makes a .vsix of that name of what stands in dist/, in a folder of its own: what vsce is given there is
 * what it packs. Throws StepFailed.
 */
export async function writePackage(file: string): Promise<void> {
  const staged = path.join(artifacts, 'extension');
  await rm(staged, { recursive: true, force: true });
  await mkdir(staged, { recursive: true });
  for await (const name of glob(['*.md', '*.json', 'LICENSE', '.vscodeignore'], { cwd: root })) {
    await cp(path.join(root, name), path.join(staged, name));
  }
  for (const folder of ['dist', 'media']) {
    await cp(path.join(root, folder), path.join(staged, folder), { recursive: true });
  }
  // What it would build stands there already.
  const { scripts: _, ...manifest } = JSON.parse(
    await readFile(path.join(root, 'package.json'), 'utf8'),
  );
  await writeFile(path.join(staged, 'package.json'), JSON.stringify(manifest, null, 2));
  const isPublic = manifest.repository !== undefined;
  if (!isPublic) await leavePicturesOut(path.join(staged, 'README.md'));
  const links = isPublic ? [] : ['--allow-missing-repository', '--no-rewrite-relative-links'];
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--skip-license', ...links, '--out', file];
  await runProgram(process.execPath, args, { cwd: staged });
  const { size } = await stat(file);
  if (size > mostBytes) {
    await rm(file);
    throw new StepFailed(`The package has ${size} bytes; it may have ${mostBytes}.`);
  }
}

/**
 * The page of an extension shows pictures from `https:` addresses alone, which vsce makes of relative
 * ones where package.json names the repository. Without one they would be broken there.
 */
async function leavePicturesOut(file: string): Promise<void> {
  const readme = await readFile(file, 'utf8');
  await writeFile(file, readme.replace(/^!\[[^\]]*\]\(media\/[^)]*\)\n\n?/gm, ''));
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
