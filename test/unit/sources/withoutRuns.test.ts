import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { diskReader } from '../../../src/sources/fileReader.ts';
import { readFolderContext } from '../../../src/sources/readFolder.ts';
import { withoutRuns } from '../../../src/sources/withoutRuns.ts';

test('runs that are kept in an asked folder are none of its text, all else in it is', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-without-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ['runs/r1/texts', 'runs/notes', 'r2', 'logs/r3']) {
    await mkdir(path.join(folder, name), { recursive: true });
  }
  for (const run of ['runs/r1', 'r2', 'logs/r3']) {
    await writeFile(path.join(folder, run, 'events.jsonl'), '{}\n');
  }
  for (const text of ['a.txt', 'runs/index.json', 'runs/notes/b.txt', 'index.json']) {
    await writeFile(path.join(folder, text), 'x\n');
  }
  const read = async (runs: string) => {
    const reader = withoutRuns(diskReader, path.join(folder, runs));
    return (await readFolderContext(folder, { reader })).items.map(({ path: name }) => name);
  };
  assert.deepEqual(await read('runs'), [
    ...['a.txt', 'index.json', 'logs/r3/events.jsonl', 'r2/events.jsonl', 'runs/notes/b.txt'],
  ]);
  assert.deepEqual(await read('.'), [
    ...['a.txt', 'logs/r3/events.jsonl', 'runs/index.json', 'runs/notes/b.txt'],
    'runs/r1/events.jsonl',
  ]);
  await symlink(path.join(folder, 'runs'), path.join(folder, 'link'));
  assert.ok(!(await read('link')).includes('runs/r1/events.jsonl'), 'by any name');
});
