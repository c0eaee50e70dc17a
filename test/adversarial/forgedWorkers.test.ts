import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, type TestContext, test } from 'node:test';
import type { CallHandler, Environment } from '../../src/core/environment.ts';
import { SandboxFailed } from '../../src/core/errors.ts';
import { createWorkerEnvironment } from '../../src/sandbox/host/workerEnvironment.ts';
import { contextOf, wasmPath } from '../unit/sandbox/support.ts';

/** What a worker could do to the host if something had taken it over. */
const limits = { timeout: 60_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-forged-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
/** What a model says that never answers. */
const never = new Promise<string>(() => {});

const outcome = `{ status: 'ok', output: 'x', outputChars: 1, error: null, durationMs: 1, final: null, candidate: null, notes: [], variables: [] }`;

/** An environment whose worker is this script: `on(message)` gets all that the host sends. */
function forge(
  t: TestContext,
  on: string,
  given: { readonly cellSeconds?: number; readonly calls?: CallHandler } = {},
): Environment {
  files += 1;
  const workerPath = path.join(folder, `forged${files}.cjs`);
  writeFileSync(
    workerPath,
    `const { parentPort: port, workerData } = require('node:worker_threads');
     const send = (message) => port.postMessage(message);
     const outcome = ${outcome};
     port.on('message', (message) => { ${on} });
     send({ type: 'ready' });`,
  );
  const environment = createWorkerEnvironment({
    context: contextOf('one\ntwo'),
    options: {
      language: 'javascript',
      seed: 1,
      cellSeconds: given.cellSeconds ?? 20,
      sandboxMemoryMb: 64,
    },
    calls: given.calls ?? (async () => ''),
    workerPath,
    wasmPath,
  });
  t.after(() => environment.dispose());
  return environment;
}

const execute = (environment: Environment) =>
  environment.execute('x', { iteration: 1, cell: 1, at: 0 }, new AbortController().signal);

const nonsense: readonly string[] = [
  '5',
  'null',
  '[]',
  "{ type: 'open', path: '/etc/passwd' }",
  '{ type: { toString: 5 } }',
  "{ type: 'printed', text: { length: 1e9 } }",
  "{ type: 'call', call: 1e300, request: {} }",
  "{ type: 'call', call: 1, request: { name: 'exec', prompt: 'x' } }",
  "{ type: 'call', call: 1, request: { name: 'llm_query', prompt: { toString: 5 } } }",
  "{ type: 'call', call: 1, request: { name: 'rlm_query', prompt: 'x', context: new Map([['a', 'b']]) } }",
  "{ type: 'call', call: 1, request: { name: 'rlm_query', prompt: 'x', context: [, 'a'] } }",
  "{ type: 'finished', outcome: { ...outcome, status: '__proto__' } }",
  "{ type: 'finished', outcome: { ...outcome, durationMs: NaN } }",
  "{ type: 'finished', outcome: { ...outcome, notes: { length: 2 } } }",
  "{ type: 'finished' }",
  "{ type: 'saved', state: { memory: new ArrayBuffer(8) } }",
  "{ type: 'broken', why: { toString: 5, valueOf: 5 } }",
  "{ type: 'answered', id: -1 }",
];

for (const message of nonsense) {
  test(`a message that no worker of ours sends kills it: ${message}`, limits, async (t) => {
    const environment = forge(t, `if (message.type === 'execute') send(${message});`);
    const { status, notes } = await execute(environment);
    assert.equal(status, 'killed');
    assert.match(notes.join(), /restarted/);
  });
}

test('texts of any type and length arrive as short texts', limits, async (t) => {
  const hostile = '{ toString: 5, valueOf: 5 }';
  const environment = forge(
    t,
    `if (message.type === 'execute') send({ type: 'finished', outcome: { ...outcome, output: 'x'.repeat(5e6), final: 'f'.repeat(2e7), notes: [${hostile}, 'n'.repeat(1e5), null], error: { name: ${hostile}, message: 'm'.repeat(1e6), line: ${hostile} }, variables: [{ name: 'n'.repeat(1e6), type: ${hostile} }, null, 5], extra: 1, __proto__: { polluted: 1 } } });`,
  );
  const result = await execute(environment);
  assert.equal(result.status, 'ok');
  assert.equal(result.output.length, 200_200);
  assert.equal(result.final?.length, 10_000_000);
  assert.deepEqual(
    result.notes.map(({ length }) => length),
    [0, 2_000, 0],
  );
  assert.deepEqual(result.error, { name: '', message: 'm'.repeat(10_000), line: null });
  assert.deepEqual(
    result.variables.map(({ name, type, size }) => [name.length, type, size]),
    [
      [1_000, '', ''],
      [0, '', ''],
      [0, '', ''],
    ],
  );
});

test('what a killed cell has printed is capped by the host as well', limits, async (t) => {
  const environment = forge(
    t,
    "if (message.type === 'execute') { for (let n = 0; n < 20; n++) send({ type: 'printed', text: 'x'.repeat(1e6) }); send(5); }",
  );
  const { status, output, outputChars } = await execute(environment);
  assert.equal(status, 'killed');
  assert.ok(output.length < 201_000, `${output.length} characters`);
  assert.ok(outputChars >= 200_000);
});

test('a call can not be opened twice, and each is answered once', limits, async (t) => {
  const asked: string[] = [];
  const environment = forge(
    t,
    `if (message.type === 'execute') for (const prompt of ['a', 'b']) send({ type: 'call', call: 1, request: { name: 'llm_query', prompt } });`,
    {
      calls: ({ prompt }) => {
        asked.push(prompt);
        return never;
      },
    },
  );
  assert.equal((await execute(environment)).status, 'killed');
  assert.deepEqual(asked, ['a']);
});

test('more calls, or more text in them, than may be open cost the worker', limits, async (t) => {
  for (const flood of [
    `for (let call = 1; call < 5000; call++) send({ type: 'call', call, request: { name: 'llm_query', prompt: '' } });`,
    `for (let call = 1; call < 5; call++) send({ type: 'call', call, request: { name: 'llm_query', prompt: 'x'.repeat(1e7) } });`,
    `const context = {}; for (let at = 0; at < 2e5; at++) context[at] = ''; for (let call = 1; call < 20; call++) send({ type: 'call', call, request: { name: 'rlm_query', prompt: '', context } });`,
  ]) {
    let asked = 0;
    const environment = forge(t, `if (message.type === 'execute') { ${flood} }`, {
      calls: () => {
        asked += 1;
        return never;
      },
    });
    assert.equal((await execute(environment)).status, 'killed');
    assert.ok(asked <= 1_024, `${asked} calls`);
  }
});

test('a context with names of built-in things is data', limits, async (t) => {
  const contexts: unknown[] = [];
  const environment = forge(
    t,
    `if (message.type === 'execute') send({ type: 'call', call: 1, request: { name: 'rlm_query', prompt: 'x', context: JSON.parse('{"__proto__": "p", "constructor": "c"}'), path: '/' } });
     if (message.type === 'settled') send({ type: 'finished', outcome });`,
    { calls: async ({ context }) => String(contexts.push(context)) },
  );
  assert.equal((await execute(environment)).status, 'ok');
  assert.deepEqual(Object.entries(Object(contexts[0])), [
    ['__proto__', 'p'],
    ['constructor', 'c'],
  ]);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});

const answers: readonly (readonly [question: string, answer: string])[] = [
  ['describe', 'null'],
  ['describe', "{ kind: 'map', chars: 1, lines: 1, longestLine: 1, head: 5, items: [] }"],
  [
    'describe',
    "{ kind: 'map', chars: 1, lines: 1, longestLine: 1, head: '', items: [{ path: 5 }] }",
  ],
  ['holds', '{ toString: 5 }'],
  ['cite', '[]'],
  ['cite', '[5]'],
  ['cite', '[{ text: 5, isShown: true }]'],
  ['cover', "'all'"],
  ['cover', covered("{ chars: 1, ranges: [{ path: '', start: 5, end: 1 }] }")],
  ['cover', covered('{ chars: 1, ranges: [null] }')],
  ['cover', covered('{ chars: -1, ranges: [] }')],
  ['cover', covered('{ chars: 1, ranges: [] }', '{ seen: [], shown: [] }')],
];

function covered(seen: string, news = '{ seen: [], shown: [], searched: [] }'): string {
  return `{ seen: ${seen}, searched: { chars: 0, ranges: [] }, news: ${news} }`;
}

for (const [question, answer] of answers) {
  test(
    `an answer that is none is a failure of the sandbox: ${question} ${answer}`,
    limits,
    async (t) => {
      const environment = forge(
        t,
        `if (message.type === 'ask') { send({ type: 'answered', id: 999, answer: 1 }); send({ type: 'answered', id: message.id, answer: ${answer} }); send({ type: 'answered', id: message.id, answer: 1 }); }`,
      );
      const large = createLarge(question === 'describe', environment, t, answer);
      const asked = {
        describe: () => large.describe(),
        holds: () => environment.holds(['x']),
        cite: () => environment.cite([{ path: '', startLine: 1, endLine: 1 }]),
        cover: () => environment.cover(['one'], true),
      }[question];
      await assert.rejects(async () => await asked?.(), SandboxFailed);
    },
  );
}

/** Small texts are described by the host itself. */
function createLarge(
  wanted: boolean,
  otherwise: Environment,
  t: TestContext,
  answer: string,
): Environment {
  if (!wanted) return otherwise;
  files += 1;
  const workerPath = path.join(folder, `forged${files}.cjs`);
  writeFileSync(
    workerPath,
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ id }) => parentPort.postMessage({ type: 'answered', id, answer: ${answer} }));
     parentPort.postMessage({ type: 'ready' });`,
  );
  const environment = createWorkerEnvironment({
    context: contextOf('x'.repeat(2_100_000)),
    options: { language: 'javascript', seed: 1, cellSeconds: 1, sandboxMemoryMb: 64 },
    calls: async () => '',
    workerPath,
    wasmPath,
  });
  t.after(() => environment.dispose());
  return environment;
}

test('answers that come late, twice or for another cell change nothing', limits, async (t) => {
  const environment = forge(
    t,
    `if (message.type === 'execute') { send({ type: 'finished', outcome: { ...outcome, output: message.code } }); send({ type: 'finished', outcome: { ...outcome, output: 'forged', final: 'forged' } }); }`,
  );
  const signal = new AbortController().signal;
  const first = await environment.execute('first', { iteration: 1, cell: 1, at: 0 }, signal);
  assert.deepEqual([first.output, first.final], ['first', null]);
});

test('a state that is none costs the variables, not the run', limits, async (t) => {
  const environment = forge(
    t,
    `if (message.type === 'execute') { if (workerData.saved) throw new Error('not mine'); send({ type: 'finished', outcome }); send({ type: 'saved', state: { memory: { bytes: 16384, pages: new Int32Array([65536]), slabs: [new SharedArrayBuffer(0), new SharedArrayBuffer(16384)] }, globals: { stackPointer: 1, runtimePointer: 2, contextPointer: 3, guest: 4 } } }); process.exit(0); }`,
  );
  assert.equal((await execute(environment)).status, 'ok');
  const again = await execute(environment);
  assert.ok(['ok', 'killed'].includes(again.status));
});

test(
  'a worker that says that it waits, and waits for nothing, is not believed',
  limits,
  async (t) => {
    const environment = forge(t, '', { cellSeconds: 0.1 });
    const { status, error } = await execute(environment);
    assert.equal(status, 'killed');
    assert.equal(error?.name, 'Timeout');
  },
);

test('a worker that throws, exits or never answers Stop ends with its cell', limits, async (t) => {
  for (const act of [
    "throw new Error('boom')",
    'process.exit(3)',
    "Promise.reject(new Error('lost'))",
  ]) {
    const environment = forge(t, `if (message.type === 'execute') { ${act}; }`);
    assert.equal((await execute(environment)).status, 'killed');
  }
  const environment = forge(t, "if (message.type === 'cancel') for (;;);");
  const started = Date.now();
  const stopped = await environment.execute(
    'x',
    { iteration: 1, cell: 1, at: 0 },
    AbortSignal.timeout(50),
  );
  assert.equal(stopped.status, 'killed');
  assert.ok(Date.now() - started < 1_500);
});
