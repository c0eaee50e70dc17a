import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { artifacts, root } from './project.ts';
import { runProgram } from './steps.ts';

/** Fields of package.json that the runner's package has too. */
const shared = ['name', 'version', 'license', 'keywords', 'repository', 'bugs', 'homepage', 'bin'];
/** What only the editor loads. */
const editorsOwn = ['extension.js', 'compare.js', 'compare.css', 'codicon.ttf'];

/**
 * Packs the runner for npm, as `npx` and `npm install --global` take it, into a folder: the bundles of
 * dist/, which have all that they need, and no dependencies. Expects dist/ to be built. Resolves to the
 * path of the .tgz.
 */
export async function packageRunner(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const { description } = JSON.parse(await readFile(path.join(root, 'package.nls.json'), 'utf8'));
  const staged = path.join(artifacts, 'runner');
  await rm(staged, { recursive: true, force: true });
  await mkdir(staged, { recursive: true });
  await cp(path.join(root, 'dist'), path.join(staged, 'dist'), {
    recursive: true,
    filter: (file) => !editorsOwn.includes(path.basename(file)),
  });
  for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE', 'SECURITY.md', '.env.example']) {
    await cp(path.join(root, file), path.join(staged, file));
  }
  await cp(
    path.join(root, 'media/python/LICENSE.txt'),
    path.join(staged, 'dist/python.LICENSE.txt'),
  );
  const own = Object.fromEntries(
    shared.flatMap((field) => (field in manifest ? [[field, manifest[field]]] : [])),
  );
  const engines = { node: '>=20' };
  await writeFile(
    path.join(staged, 'package.json'),
    `${JSON.stringify({ ...own, description, engines, files: ['dist'] }, null, 2)}\n`,
  );
  const windows = process.platform === 'win32';
  const packed = await runProgram(
    windows ? 'npm.cmd' : 'npm',
    ['pack', '--json', '--pack-destination', folder],
    { cwd: staged },
  );
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('['))) as [{ filename: string }];
  return path.join(folder, filename);
}
