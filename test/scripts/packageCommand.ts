// `npm run package`: what is published, of one version: the extension (.vsix) and the runner (.tgz for npm).
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writePackage } from '../support/packageExtension.ts';
import { packageRunner } from '../support/packageRunner.ts';
import { root } from '../support/project.ts';
import { runCommand, step } from '../support/steps.ts';

await runCommand(async () => {
  const { name, version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const vsix = path.join(root, `${name}-${version}.vsix`);
  await step('The extension', () => writePackage(vsix));
  const runner = await step('The runner', () => packageRunner(root));
  for (const file of [vsix, runner]) process.stdout.write(`${path.relative(root, file)}\n`);
  return 0;
});
