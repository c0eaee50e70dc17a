import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { deferred } from '../../../../src/core/deferred.ts';
import type { CallHandler } from '../../../../src/core/environment.ts';
import { SandboxFailed } from '../../../../src/core/errors.ts';
import { createWorkerEnvironment } from '../../../../src/sandbox/host/workerEnvironment.ts';
import { answerValue, contextOf, openSession, wasmPath, workerBundle } from '../support.ts';

const limits = { timeout: 120_000 };
/** One native call that neither the interpreter nor its checks can interrupt. */
const uninterruptible = 'new Array(1e9) + ""';

/** A model that answers when it is told to, or when it is aborted. */
function heldModel(): {
  readonly calls: CallHandler;
  readonly open: Map<string, (text: string) => void>;
  readonly aborted: string[];
  readonly asked: (prompt: string) => Promise<void>;
} {
  const open = new Map<string, (text: string) => void>();
  const aborted: string[] = [];
  const waiting = new Map<string, () => void>();
  const calls: CallHandler = ({ prompt }, signal) =>
    new Promise((resolve, reject) => {
      open.set(prompt, resolve);
      signal.addEventListener('abort', () => {
        aborted.push(prompt);
        reject(new Error('aborted'));
      });
      waiting.get(prompt)?.();
    });
  return {
    calls,
    open,
    aborted,
    asked: (prompt) =>
      open.has(prompt) ? Promise.resolve() : new Promise((resolve) => waiting.set(prompt, resolve)),
  };
}

test('a cell runs in a worker and its calls are answered here', limits, async (t) => {
  const { run } = await openSession(t, { context: 'one\ntwo' });
  const { status, output, variables } = await run(
    'const reply = await llm_query(context)\nprint(reply, grep("two"))',
  );
  assert.equal(status, 'ok');
  assert.equal(output, 'reply to one\ntwo L2: two\n');
  assert.deepEqual(variables, [{ name: 'reply', type: 'string', size: '16 characters' }]);
});

test('calls run at once, by Promise.all as by a batch', limits, async (t) => {
  let open = 0;
  let most = 0;
  const everyone = deferred<void>();
  const calls: CallHandler = async ({ prompt }) => {
    open += 1;
    most = Math.max(most, open);
    if (open === 64) everyone.resolve();
    await everyone.promise;
    return prompt;
  };
  const { run } = await openSession(t, { calls });
  const prompts = 'Array.from({length: 64}, (_, at) => "p" + at)';
  const all = await run(`print((await Promise.all(${prompts}.map((p) => llm_query(p)))).join())`);
  assert.equal(all.output, `${Array.from({ length: 64 }, (_, at) => `p${at}`).join()}\n`);
  assert.equal(most, 64);
  open = 0;
  const batch = await run(`print((await llm_query_batched(${prompts})).length)`);
  assert.equal(batch.output, '64\n');
});

test(
  'more calls than the host takes at once wait inside and are all answered',
  limits,
  async (t) => {
    let open = 0;
    let most = 0;
    const { run } = await openSession(t, {
      calls: async ({ prompt }) => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return prompt;
      },
    });
    const { output } = await run(
      'const all = await Promise.all(Array.from({length: 5000}, (_, at) => llm_query("" + at)))\nprint(all.every((text, at) => text === "" + at))',
    );
    assert.equal(output, 'true\n');
    assert.ok(most <= 1_024, `${most} at once`);
  },
);

test(
  'a handler that throws at once, or rejects with no Error, is an error in the code',
  limits,
  async (t) => {
    const { run } = await openSession(t, {
      calls: ({ prompt }) => {
        if (prompt === 'throw') throw new Error('thrown');
        return Promise.reject('only words');
      },
    });
    assert.equal((await run('await llm_query("throw")')).error?.message, 'thrown');
    assert.equal((await run('await llm_query("x")')).error?.message, 'only words');
  },
);

test('code that computes too long is stopped, and its state is kept', limits, async (t) => {
  const { run } = await openSession(t, { options: { cellSeconds: 0.5 } });
  const { status } = await run('let n = 0; for (;;) n++');
  assert.equal(status, 'timeout');
  assert.equal((await run('print(n > 0)')).output, 'true\n');
});

