import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../../../src/core/model.ts';
import { openSession } from '../support.ts';

const limits = { timeout: 120_000 };
const messages: readonly Message[] = [
  { role: 'system', content: 'Be good.' },
  { role: 'user', content: 'What is "it"?\n\ud800' },
];

test('what was said can be read as history, and is no variable', limits, async (t) => {
  const { run, environment } = await openSession(t);
  await run('let mine = 1');
  assert.equal(await environment.remember(messages), 'history');
  const { output, variables } = await run(
    'print(history.length, history[1].role, JSON.stringify(history[1].content))',
  );
  assert.equal(output, '2 user "What is \\"it\\"?\\n\\ud800"\n');
  assert.deepEqual(
    variables.map(({ name }) => name),
    ['mine'],
  );
  assert.equal(await environment.remember([...messages, ...messages]), 'history');
  assert.equal((await run('print(history.length)')).output, '4\n');
});

test('code can not change it: it is frozen, and its name comes back', limits, async (t) => {
  const { run, environment } = await openSession(t);
  await environment.remember(messages);
  for (const attack of [
    'history.push(1)',
    '"use strict"; history[0].content = "forged"',
    'history[0].content = "forged"; history.length = 0',
    'history = []',
    'const history = []',
    'function history() {}',
    'class history {}',
    'var history = 5',
    'delete globalThis.history',
    'Object.defineProperty(globalThis, "history", { value: [] , configurable: true })',
    'Array.prototype.map = () => []; JSON.parse = () => []; Object.freeze = () => []',
  ]) {
    await run(attack);
    const { output } = await run('print(history.length, history[0].content)');
    assert.equal(output, '2 Be good.\n', attack);
  }
  const { notes } = await run('history = 1');
  assert.match(notes.join(), /history is a name of the REPL/);
});

test("a variable of that name stays the code's own", limits, async (t) => {
  const { run, environment } = await openSession(t);
  await run('const history = ["of the text"]');
  assert.equal(await environment.remember(messages), 'history2');
  const { output, variables } = await run('print(history[0], history2[0].role)');
  assert.equal(output, 'of the text system\n');
  assert.deepEqual(
    variables.map(({ name }) => name),
    ['history'],
  );
});

test('it survives the death of its worker, and what has no room is left out', limits, async (t) => {
  const { run, environment } = await openSession(t, { options: { cellSeconds: 0.3 } });
  await environment.remember(messages);
  await run('let n = 1');
  await run('new Array(1e9) + ""');
  assert.equal((await run('print(history.length, n)')).output, '2 1\n');
  const big = [{ role: 'user', content: 'x'.repeat(60_000_000) }] as const;
  const name = await environment.remember(big).catch(() => null);
  assert.equal(name, null);
  assert.equal((await run('print(history.length, n)')).output, '2 1\n');
});
