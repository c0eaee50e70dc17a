import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

const file = path.resolve(import.meta.dirname, '../../../../src/sandbox/worker/emptyRealm.ts');

/** Looks around in a worker after its realm was emptied, with what the language alone gives. */
const lookAround = `
  import { parentPort } from 'node:worker_threads';
  const { process } = globalThis;
  const { emptyRealm } = await import(${JSON.stringify(`file://${file}`)});
  emptyRealm();
  const names = ['process', 'require', 'Function', 'eval', 'fetch', 'WebSocket', 'Buffer', 'WebAssembly', 'Worker', 'setTimeout', 'structuredClone', 'crypto', 'navigator', 'global'];
  const makers = [() => 1, async () => 1, function* () {}, async function* () {}];
  const doors = ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule', 'env', 'exit', 'kill'];
  parentPort.postMessage({
    globals: names.filter((name) => name in globalThis && globalThis[name] !== undefined),
    makers: makers.filter((maker) => maker.constructor !== undefined).length,
    doors: doors.filter((name) => process[name] !== undefined),
    language: [new Map([[1, 2]]).get(1), JSON.stringify({ a: /x/.test('x') })],
  });
`;

test('an emptied realm has the language and no door out of it', { timeout: 60_000 }, async () => {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(lookAround)}`), {
    env: {},
    argv: [],
    execArgv: [],
  });
  const seen = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  assert.deepEqual(seen, { globals: [], makers: 0, doors: [], language: [2, '{"a":true}'] });
});
