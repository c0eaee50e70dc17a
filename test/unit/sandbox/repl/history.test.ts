import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPython } from './support.ts';

const limits = { timeout: 120_000 };
const messages = JSON.stringify([
  { role: 'system', content: 'Be good.' },
  { role: 'user', content: 'What is "it"?\n\ud800' },
]);

test('what was said can be read as history, and is no variable', limits, async () => {
  const { run, repl } = openPython();
  await run('mine = 1');
  assert.equal(repl.change('remember', messages), 'history');
  const { output, variables } = await run(
    'print(len(history), history[1]["role"], history[1]["content"] == "What is \\"it\\"?\\n\\ud800", isinstance(history, list))',
  );
  assert.equal(output, '2 user True True\n');
  assert.deepEqual(
    variables.map(({ name }) => name),
    ['mine'],
  );
});

test('code can not change it: it is frozen, and its name comes back', limits, async () => {
  const { run, repl } = openPython();
  repl.change('remember', messages);
  for (const attack of [
    'history.append(1)',
    'history[0]["content"] = "forged"',
    'history.clear()',
    'history[0].update(content="forged")',
    'history += [1]',
    'history = []',
    'del history',
    'list.clear(history)',
    'dict.update(history[0], content="forged")',
    'def history(): pass',
    'import json; json.loads = None',
  ]) {
    await run(attack);
    const { output } = await run('print(len(history), history[0]["content"])');
    assert.equal(output, '2 Be good.\n', attack);
  }
  const { error } = await run('history.append(1)');
  assert.equal(error?.message, 'history can be read, not changed.');
  const { notes } = await run('history = 1');
  assert.match(notes.join(), /^history is a name of the REPL/);
});

test("a variable of that name stays the code's own", limits, async () => {
  const { run, repl } = openPython();
  await run('history = ["of the text"]');
  assert.equal(repl.change('remember', messages), 'history2');
  const { output, variables } = await run('print(history[0], history2[0]["role"])');
  assert.equal(output, 'of the text system\n');
  assert.deepEqual(
    variables.map(({ name }) => name),
    ['history'],
  );
});

test('a saved state goes on in another interpreter', limits, async () => {
  const first = openPython({ context: 'text' });
  await first.run(
    'n = 41\ndef step():\n  global n\n  n += 1\n  return n\nanswer["content"] = "draft"\ncontext\ndef gen():\n  yield 1\n  yield 2\nit = gen(); next(it)',
  );
  first.repl.change('remember', messages);
  const saved = first.repl.save();
  const second = openPython({ context: 'text', saved });
  const { output, candidate } = await second.run(
    'print(step(), context, llm_query("x"), next(it), len(history), grep("e")[0].column)',
  );
  assert.equal(output, '42 text reply to x 2 2 2\n');
  assert.equal(candidate, 'draft');
  assert.equal((await first.run('print(n)')).output, '41\n');
});

test('chance follows the seed, and the clock starts with the cell', limits, async () => {
  const code =
    'import random, time, datetime, uuid, os\nprint(random.random(), uuid.uuid4(), os.urandom(4), list({"a", "b", "c"}), time.strftime("%Y-%m-%d %H", time.gmtime()), datetime.datetime.now().year)';
  const at = Date.UTC(2020, 1, 2, 3);
  const outputs = await Promise.all(
    [7, 7, 8].map(async (seed) => (await openPython({ seed, at }).run(code)).output),
  );
  assert.equal(outputs[0], outputs[1]);
  assert.notEqual(outputs[0], outputs[2]);
  assert.match(String(outputs[0]), /2020-02-02 03 2020\n$/);
});

test('the warm-up leaves nothing', limits, async () => {
  const { run, repl } = openPython();
  await repl.warmUp();
  const { output, variables, notes } = await run('SHOW_VARS()');
  assert.deepEqual([output, variables, notes], ['No variables yet.\n', [], []]);
});

test('memory that stays full makes the interpreter unusable, and it says so', limits, async () => {
  const { run } = openPython();
  const fill = 'all_ = []\nwhile True: all_.append("x" * 100_000 + str(len(all_)))';
  await assert.rejects(run(fill), { name: 'OutOfMemory' });
});
