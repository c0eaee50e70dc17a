import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { packageRunner } from '../support/packageRunner.ts';
import { root } from '../support/project.ts';
import { runProgram } from '../support/steps.ts';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

test('the packed runner, installed alone and offline, answers', { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-runner-'));
  try {
    const packed = await packageRunner(folder);
    const install = ['install', '--offline', '--no-audit', '--no-fund', '--prefix', folder, packed];
    await runProgram(npm, install, { cwd: folder });
    const rlm = path.join(
      folder,
      'node_modules/.bin',
      process.platform === 'win32' ? 'rlm.cmd' : 'rlm',
    );
    const log = path.join(root, 'media/samples/platform.log');
    const asked = ['ask', '--provider', 'demo', '--json', '--file', log];
    const { stdout } = await promisify(execFile)(rlm, [...asked, 'How many errors are there?'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
    const result = JSON.parse(stdout);
    assert.equal(result.status, 'answered');
    assert.equal(result.language, 'python');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the runner and the extension have one version', async () => {
  const of = async (file: string) => JSON.parse(await readFile(path.join(root, file), 'utf8'));
  const { version } = await of('package.json');
  assert.equal((await of('package-lock.json')).version, version);
  assert.match(await readFile(path.join(root, 'CHANGELOG.md'), 'utf8'), /^## \d+\.\d+\.\d+/m);
});
