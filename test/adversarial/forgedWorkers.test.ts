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

/** What a script has to speak with: all in the words of the protocol. */
const speech = `
  const { parentPort: port, workerData } = require('node:worker_threads');
  const send = (message) => port.postMessage(message);
  const tell = (name, data) => send({ type: 'event', name, data });
  const answer = ({ id }, result) => send({ type: 'result', id, result });
  const call = (params, id) => send({ type: 'request', id, name: 'call', params });
  const outcome = ${outcome};
  const state = { memory: { bytes: 16384, pages: new Int32Array([65536]), slabs: [new SharedArrayBuffer(0), new SharedArrayBuffer(16384)] }, globals: { stackPointer: 1, runtimePointer: 2, contextPointer: 3, guest: 4 } };`;

/** An environment whose worker is this script: `on(message)` gets all that the host sends. */
function forge(
  t: TestContext,
  on: string,
  given: {
    /** What it does before it listens. */
    readonly first?: string;
    readonly cellSeconds?: number;
    readonly calls?: CallHandler;
  } = {},
): Environment {
  files += 1;
  const workerPath = path.join(folder, `forged${files}.cjs`);
  writeFileSync(
    workerPath,
    `${speech}
     ${given.first ?? ''}
     port.on('message', (message) => { ${on} });
     tell('ready', null);`,
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
  'send(5)',
  'send(null)',
  'send([])',
  "tell('open', '/etc/passwd')",
  "tell('toString', null)",
  "tell({ toString: 5 }, 'x')",
  "tell('printed', { length: 1e9 })",
  "tell('waiting', -1)",
  "tell('waiting', 1e300)",
  "send({ type: 'request', id: 1, name: 'exec', params: 'x' })",
  "send({ type: 'request', id: 1, name: 'toString', params: 'x' })",
  "call({ name: 'llm_query', prompt: 'x' }, 1e300)",
  'call({}, 1)',
  "call({ name: 'exec', prompt: 'x' }, 1)",
  "call({ name: 'llm_query', prompt: { toString: 5 } }, 1)",
  "call({ name: 'llm_query', prompt: 'x', batch: 'x' }, 1)",
  "call({ name: 'rlm_query', prompt: 'x', context: new Map([['a', 'b']]) }, 1)",
  "call({ name: 'rlm_query', prompt: 'x', context: [, 'a'] }, 1)",
  "call({ name: 'rlm_query', prompt: 'x', context: new Array(4e9) }, 1)",
  "answer(message, { ...outcome, status: '__proto__' })",
  "answer(message, { ...outcome, status: 'skipped' })",
  'answer(message, { ...outcome, output: { toString: 5 } })',
  'answer(message, { ...outcome, durationMs: NaN })',
  'answer(message, { ...outcome, notes: { length: 2 } })',
  'answer(message, { ...outcome, notes: new Array(4e9) })',
  'answer(message, { ...outcome, notes: [null] })',
  "answer(message, { ...outcome, variables: [{ name: 5, type: '', size: '' }] })",
  'answer(message)',
  'answer({ id: -1 }, outcome)',
  "tell('saved', { memory: new ArrayBuffer(8) })",
  "tell('saved', { memory: { bytes: 16384, pages: new Int32Array(1), slabs: new Array(4e9) }, globals: {} })",
  "tell('saved', { memory: { bytes: 16384, pages: new Int32Array([9]), slabs: [new SharedArrayBuffer(16384)] }, globals: {} })",
  "tell('saved', null)",
  "tell('broken', { toString: 5, valueOf: 5 })",
  "send({ type: 'error', id: message.id, error: { name: {}, message: {} } })",
];

for (const message of nonsense) {
  test(`a message that no worker of ours sends kills it: ${message}`, limits, async (t) => {
    const environment = forge(t, `if (message.name === 'execute') ${message};`);
    const { status, notes } = await execute(environment);
    assert.equal(status, 'killed');
    assert.match(notes.join(), /restarted/);
  });
}

test('texts of any length arrive as short texts', limits, async (t) => {
  const environment = forge(
    t,
    `if (message.name === 'execute') answer(message, { ...outcome, output: 'x'.repeat(5e6), final: 'f'.repeat(2e7), notes: ['n'.repeat(1e5)], error: { name: 'e'.repeat(1e6), message: 'm'.repeat(1e6), line: 2, extra: 1 }, variables: [{ name: 'n'.repeat(1e6), type: 't'.repeat(1e6), size: '' }], extra: 1, __proto__: { polluted: 1 } });`,
  );
  const result = await execute(environment);
  assert.equal(result.status, 'ok');
  assert.equal(result.output.length, 200_200);
  assert.equal(result.final?.length, 10_000_000);
  assert.deepEqual(
    result.notes.map(({ length }) => length),
    [2_000],
  );
  assert.deepEqual(result.error, { name: 'e'.repeat(1_000), message: 'm'.repeat(10_000), line: 2 });
  assert.deepEqual(
    result.variables.map(({ name, type, size }) => [name.length, type.length, size]),
    [[1_000, 1_000, '']],
  );
  assert.ok(!('extra' in result) && !('polluted' in result));
});

test('why an interpreter broke is told in a short text', limits, async (t) => {
  const environment = forge(
    t,
    "if (message.name === 'execute') send({ type: 'error', id: message.id, error: { name: 'x'.repeat(1e6), message: 'm'.repeat(1e6) } });",
  );
  const { status, error } = await execute(environment);
  assert.equal(status, 'killed');
  assert.deepEqual(error, { name: 'SandboxFailed', message: `${'m'.repeat(500)}.`, line: null });
});

test('what a killed cell has printed is capped by the host as well', limits, async (t) => {
  const environment = forge(
    t,
    "if (message.name === 'execute') { for (let n = 0; n < 20; n++) tell('printed', 'x'.repeat(1e6)); send(5); }",
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
    `if (message.name === 'execute') for (const prompt of ['a', 'b']) call({ name: 'llm_query', prompt }, 1);`,
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
    `for (let id = 1; id < 5000; id++) call({ name: 'llm_query', prompt: '' }, id);`,
    `for (let id = 1; id < 5; id++) call({ name: 'llm_query', prompt: 'x'.repeat(1e7) }, id);`,
    `const context = {}; for (let at = 0; at < 2e5; at++) context[at] = ''; for (let id = 1; id < 20; id++) call({ name: 'rlm_query', prompt: '', context }, id);`,
  ]) {
    let asked = 0;
    const environment = forge(t, `if (message.name === 'execute') { ${flood} }`, {
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
    `if (message.name === 'execute') { globalThis.cell = message; call({ name: 'rlm_query', prompt: 'x', context: JSON.parse('{"__proto__": "p", "constructor": "c"}'), path: '/' }, 1); }
     if (message.type === 'result') answer(globalThis.cell, outcome);`,
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
  ['cite', "[{ text: 'a', isShown: true, longLine: -1 }]"],
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
        `if (message.name === '${question}') { answer(message, ${answer}); answer(message, 1); }`,
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
    `${speech}
     port.on('message', (message) => answer(message, ${answer}));
     tell('ready', null);`,
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
    `if (message.name === 'execute') { answer(message, { ...outcome, output: message.params.code }); answer(message, { ...outcome, output: 'forged', final: 'forged' }); }`,
  );
  const signal = new AbortController().signal;
  const first = await environment.execute('first', { iteration: 1, cell: 1, at: 0 }, signal);
  assert.deepEqual([first.output, first.final], ['first', null]);
});

test('a state that is none costs the variables, not the run', limits, async (t) => {
  const environment = forge(
    t,
    `if (message.name === 'execute') { if (workerData.saved) throw new Error('not mine'); answer(message, outcome); tell('saved', state); process.exit(0); }`,
  );
  assert.equal((await execute(environment)).status, 'ok');
  const again = await execute(environment);
  assert.ok(['ok', 'killed'].includes(again.status));
});

test(
  'what is asked while a worker fails to start is answered by the next one',
  limits,
  async (t) => {
    const environment = forge(
      t,
      `if (message.name === 'execute') { answer(message, outcome); tell('saved', state); }
     if (message.name === 'cite') answer(message, [{ text: 'two', isShown: false }]);`,
      { first: "if (workerData.saved) throw new Error('it can not take up this state');" },
    );
    await execute(environment);
    assert.ok((await environment.rest()) > 0);
    const asked = [1, 2, 3].map(() => environment.cite([{ path: '', startLine: 2, endLine: 2 }]));
    for (const cited of await Promise.all(asked)) assert.equal(cited[0]?.text, 'two');
    const { status, notes } = await execute(environment);
    assert.equal(status, 'ok');
    assert.match(notes.join(), /all variables are lost/);
  },
);

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
    const environment = forge(t, `if (message.name === 'execute') { ${act}; }`);
    assert.equal((await execute(environment)).status, 'killed');
  }
  const environment = forge(t, "if (message.name === 'stop') for (;;);");
  const started = Date.now();
  const stopped = await environment.execute(
    'x',
    { iteration: 1, cell: 1, at: 0 },
    AbortSignal.timeout(50),
  );
  assert.equal(stopped.status, 'killed');
  assert.ok(Date.now() - started < 1_500);
});

