import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { build } from 'esbuild';
import { deferred } from '../../../../src/core/deferred.ts';
import { boundedModule } from '../../../../src/sandbox/host/boundedModule.ts';
import { createWorkerEnvironment } from '../../../../src/sandbox/host/workerEnvironment.ts';
import { Interpreter } from '../../../../src/sandbox/javascript/interpreter.ts';
import { CellClock } from '../../../../src/sandbox/worker/cellClock.ts';
import { contextOf, openEvaluator, openSession, wasmPath } from '../support.ts';

const limits = { timeout: 60_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-hardening-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The worker as it is, and then a look around in its realm, told as the output of a cell. */
const probe = `
  import { parentPort, workerData } from 'node:worker_threads';
  import { serveSandbox } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../../../src/sandbox/worker/serve.ts'))};
  const { process } = globalThis;
  const given = { env: { ...process.env }, argv: process.argv.slice(2), execArgv: [...process.execArgv], data: Object.keys(workerData).sort() };
  const send = parentPort.postMessage.bind(parentPort);
  parentPort.postMessage = (message) => {
    if (message.type !== 'result' || message.result?.outputChars === undefined) return send(message);
    const names = ['process', 'require', 'Function', 'eval', 'fetch', 'WebSocket', 'Buffer', 'WebAssembly', 'Worker', 'setTimeout', 'performance', 'navigator', 'global'];
    const doors = ['binding', 'dlopen', 'getBuiltinModule', 'env', 'exit', 'kill'];
    const seen = {
      ...given,
      globals: names.filter((name) => globalThis[name] !== undefined),
      doors: doors.filter((name) => process[name] !== undefined),
      makers: [() => 1, async () => 1, function* () {}, async function* () {}].filter((made) => made.constructor !== undefined).length,
    };
    send({ ...message, result: { ...message.result, output: JSON.stringify(seen) } });
  };
  void serveSandbox(parentPort, workerData);
`;

test('a worker that can run code has an emptied realm and was given nothing', limits, async (t) => {
  const workerPath = path.join(folder, 'probe.js');
  await build({
    stdin: { contents: probe, resolveDir: import.meta.dirname, loader: 'ts' },
    outfile: workerPath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  process.env.RLM_TEST_SECRET = 'secret';
  const environment = createWorkerEnvironment({
    context: contextOf('one'),
    options: { language: 'javascript', seed: 1, cellSeconds: 20, sandboxMemoryMb: 64 },
    calls: async () => '',
    workerPath,
    wasmPath,
  });
  t.after(() => environment.dispose());
  const { signal } = new AbortController();
  const { output } = await environment.execute('1', { iteration: 1, cell: 1, at: 0 }, signal);
  const { data, ...seen } = JSON.parse(output);
  assert.deepEqual(seen, { env: {}, argv: [], execArgv: [], globals: [], doors: [], makers: 0 });
  assert.deepEqual(data, [
    ...['cellSeconds', 'context', 'control', 'engine', 'known'],
    ...['recovered', 'sandboxMemoryMb', 'saved', 'seed'],
  ]);
});

/** An interpreter with a guest of the test's own. */
async function openInterpreter(
  guestSource: string,
  host: Readonly<Record<string, (...values: string[]) => string>> = {},
): Promise<Interpreter> {
  return Interpreter.create({
    module: await boundedModule(wasmPath, 64),
    memoryMb: 64,
    shouldStop: () => false,
    guestSource,
    texts: [],
    guestSettings: '',
    host,
    saved: null,
    seed: 1,
    clock: new CellClock(),
  });
}

test(
  'host functions get strings, whatever they are called with, and throw words',
  limits,
  async () => {
    const seen: unknown[] = [];
    const interpreter = await openInterpreter(
      `(host) => ({
      give() { return host.take({ toString: () => 'x' }, 5, () => 1, 'text', null, Symbol(), new Proxy({}, {})) },
      fail() { try { host.fail() } catch (e) { return [e instanceof Error, e.message, /node:|file:|\\.ts/.test(e.stack)].join() } },
    })`,
      {
        take: (...values) => String(seen.push(...values)),
        fail: () => {
          throw new Error('of the host');
        },
      },
    );
    assert.equal(interpreter.ask('give'), '7');
    assert.deepEqual(seen, ['', '', '', 'text', '', '', '']);
    assert.equal(interpreter.ask('fail'), 'true,Error: of the host,false');
  },
);

test('the interpreter is refused to write anywhere', limits, async (t) => {
  interface Wasi {
    readonly fd_write: (...values: number[]) => number;
  }
  const engine: { instantiate: (module: unknown, imports: Record<string, Wasi>) => unknown } =
    Reflect.get(globalThis, 'WebAssembly');
  const spy = t.mock.method(engine, 'instantiate');
  await openInterpreter('() => ({})');
  const [call] = spy.mock.calls;
  const wasi = call?.arguments[1].wasi_snapshot_preview1;
  const badFileDescriptor = 8;
  assert.equal(wasi?.fd_write(1, 0, 0, 0), badFileDescriptor);
  assert.equal(wasi?.fd_write(2, 0, 0, 0), badFileDescriptor);
});

test(
  'more text than the host takes at once waits inside, and is all answered',
  limits,
  async (t) => {
    let open = 0;
    let most = 0;
    const { run } = await openSession(t, {
      calls: async ({ prompt }) => {
        open += prompt.length;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= prompt.length;
        return String(prompt.length);
      },
    });
    const { output, error } = await run(
      "const big = 'x'.repeat(5e6); print(new Set(await Promise.all(Array.from({length: 30}, () => llm_query(big)))))",
    );
    assert.equal(error, null);
    assert.equal(output, 'Set(1) { "5000000" }\n');
    assert.ok(most <= 32_000_000, `${most} characters at once`);
  },
);

test('a call larger than all may be together goes alone', limits, async (t) => {
  const { run } = await openSession(t, {
    calls: async ({ context }) => String(Object(context).a?.length),
    options: { sandboxMemoryMb: 512 },
  });
  const asked = "rlm_query('x', {a: 'y'.repeat(3.3e7)})";
  const { output } = await run(`print((await Promise.all([${asked}, ${asked}])).join())`);
  assert.equal(output, '33000000,33000000\n');
});

test('what a cell computed is its own: neither snapshots nor warm-up count', limits, async (t) => {
  const { run } = await openSession(t, { options: { sandboxMemoryMb: 512 } });
  await run("const held = Array.from({length: 30}, (_, at) => 'x'.repeat(4e6) + at)");
  const results = await Promise.all(Array.from({ length: 5 }, () => run('1')));
  const least = Math.min(...results.map(({ durationMs }) => durationMs));
  assert.ok(least < 25, `${least} ms`);
});

test('a snapshot that has not arrived is not claimed', limits, async (t) => {
  const asked = deferred<void>();
  const { run } = await openSession(t, {
    calls: async () => {
      asked.resolve();
      return 'paid';
    },
    options: { cellSeconds: 0.5 },
  });
  await run('const kept = 1');
  const { notes, variables } = await run("const lost = await llm_query('x'); new Array(1e9) + ''");
  assert.deepEqual(
    variables.map(({ name }) => name),
    ['kept', 'recovered'],
  );
  assert.match(
    notes.join('\n'),
    /are as they were: kept\.\nThe result of the 1 query .* recovered/,
  );
  const again = await run("recovered.push('mine'); await llm_query('y'); new Array(1e9) + ''");
  assert.equal(again.status, 'killed');
  const { output } = await run(
    'print(recovered.map(({ prompt, result }) => prompt + result).join())',
  );
  assert.equal(output, 'xpaid,ypaid\n');
});

test('a variable of the same name is not overwritten by what is recovered', limits, async (t) => {
  const { run } = await openSession(t, { options: { cellSeconds: 0.3 } });
  await run("const recovered = 'mine'");
  const { notes } = await run("await llm_query('x'); new Array(1e9) + ''");
  assert.match(notes.join(), /kept in recovered2/);
  assert.equal((await run('print(recovered, recovered2.length)')).output, 'mine 1\n');
});

test(
  'code gets less memory than there is, so that its results can still be told',
  limits,
  async () => {
    const { run } = await openEvaluator();
    const { status, output } = await run(
      "all = []; try { for (;;) all.push('x'.repeat(1e5) + all.length) } catch { held = all.length * 1e5; all = null } print(held)",
    );
    assert.equal(status, 'ok');
    const megabytes = Number(output) / 1_048_576;
    assert.ok(megabytes > 90 && megabytes < 117, `${megabytes} of 128 MiB`);
  },
);

test('where the host stands on earth is not told', limits, async (t) => {
  const { TZ } = process.env;
  t.after(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });
  process.env.TZ = 'Asia/Kathmandu';
  assert.equal(new Date(0).getTimezoneOffset(), -330);
  const { run } = await openEvaluator();
  assert.equal((await run('print(new Date(0).getTimezoneOffset())')).output, '0\n');
});

test('what was paid is recovered after Stop too', limits, async (t) => {
  let asked = deferred<void>();
  const { run } = await openSession(t, {
    calls: async ({ prompt }) => {
      if (prompt === 'second') asked.resolve();
      return `${prompt} reply`;
    },
  });
  const code = "await llm_query('first'); llm_query('second'); new Array(1e9) + ''";
  // Stopped before its native call has begun, a cell ends by itself and nothing has to be recovered.
  for (let wasKilled = false; !wasKilled; ) {
    asked = deferred();
    const stop = new AbortController();
    const cell = run(code, stop.signal);
    await asked.promise;
    stop.abort();
    const { status, notes } = await cell;
    assert.equal(status, 'killed');
    wasKilled = notes.some((note) => /restarted/.test(note));
  }
  assert.equal((await run('print(recovered[0].result)')).output, 'first reply\n');
});
