import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { deferred } from '../../src/core/deferred.ts';
import { createWorkerEnvironment } from '../../src/sandbox/host/workerEnvironment.ts';
import { contextOf, openSession, wasmPath, workerBundle } from '../unit/sandbox/support.ts';

const limits = { timeout: 120_000 };
/** Within the sizes that are taken, and compiled for seconds in code that nothing interrupts. */
const slow = "count('\\\\P{L}'.repeat(20), { flags: 'iu' })";

async function open(t: TestContext, cellSeconds: number) {
  const started = deferred<void>();
  const environment = createWorkerEnvironment({
    // Of two bytes a character: what V8 compiles for those is the larger part.
    context: contextOf('漢字 and more\n'),
    options: { language: 'javascript', seed: 1, cellSeconds, sandboxMemoryMb: 64 },
    calls: async () => {
      started.resolve();
      return '';
    },
    workerPath: await workerBundle(),
    wasmPath,
  });
  t.after(() => environment.dispose());
  const run = (code: string, signal = new AbortController().signal) =>
    environment.execute(code, { iteration: 1, cell: 1, at: 0 }, signal);
  return { environment, run, started: started.promise };
}

test(
  'Stop ends a cell within a second while a pattern is compiled, and the next one runs',
  limits,
  async (t) => {
    const { run, started } = await open(t, 60);
    await run('const kept = 41');
    const stop = new AbortController();
    const cell = run(`await llm_query('x'); ${slow}`, stop.signal);
    await started;
    const from = performance.now();
    stop.abort();
    assert.equal((await cell).status, 'killed');
    assert.ok(performance.now() - from < 1_000, `${performance.now() - from} ms`);
    assert.equal((await run('print(kept + 1)')).output, '42\n');
  },
);

test(
  'the hard deadline holds while a pattern is compiled, and closing does not wait for it',
  limits,
  async (t) => {
    const { environment, run } = await open(t, 0.4);
    const from = performance.now();
    const { status, error } = await run(slow);
    assert.deepEqual([status, error?.name], ['killed', 'Timeout']);
    await environment.dispose();
    assert.ok(performance.now() - from < 3_000, `${performance.now() - from} ms`);
  },
);

/** What is said of code that hands over more than it may, or asks the interpreter itself for too much. */
const oversized: Readonly<Record<string, readonly [code: string, outcome: RegExp]>> = {
  'a pattern': [
    "count('ab?|'.repeat(1e6))",
    /^error count: the regular expression has 4,000,000 char/,
  ],
  'a RegExp object': [
    "count(new RegExp('x'.repeat(20_001)))",
    /^error count: the regular expression has 20,001 characters; the most is 20,000\. Match in pieces/,
  ],
  'a pattern of groups': ["count('('.repeat(300) + ')'.repeat(300))", /^error .*has 300 groups/],
  'a plain text': [
    "count('x'.repeat(1_000_001), { literal: true })",
    /^error .* 1,000,001 characters; the most is 1,000,000\. Match in pieces, or give an array/,
  ],
  'an array of plain texts': [
    "grep(['x'.repeat(600_000), 'y'.repeat(600_000)])",
    /^error .* 1,200,000 characters/,
  ],
  'an array with something else': [
    "grep(['x', /y/])",
    /^error grep: each of the texts to look for must be a string, not an object/,
  ],
  'an array that is none': [
    'const list = []; list.length = 3; count(list)',
    /^error .*not undefined/,
  ],
  flags: ["count('x', { flags: 'g'.repeat(1e7) })", /^error .*There is no flag/],
  'a prompt': [
    "await llm_query('x'.repeat(2.1e7))",
    /^error The prompt has 21,000,000 characters; the most/,
  ],
  'a prompt of a batch': [
    "print((await llm_query_batched(['x'.repeat(2.1e7), 'b'])).map((reply) => reply.slice(0, 20)))",
    /^ok .*"Error: The prompt ha", "reply to b"/s,
  ],
  'a name of a model': ["await llm_query('x', { model: 'm'.repeat(1e7) })", /^ok/],
  'an answer': ["FINAL('x'.repeat(1.1e7))", /^ok 10000000/],
  'a draft': ["answer.content = 'x'.repeat(1.1e7); answer.ready = true", /^ok 10000000/],
  'names of variables': [
    "for (let at = 0; at < 4; at++) globalThis['n'.repeat(1e6) + at] = at",
    /^ok/,
  ],
  'its own pattern, nested': ["new RegExp('('.repeat(30_000) + ')'.repeat(30_000))", /^error|^ok/],
  'its own pattern, named': [
    "new RegExp(Array.from({ length: 30_000 }, (_, i) => '(?<g' + i + '>a)').join('|')).test('b')",
    /^error|^ok|^timeout/,
  ],
  'its own pattern, without end': ["/(x+x+)+y/.test('x'.repeat(60))", /^timeout/],
  'its own pattern on a long text': [
    "/(?:a|b|ab)*c/.test('ab'.repeat(2e6)); /(.*)*z/.test('x'.repeat(1e5))",
    /^timeout|^error/,
  ],
};

for (const [what, [code, outcome]] of Object.entries(oversized)) {
  test(
    `too much of it is an error or is cut, and the next cell runs: ${what}`,
    limits,
    async (t) => {
      const { run } = await openSession(t, {
        context: '漢字 and more\n',
        options: { language: 'javascript', seed: 1, cellSeconds: 2, sandboxMemoryMb: 256 },
      });
      await run('const kept = 41');
      const { status, error, final, output } = await run(code);
      assert.match(`${status} ${error?.message ?? ''}${final?.length ?? ''}${output}`, outcome);
      assert.equal((await run('print(kept + 1)')).output, '42\n');
    },
  );
}