/** What a worker may owe the host without end. */
const owed: Readonly<Record<string, (environment: Environment) => Promise<unknown>>> = {
  'the state of its cell, when it is to rest': (environment) => environment.rest(),
  'the state of its cell, when another goes on from it': async (environment) => {
    const fork = environment.fork();
    await fork.variables();
    await fork.dispose();
  },
  'the REPL to another run': (environment) => environment.renew(async () => ''),
  'what code may read of the conversation': (environment) => environment.remember([]),
  'lines of the text': (environment) => environment.cite([{ path: '', startLine: 1, endLine: 1 }]),
};

for (const [what, ask] of Object.entries(owed)) {
  test(`nobody waits for ever for a worker that owes ${what}`, limits, async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const environment = forge(t, "if (message.name === 'execute') answer(message, outcome);");
    await execute(environment);
    let isOver = false;
    const asked = ask(environment)
      .catch((error: unknown) => assert.ok(error instanceof SandboxFailed))
      .finally(() => {
        isOver = true;
      });
    // A second worker is asked where the first has died.
    while (!isOver) {
      t.mock.timers.tick(120_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await asked;
  });
}

test('a worker that never starts fails the run', limits, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const environment = forge(t, '', { first: 'for (;;);' });
  let isOver = false;
  const ended = assert.rejects(execute(environment), SandboxFailed).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    t.mock.timers.tick(120_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ended;
});
