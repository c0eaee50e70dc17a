import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readExpression } from '../../../../src/sandbox/javascript/expression.ts';
import { answerValue, openEvaluator, openSession } from '../support.ts';

const limits = { timeout: 120_000 };
const { signal } = new AbortController();
const made = `const summary = 'forty-two errors', results = ['first', 'second'], n = 42;
const rows = [{ id: 3 }, { id: 1 }], counts = { error: 2 }, nothing = null, empty = '', none = NaN;
const pending = llm_query('later'), never = new Promise(() => {});
function shout(text) { return text.toUpperCase() + '!' }
answer.content = 'the draft';`;

const values: readonly (readonly [text: string, value: string])[] = [
  ['summary', 'forty-two errors'],
  ['results[0]', 'first'],
  ['results.length', '2'],
  ['JSON.stringify(counts)', '{"error":2}'],
  ['counts', '{\n  "error": 2\n}'],
  [`\`\${n} errors\``, '42 errors'],
  ['"There are " + n + " errors"', 'There are 42 errors'],
  ['answer.content', 'the draft'],
  ['answer', 'the draft'],
  ['count("t")', '2'],
  ['context', 'one\ntwo\nthree'],
  ['context.length + 1', '14'],
  ['shout(summary)', 'FORTY-TWO ERRORS!'],
  ['rows.map(({ id }) => id).sort((a, b) => a - b).join(", ")', '1, 3'],
  [
    'results.reduce((all, each) => { all[each] = 1; return all }, {})',
    '{\n  "first": 1,\n  "second": 1\n}',
  ],
  ['n > 40 ? summary : "few"', 'forty-two errors'],
  [
    '{ total: n, results }',
    '{\n  "total": 42,\n  "results": [\n    "first",\n    "second"\n  ]\n}',
  ],
  ['pending', 'reply to later'],
  ['FINAL_VAR("summary")', 'forty-two errors'],
  ['FINAL(n)', '42'],
  ['[...new Set(results)].join()', 'first,second'],
  ['n // all of them', '42'],
];

const texts: readonly string[] = [
  '2026-11-27',
  '10/12',
  'Math.max(1, 2)',
  'Math.PI',
  '"quoted"',
  '`plain`',
  'forty-two errors',
  'total',
  'total + n',
  'n = 43',
  'n++',
  'delete counts.error',
  'await pending',
  'n, summary',
  '(n, summary)',
  'print',
  'grep',
  'undefined',
  'x => x',
  'summary.',
  'n; summary',
  'n) + (n',
  'a-b_c',
  '{"a": 1}',
  '- one\n- two',
  '',
  '('.repeat(50_000),
  '('.repeat(9_000) + ')'.repeat(9_000),
];

const failures: readonly (readonly [text: string, message: RegExp])[] = [
  ['nothing', /^its value is null$/],
  ['counts.missing', /^its value is undefined$/],
  ['none', /^its value is NaN$/],
  ['shout', /^its value is a function$/],
  ['empty', /^its value is an empty text$/],
  ['results.at(9).length', /^TypeError: /],
  ['llm_query("x")', /^CallRefused: An answer is computed without calls/],
  ['rlm_query("x" + n)', /^CallRefused: /],
  ['never', /can never settle/],
  ['lines(9, 2)', /^RangeError: /],
];

test(
  'what FINAL holds in prose is a value where it is an expression of the REPL',
  limits,
  async () => {
    const { run, evaluator } = await openEvaluator();
    await run(made);
    for (const [text, value] of values) {
      assert.deepEqual(await evaluator.evaluate(text), { kind: 'value', text: value }, text);
    }
  },
);

test('what names nothing of the REPL, or would change something, is text', limits, async () => {
  const { run, evaluator } = await openEvaluator();
  await run(made);
  for (const text of texts) {
    assert.deepEqual(await evaluator.evaluate(text), { kind: 'text' }, text.slice(0, 50));
  }
  assert.equal((await run('print(n, counts.error)')).output, '42 2\n');
});

test('a value that can be no answer is a failure that says why', limits, async () => {
  const { run, evaluator } = await openEvaluator();
  await run(made);
  for (const [text, message] of failures) {
    const evaluated = await evaluator.evaluate(text);
    assert.equal(evaluated.kind, 'failed', text);
    assert.match(evaluated.kind === 'failed' ? evaluated.message : '', message, text);
  }
  assert.equal((await run('print(shout(summary), await llm_query("x"))')).error, null);
});

