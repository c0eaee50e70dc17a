import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../support/project.ts';

const options = { timeout: 30_000 };
const source = pathToFileURL(path.join(root, 'src/terminal/interrupt.ts'));

/** Interrupts a process that waits for `work`, and says how it ends. */
async function interrupted(work: string, signal: NodeJS.Signals, isTwice = false) {
  const code = `
    import { Interrupt } from '${source}';
    const interrupt = new Interrupt(130);
    const alive = setInterval(() => {}, 1000);
    const work = ${work};
    console.log('waiting');
    try {
      await interrupt.unlessStopped(work);
    } catch (error) {
      console.log(error.name);
      await interrupt.leave(work);
      console.log('left');
      process.exit(130);
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '' || isTwice) child.kill(signal);
    said += text;
  });
  const [status, by] = await once(child, 'close');
  return { status, by, said };
}

test('what ends when it is stopped is waited for', options, async () => {
  const work = `new Promise((_, reject) =>
    interrupt.signal.addEventListener('abort', () => setTimeout(reject, 20, new Error('late'))))`;
  assert.deepEqual(await interrupted(work, 'SIGINT'), {
    status: 130,
    by: null,
    said: 'waiting\nCancelled\nleft\n',
  });
});

test('what never ends is left, by the signal that came', options, async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    for (const isTwice of [false, true]) {
      assert.deepEqual(await interrupted('new Promise(() => {})', signal, isTwice), {
        status: null,
        by: signal,
        said: 'waiting\nCancelled\n',
      });
    }
  }
});
