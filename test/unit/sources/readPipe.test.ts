import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Cancelled } from '../../../src/core/errors.ts';
import { diskReader } from '../../../src/sources/fileReader.ts';
import { readPipe } from '../../../src/sources/readPipe.ts';
import { root } from '../../support/project.ts';

const options = { timeout: 60_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-pipe-'));
after(() => rmSync(folder, { recursive: true }));

function pipe(name: string): string {
  const file = path.join(folder, name);
  execFileSync('mkfifo', [file]);
  return file;
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const copies: Buffer[] = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies).toString();
}

test(
  'a pipe is read to the end that its writer makes, and the disk reads it so',
  options,
  async () => {
    for (const read of [readPipe, diskReader.read]) {
      const file = pipe(`written-${read.name}`);
      const text = 'a line\n'.repeat(100_000);
      writeFileSync(path.join(folder, 'text'), text);
      spawn('sh', ['-c', 'cat "$0" > "$1"', path.join(folder, 'text'), file]);
      assert.equal(await all(read(file)), text);
    }
  },
);

test('waiting for a writer ends with the signal, and leaves nothing behind', options, async () => {
  const file = pipe('waiting');
  await assert.rejects(all(readPipe(file, AbortSignal.timeout(100))), Cancelled);
  await assert.rejects(all(readPipe(file, AbortSignal.abort())), Cancelled);
});

test(
  'a pipe that was handed over is at its end when its writer ended without a word, however it is named',
  options,
  () => {
    const link = path.join(folder, 'link');
    symlinkSync('/dev/stdin', link);
    const module = pathToFileURL(path.join(root, 'src/sources/readPipe.ts')).href;
    const script = `
      import { readPipe } from ${JSON.stringify(module)};
      let bytes = 0;
      for await (const piece of readPipe(process.argv[1])) bytes += piece.length;
      console.log(bytes);
    `;
    const byArgument = 'printf "$0" | "$1" --input-type=module -e "$2" "$3"';
    for (const name of ['/dev/stdin', '/dev/fd/0', link]) {
      for (const text of ['', 'four']) {
        const args = ['-c', byArgument, text, process.execPath, script, name];
        const said = execFileSync('sh', args, { encoding: 'utf8', timeout: 10_000 });
        assert.equal(Number(said), text.length, name);
      }
    }
    const named = pipe('closed');
    const ended = ': > "$0" & exec "$1" --input-type=module -e "$2" /dev/stdin < "$0"';
    const args = ['-c', ended, named, process.execPath, script];
    assert.equal(execFileSync('sh', args, { encoding: 'utf8', timeout: 10_000 }), '0\n');
  },
);

test('a device that has nothing is at its end', options, async () => {
  assert.equal(await all(readPipe('/dev/null')), '');
});

test('what is not there is told as ever', options, async () => {
  await assert.rejects(all(diskReader.read(path.join(folder, 'missing'))), { code: 'ENOENT' });
});