test(
  'what can not be stopped is killed; earlier cells are kept, its own work is not',
  limits,
  async (t) => {
    const { run } = await openSession(t, { options: { cellSeconds: 0.5 } });
    await run('const kept = "x".repeat(1000); answer.content = "draft"');
    await run('const second = 2');
    const killed = await run(`let lost = 1; print("seen"); ${uninterruptible}`);
    assert.equal(killed.status, 'killed');
    assert.equal(killed.output, 'seen\n');
    assert.equal(killed.candidate, 'draft');
    assert.equal(killed.final, null);
    assert.match(killed.notes.join(), /what this cell had assigned is lost.*kept, second\./);
    assert.deepEqual(
      killed.variables.map(({ name }) => name),
      ['kept', 'second'],
    );
    const after = await run('print(kept.length, second, typeof lost, await llm_query("x"))');
    assert.equal(after.output, '1000 2 undefined reply to x\n');
  },
);

test('a text search that backtracks without end is killed too', limits, async (t) => {
  const { run } = await openSession(t, { context: 'x'.repeat(60), options: { cellSeconds: 0.5 } });
  assert.equal((await run('grep("(x+x+)+y")')).status, 'killed');
  assert.equal((await run('print("alive")')).output, 'alive\n');
});

test('memory that stays full costs the cell, not the run', limits, async (t) => {
  const { run } = await openSession(t);
  await run('const kept = 1');
  const { status, error } = await run(
    'const all = []; for (;;) all.push("x".repeat(1e5) + all.length)',
  );
  assert.equal(status, 'killed');
  assert.deepEqual(error, {
    name: 'OutOfMemory',
    message: "The code used up the sandbox's memory.",
    line: null,
  });
  assert.equal((await run('print(kept, typeof all)')).output, '1 undefined\n');
});

test('waiting counts toward no deadline', limits, async (t) => {
  const { calls, open, asked } = heldModel();
  const { run } = await openSession(t, { calls, options: { cellSeconds: 0.2 } });
  const result = run('print(await llm_query("slow"))');
  await asked('slow');
  const until = Date.now() + 800;
  while (Date.now() < until) await new Promise((resolve) => setImmediate(resolve));
  open.get('slow')?.('done');
  assert.equal((await result).output, 'done\n');
});

test('Stop ends a cell that waits within a second, and aborts its calls', limits, async (t) => {
  const { calls, aborted, asked } = heldModel();
  const { run } = await openSession(t, { calls });
  const controller = new AbortController();
  const result = run('print("asking"); await llm_query("never")', controller.signal);
  await asked('never');
  const stopped = Date.now();
  controller.abort();
  const { status, output } = await result;
  assert.equal(status, 'killed');
  assert.equal(output, 'asking\n');
  assert.ok(Date.now() - stopped < 1_000);
  assert.deepEqual(aborted, ['never']);
  assert.equal((await run('print("goes on")')).output, 'goes on\n');
});

for (const code of [
  'for (;;);',
  'for (;;) try { for (;;); } finally { continue }',
  uninterruptible,
]) {
  test(`Stop ends a cell that computes within a second: ${code}`, limits, async (t) => {
    const started = deferred<void>();
    const calls: CallHandler = async () => {
      started.resolve();
      return '';
    };
    const { run } = await openSession(t, { calls });
    await run('const kept = 1');
    const controller = new AbortController();
    const result = run(`await llm_query("started"); ${code}`, controller.signal);
    await started.promise;
    const stopped = Date.now();
    controller.abort();
    assert.equal((await result).status, 'killed');
    assert.ok(Date.now() - stopped < 1_000);
    assert.equal((await run('print(kept)')).output, '1\n');
  });
}

test('a cell whose signal has fired already does not go on', limits, async (t) => {
  const { run } = await openSession(t);
  assert.equal((await run('for (;;);', AbortSignal.abort())).status, 'killed');
});

test('a worker that was killed by Stop goes on when it is asked something', limits, async (t) => {
  const { run, environment } = await openSession(t);
  await run('const kept = 1');
  const { status } = await run(uninterruptible, AbortSignal.timeout(200));
  assert.equal(status, 'killed');
  assert.equal(await answerValue(environment, 'kept'), '1');
});

test('cells that are sent together run one after the other', limits, async (t) => {
  const { run } = await openSession(t);
  const results = await Promise.all([
    run('const a = await llm_query("x")'),
    run('const b = a + "!"'),
    run('print(b)'),
  ]);
  assert.equal(results[2]?.output, 'reply to x!\n');
});

