import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment } from '../../../../src/core/environment.ts';
import { openSession } from '../support.ts';

const limits = { timeout: 120_000 };
const never = new AbortController().signal;
const cell = { iteration: 1, cell: 1, at: 0 };
const execute = (environment: Environment, code: string) => environment.execute(code, cell, never);

test(
  'a REPL that another run takes up has what was made, and asks the new handler',
  limits,
  async (t) => {
    const { run, environment } = await openSession(t, { context: 'one\ntwo' });
    await run('const kept = [1, 2]; function twice(n) { return 2 * n }\nanswer.content = "draft"');
    await environment.cover(['two'], true);
    await environment.renew(async ({ prompt }) => `new reply to ${prompt}`);
    const { seen, searched } = await environment.cover(['one'], true);
    assert.deepEqual(seen, { chars: 4, ranges: [{ path: '', start: 0, end: 4 }] });
    assert.equal(searched.chars, 0);
    const { output, candidate } = await run('print(twice(kept.length), await llm_query("x"))');
    assert.equal(output, '4 new reply to x\n');
    assert.equal(candidate, null);
  },
);

test('what was drafted before is no candidate after a kill either', limits, async (t) => {
  const { run, environment } = await openSession(t, { options: { cellSeconds: 0.2 } });
  await run('const kept = 1; answer.content = "draft"');
  await environment.renew(async () => '');
  assert.equal((await run('new Array(1e9) + ""')).candidate, null);
  const after = await run('print(kept)');
  assert.deepEqual([after.output, after.candidate], ['1\n', null]);
});

test('a REPL at rest starts again from where its last cell left it', limits, async (t) => {
  const { run, environment } = await openSession(t);
  await run('let n = 41');
  // The cell's state may still be on its way.
  assert.ok((await environment.rest()) > 100_000);
  const { output, notes } = await run('print(++n)');
  assert.deepEqual([output, notes], ['42\n', []]);
});

test('a fork goes on from the same state, and neither shows in the other', limits, async (t) => {
  const { run, environment } = await openSession(t);
  await run('let list = ["before"]');
  const fork = environment.fork();
  t.after(() => fork.dispose());
  // Enough cells to come back to the memory in which the fork's state was saved.
  for (const name of ['a', 'b', 'c']) await run(`list.push("${name}"); let ${name} = list.join()`);
  assert.deepEqual(await fork.variables(), [{ name: 'list', type: 'Array', size: '1 item' }]);
  const forked = await execute(fork, 'list.push("fork"); print(list.join(), typeof a)');
  assert.equal(forked.output, 'before,fork undefined\n');
  assert.equal((await run('print(list.join())')).output, 'before,a,b,c\n');
  // And from a state that was never run on.
  const again = fork.fork();
  t.after(() => again.dispose());
  await again.variables();
  await fork.dispose();
  assert.equal((await execute(again, 'print(list.join())')).output, 'before,fork\n');
});

test(
  'a fork of a REPL whose cell was killed has what was there before, and what was paid',
  limits,
  async (t) => {
    const { run, environment } = await openSession(t, { options: { cellSeconds: 0.2 } });
    await run('const kept = 1');
    await run('await llm_query("x"); new Array(1e9) + ""');
    const fork = environment.fork();
    t.after(() => fork.dispose());
    await environment.dispose();
    const { output } = await execute(fork, 'print(kept, recovered[0].result)');
    assert.equal(output, '1 reply to x\n');
  },
);

test('a fork of a REPL that has run nothing is one that has run nothing', limits, async (t) => {
  const { environment } = await openSession(t);
  const fork = environment.fork();
  t.after(() => fork.dispose());
  assert.deepEqual(await fork.variables(), []);
  assert.equal((await execute(fork, 'print(lines(2, 2))')).output, 'two\n');
  assert.equal(await environment.rest(), 0);
});
