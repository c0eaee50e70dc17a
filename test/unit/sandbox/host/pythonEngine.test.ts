import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pythonEngine, whyNoPython } from '../../../../src/sandbox/host/pythonEngine.ts';
import { createWorkerEnvironment } from '../../../../src/sandbox/host/workerEnvironment.ts';
import { contextOf, openSession, python, wasmPath, workerBundle } from '../support.ts';

const limits = { timeout: 120_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-python-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function imageOf(files: typeof python): Promise<SharedArrayBuffer | null> {
  const engine = await pythonEngine(files, 128, true);
  return engine.language === 'python' ? (engine.image?.memory.slabs[0] ?? null) : null;
}

test(
  'the first worker makes the image, and all later ones start from copies that are theirs alone',
  limits,
  async (t) => {
    assert.equal(await imageOf(python), null);
    for (const name of ['first', 'second']) {
      const { run } = await openSession(t, { options: { language: 'python' } });
      const { output, error } = await run(
        `${name} = 5\nprint([each for each in ('first', 'second') if each in globals()])`,
      );
      assert.equal(error, null);
      assert.equal(output, `['${name}']\n`);
    }
    const image = await imageOf(python);
    assert.ok(image);
    const before = Buffer.from(image).toString('latin1');
    await (await openSession(t, { options: { language: 'python', sandboxMemoryMb: 64 } })).run('1');
    new Uint8Array(image).fill(9);
    const another = await imageOf(python);
    assert.ok(another && Buffer.from(another).toString('latin1') === before);
  },
);

test('the module is read and compiled once for each bound of memory', limits, async () => {
  const [first, again, other] = await Promise.all(
    [128, 128, 64].map((mb) => pythonEngine(python, mb, true)),
  );
  assert.equal(first?.module, again?.module);
  assert.notEqual(first?.module, other?.module);
});

test('an image that comes once code could run is nobody’s', limits, async (t) => {
  const files = { ...python, wasmPath: path.join(folder, 'python.wasm') };
  copyFileSync(python.wasmPath, files.wasmPath);
  const workerPath = path.join(folder, 'forged.cjs');
  writeFileSync(
    workerPath,
    `const { parentPort } = require('node:worker_threads');
     const tell = (name, data) => parentPort.postMessage({ type: 'event', name, data });
     const memory = { bytes: 16384, pages: new Int32Array([0]), slabs: [new SharedArrayBuffer(16384)] };
     parentPort.on('message', ({ id, name }) => {
       tell('image', { memory, globals: {} });
       parentPort.postMessage({ type: 'result', id, result: name === 'renew' ? true : null });
     });
     tell('ready', null);`,
  );
  const environment = createWorkerEnvironment({
    context: contextOf('x'),
    options: { language: 'python', seed: 1, cellSeconds: 5, sandboxMemoryMb: 128 },
    calls: async () => '',
    workerPath,
    wasmPath,
    python: files,
  });
  t.after(() => environment.dispose());
  await environment.renew(async () => '');
  assert.equal(await imageOf(files), null);
});

test('a worker that made the image can’t change what others start from', limits, async (t) => {
  const files = { ...python, wasmPath: path.join(folder, 'again.wasm') };
  copyFileSync(python.wasmPath, files.wasmPath);
  const workerPath = path.join(folder, 'writer.cjs');
  writeFileSync(
    workerPath,
    `const { parentPort } = require('node:worker_threads');
     const tell = (name, data) => parentPort.postMessage({ type: 'event', name, data });
     const slab = new SharedArrayBuffer(16384);
     const pages = new Int32Array(new SharedArrayBuffer(4));
     parentPort.on('message', ({ id }) => {
       new Uint8Array(slab).fill(9);
       pages[0] = 5;
       parentPort.postMessage({ type: 'result', id, result: true });
     });
     tell('image', { memory: { bytes: 16384, pages, slabs: [slab] }, globals: {} });
     tell('ready', null);`,
  );
  const environment = createWorkerEnvironment({
    context: contextOf('x'),
    options: { language: 'python', seed: 1, cellSeconds: 5, sandboxMemoryMb: 128 },
    calls: async () => '',
    workerPath,
    wasmPath,
    python: files,
  });
  t.after(() => environment.dispose());
  await environment.renew(async () => '');
  const { image } = { image: null, ...(await pythonEngine(files, 128, true)) };
  assert.ok(image);
  assert.equal(image.memory.pages[0], 0);
  assert.ok(
    new Uint8Array(image.memory.slabs[0] ?? new SharedArrayBuffer(1)).every((n) => n === 0),
  );
  assert.equal(((await pythonEngine(files, 128, false)) as { image: unknown }).image, null);
});

test('why Python can not run is said before a run begins: a file is missing or broken, or there is none', async () => {
  assert.equal(await whyNoPython(python), null);
  assert.match(String(await whyNoPython(undefined)), /no interpreter/);
  const missing = { ...python, wasmPath: path.join(folder, 'nothing.wasm') };
  assert.match(String(await whyNoPython(missing)), /missing from this installation/);
  const cut = { ...python, wasmPath: path.join(folder, 'cut.wasm') };
  writeFileSync(cut.wasmPath, readFileSync(python.wasmPath).subarray(0, 1_000_000));
  writeFileSync(`${cut.wasmPath}.sha256`, readFileSync(`${python.wasmPath}.sha256`));
  assert.match(String(await whyNoPython(cut)), /damaged/);
});

test('a run whose Python can not be read fails with the reason', limits, async (t) => {
  const environment = createWorkerEnvironment({
    context: contextOf('x'),
    options: { language: 'python', seed: 1, cellSeconds: 5, sandboxMemoryMb: 128 },
    calls: async () => '',
    workerPath: await workerBundle(),
    wasmPath,
    python: { ...python, wasmPath: path.join(folder, 'gone.wasm') },
  });
  t.after(() => environment.dispose());
  await assert.rejects(
    environment.execute('1', { iteration: 1, cell: 1, at: 0 }, new AbortController().signal),
    /gone\.wasm/,
  );
});
