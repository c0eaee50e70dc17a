import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPython } from './support.ts';

const limits = { timeout: 120_000 };
const made = `import math
summary = 'forty-two errors'; results = ['first', 'second']; n = 42
rows = [{'id': 3}, {'id': 1}]; counts = {'error': 2}; nothing = None; empty = ''; none = float('nan')
def shout(text): return text.upper() + '!'
def spin(n):
  while True: pass
answer['content'] = 'the draft'`;

const values: readonly (readonly [text: string, value: string])[] = [
  ['summary', 'forty-two errors'],
  ['results[0]', 'first'],
  ['len(results)', '2'],
  ['counts', '{\n  "error": 2\n}'],
  ['f"{n} errors"', '42 errors'],
  ['"There are " + str(n) + " errors"', 'There are 42 errors'],
  ['answer["content"]', 'the draft'],
  ['answer.content', 'the draft'],
  ['answer', 'the draft'],
  ['count("t")', '2'],
  ['context', 'one\ntwo\nthree'],
  ['len(context) + 1', '14'],
  ['context[:3]', 'one'],
  ['shout(summary)', 'FORTY-TWO ERRORS!'],
  ['", ".join(str(r["id"]) for r in sorted(rows, key=lambda row: row["id"]))', '1, 3'],
  ['{each: 1 for each in results}', '{\n  "first": 1,\n  "second": 1\n}'],
  ['summary if n > 40 else "few"', 'forty-two errors'],
  [
    '{"total": n, "results": results}',
    '{\n  "total": 42,\n  "results": [\n    "first",\n    "second"\n  ]\n}',
  ],
  ['FINAL_VAR("summary")', 'forty-two errors'],
  ['FINAL(n)', '42'],
  ['"\\n".join(results)  # all of them', 'first\nsecond'],
  ['math.floor(n / 5)', '8'],
  ['(n, summary)', '[\n  42,\n  "forty-two errors"\n]'],
  [' summary\n', 'forty-two errors'],
  ['str(n)\n + " in all"', '42 in all'],
];

const texts: readonly string[] = [
  '2026-11-27',
  '10/12',
  'max(1, 2)',
  'math.pi',
  '"quoted"',
  'f"plain"',
  'forty-two errors',
  'total',
  'total + n',
  'n = 43',
  '(n := 43)',
  'await n',
  'yield n',
  'n, summary',
  'n,',
  'print',
  'grep',
  'None',
  'lambda x: x',
  'summary.',
  'n; summary',
  'n) + (n',
  'a-b_c',
  '{"a": 1}',
  '- one\n- two',
  'del n',
  '',
  '('.repeat(50_000),
  `${'('.repeat(9_000)}n${')'.repeat(9_000)}`,
  `n${' + n'.repeat(50_000)}`,
];

const failures: readonly (readonly [text: string, message: RegExp])[] = [
  ['nothing', /^its value is None$/],
  ['counts.get("missing")', /^its value is None$/],
  ['none', /^its value is NaN$/],
  ['shout', /^its value is a function$/],
  ['empty', /^its value is an empty text$/],
  ['results[9]', /^IndexError: list index out of range$/],
  ['llm_query("x")', /^CallRefused: An answer is computed without calls/],
  ['rlm_query("x" + str(n))', /^CallRefused: /],
  ['lines(9, 2)', /^ValueError: /],
];

test(
  'what FINAL holds in prose is a value where it is an expression of the REPL',
  limits,
  async () => {
    const { run, evaluate } = openPython();
    assert.equal((await run(made)).error, null);
    for (const [text, value] of values) {
      assert.deepEqual(await evaluate(text), { kind: 'value', text: value }, text);
    }
  },
);

test('what names nothing of the REPL, or would change something, is text', limits, async () => {
  const { run, evaluate } = openPython();
  await run(made);
  for (const text of texts) {
    assert.deepEqual(await evaluate(text), { kind: 'text' }, text.slice(0, 50));
  }
  assert.equal((await run('print(n, counts["error"])')).output, '42 2\n');
});

test('a value that can be no answer is a failure that says why', limits, async () => {
  const { run, evaluate } = openPython();
  await run(made);
  for (const [text, message] of failures) {
    const evaluated = await evaluate(text);
    assert.equal(evaluated.kind, 'failed', text);
    assert.match(evaluated.kind === 'failed' ? evaluated.message : '', message, text);
  }
  assert.equal((await run('print(shout(summary), llm_query("x"))')).error, null);
});

test('before any code there are values all the same', limits, async () => {
  const { evaluate } = openPython();
  assert.deepEqual(await evaluate('count("t")'), { kind: 'value', text: '2' });
  assert.deepEqual(await evaluate('summary'), { kind: 'text' });
  assert.deepEqual(await evaluate('answer'), {
    kind: 'failed',
    message: 'answer["content"] is empty',
  });
});

test('an expression leaves what FINAL and answer hold, and prints nothing', limits, async () => {
  const { run, evaluate } = openPython();
  await run(made);
  const text =
    'len([FINAL("forged"), print("seen"), answer.update(content="other", ready=True), n])';
  assert.deepEqual(await evaluate(text), { kind: 'value', text: '4' });
  const after = await run('print(answer["content"])');
  assert.deepEqual(
    [after.final, after.output, after.candidate],
    [null, 'the draft\n', 'the draft'],
  );
});

test('an expression computes no longer than a cell', limits, async () => {
  const { run, evaluate } = openPython({ cellSeconds: 0.4 });
  await run(made);
  const evaluated = await evaluate('spin(n)');
  const message = evaluated.kind === 'failed' ? evaluated.message : '';
  assert.match(message, /^Timeout: The cell computed for more than 0\.4 s/);
  assert.deepEqual(await evaluate('answer.content'), { kind: 'value', text: 'the draft' });
  assert.equal((await run('print(n)')).output, '42\n');
});