test('the text is described, cited and covered, also while a cell waits', limits, async (t) => {
  const { calls, open, asked } = heldModel();
  const { run, environment } = await openSession(t, { calls, context: 'one\ntwo\nthree' });
  const description = await environment.describe();
  assert.deepEqual([description.kind, description.chars, description.lines], ['string', 13, 3]);
  const result = run('await llm_query("x")');
  await asked('x');
  const citations = await environment.cite([
    { path: '', startLine: 2, endLine: 3 },
    { path: '', startLine: 3, endLine: 4 },
  ]);
  assert.deepEqual(citations, [{ text: 'two\nthree', isShown: false }, null]);
  const { seen } = await environment.cover(['L2: two'], true);
  assert.equal(seen.ranges[0]?.start, 4);
  open.get('x')?.('');
  await result;
});

const at = (line: number) => ({ path: '', startLine: line, endLine: line });

test('what was seen, shown and searched outlives a killed worker', limits, async (t) => {
  const lines = Array.from({ length: 20 }, (_, at) => `this is line number ${at} of the text`);
  const { run, environment } = await openSession(t, {
    context: lines.join('\n'),
    options: { cellSeconds: 0.3 },
  });
  await run('lines(1, 2)');
  const before = await environment.cover([String(lines[3])], true);
  assert.equal((await run(uninterruptible)).status, 'killed');
  const { seen, searched } = await environment.cover([String(lines[9])], false);
  assert.equal(seen.ranges.length, 2);
  assert.deepEqual(seen.ranges[0], before.seen.ranges[0]);
  assert.deepEqual(searched, before.searched);
  const cited = await environment.cite([4, 10].map((line) => at(line)));
  assert.deepEqual(
    cited.map((found) => found?.isShown),
    [true, false],
  );
});

test('a large text is described by the worker', limits, async (t) => {
  const { environment } = await openSession(t, { context: 'line\n'.repeat(600_000) });
  assert.equal((await environment.describe()).lines, 600_000);
});

test('variables are known without asking the code', limits, async (t) => {
  const { run, environment } = await openSession(t);
  assert.deepEqual(await environment.variables(), []);
  await run('const a = [1, 2]');
  assert.deepEqual(await environment.variables(), [{ name: 'a', type: 'Array', size: '2 items' }]);
  assert.equal(await answerValue(environment, 'nope'), null);
});

test('a sandbox that can not be had is SandboxFailed, with the reason', limits, async () => {
  const parts = {
    context: contextOf('x'),
    options: { language: 'javascript', seed: 1, cellSeconds: 1, sandboxMemoryMb: 64 },
    calls: async () => '',
  } as const;
  const noWorker = createWorkerEnvironment({
    ...parts,
    workerPath: '/nowhere/worker.js',
    wasmPath,
  });
  const label = { iteration: 1, cell: 1, at: 0 };
  const { signal } = new AbortController();
  await assert.rejects(noWorker.execute('1', label, signal), SandboxFailed);
  const workerPath = await workerBundle();
  const noEngine = createWorkerEnvironment({ ...parts, workerPath, wasmPath: '/nowhere/q.wasm' });
  await assert.rejects(noEngine.holds(['x']), /The sandbox could not run: ENOENT/);
  await Promise.all([noWorker.dispose(), noEngine.dispose()]);
});

test('a closed sandbox ends its cell and refuses more', limits, async (t) => {
  const { calls, aborted, asked } = heldModel();
  const { run, environment } = await openSession(t, { calls });
  const result = run('await llm_query("x")');
  await asked('x');
  await environment.dispose();
  assert.equal((await result).status, 'killed');
  assert.deepEqual(aborted, ['x']);
  await assert.rejects(run('1'), SandboxFailed);
  await assert.rejects(environment.cite([]), SandboxFailed);
  await environment.dispose();
});

test(
  'a worker that never comes to its start is ended by Stop, and by closing',
  limits,
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rlm-hang-'));
    try {
      const workerPath = path.join(folder, 'worker.js');
      writeFileSync(workerPath, 'setInterval(() => {}, 1_000);');
      const environment = createWorkerEnvironment({
        context: contextOf('text'),
        options: { language: 'javascript', seed: 1, cellSeconds: 60, sandboxMemoryMb: 128 },
        calls: async () => '',
        workerPath,
        wasmPath,
      });
      const stop = new AbortController();
      const executed = environment.execute('1', { iteration: 1, cell: 1, at: 0 }, stop.signal);
      setImmediate(() => stop.abort());
      await assert.rejects(executed, SandboxFailed);
      await environment.dispose();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