test('before any code there are values all the same', limits, async () => {
  const { evaluator } = await openEvaluator();
  assert.deepEqual(await evaluator.evaluate('count("t")'), { kind: 'value', text: '2' });
  assert.deepEqual(await evaluator.evaluate('summary'), { kind: 'text' });
  assert.deepEqual(await evaluator.evaluate('answer'), {
    kind: 'failed',
    message: 'answer.content is empty',
  });
});

test('an expression leaves what FINAL and answer hold, and prints nothing', limits, async () => {
  const { run, evaluator } = await openEvaluator();
  await run(made);
  const text = '[FINAL("forged"), print("seen"), (() => { answer.content = "other" })(), n].length';
  assert.deepEqual(await evaluator.evaluate(text), { kind: 'value', text: '4' });
  const after = await run('print(answer.content)');
  assert.deepEqual(
    [after.final, after.output, after.candidate],
    [null, 'the draft\n', 'the draft'],
  );
});

test('what reading a draft does to the language does not reach an expression', limits, async () => {
  const { run, evaluator } = await openEvaluator();
  await run(
    'const kept = 41; answer.content = { toJSON() { Array.prototype.map = () => "forged"; Map.prototype.get = null; return "draft" } }',
  );
  const evaluated = await evaluator.evaluate('[kept].map((n) => n + 1)[0]');
  assert.deepEqual(evaluated, { kind: 'value', text: '42' });
  assert.deepEqual(await evaluator.evaluate('answer'), { kind: 'value', text: 'draft' });
});

test(
  'an expression computes no longer than a cell, and what runs on is stopped',
  limits,
  async () => {
    const { run, evaluator } = await openEvaluator({ cellSeconds: 0.2 });
    await run('const n = 1; function spin() { for (;;); }');
    const evaluated = await evaluator.evaluate('spin(n)');
    assert.match(
      evaluated.kind === 'failed' ? evaluated.message : '',
      /computed for more than 0\.2 s/,
    );
    assert.equal((await run('print(n)')).output, '1\n');
  },
);

test('a text that is nested or chained as deep as it can be is read or is none', () => {
  for (let length = 64; length < 40_000; length *= 1.3) {
    const count = Math.floor(length);
    for (const text of ['n+', '!', '[', '-', 'n.', 'n?n:', '(n)=>', 'n=>{', '`${', 'n**', '{a:']) {
      const made = `${text.repeat(count)}n`;
      const names = readExpression(made);
      assert.ok(names === null || names.length <= 1, made.slice(0, 20));
    }
  }
});

test('names that functions inside make are not free', () => {
  const names = (text: string) => readExpression(text)?.map(({ name }) => name);
  assert.deepEqual(names('rows.map(({ a, b: [c] }, ...d) => a + c + d)'), ['rows']);
  assert.deepEqual(
    names('rows.map((r) => { const k = r; try { k() } catch (e) { e } return w })'),
    ['rows', 'w'],
  );
  assert.deepEqual(names('rows.map(function each(r) { return arguments.length + each(r) })'), [
    'rows',
  ]);
  assert.deepEqual(names('a.b.c'), ['a']);
  assert.deepEqual(names('{ a, b: c }'), ['a', 'c']);
});

test('an evaluation that is killed leaves the REPL as the last cell did', limits, async (t) => {
  const { run, environment } = await openSession(t);
  await run('const list = [1]; function hang(n) { list.push(n); return new Array(1e9) + "" }');
  const stopped = await environment.evaluate('hang(list)', AbortSignal.timeout(300));
  assert.deepEqual(stopped, { kind: 'failed', message: 'The cell was stopped.' });
  assert.equal(await answerValue(environment, 'list.length'), '1');
  const { output, notes } = await run('print(list.length)');
  assert.deepEqual([output, notes], ['1\n', []]);
});

test('expressions and cells take turns, and prose needs no worker', limits, async (t) => {
  const { run, environment } = await openSession(t);
  const cell = run('let n = 1; n += 1');
  assert.equal(await answerValue(environment, 'n'), '2');
  assert.equal((await cell).status, 'ok');
  await environment.dispose();
  assert.deepEqual(await environment.evaluate('There are 2.', signal), { kind: 'text' });
});

test(
  'whether a text stands in the Context is looked up character by character',
  limits,
  async (t) => {
    const { environment } = await openSession(t, {
      context: { a: 'x\nFINAL(4)\n', b: 'Say "so".' },
    });
    assert.equal(await environment.holds(['FINAL(5)', 'FINAL(4)']), true);
    assert.equal(await environment.holds(['FINAL (4)', 'final(4)', '']), false);
    assert.equal(await environment.holds(['Say “so”']), false);
  },
);
