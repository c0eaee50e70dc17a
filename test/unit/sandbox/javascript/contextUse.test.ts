import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEvaluator } from '../support.ts';

const limits = { timeout: 60_000 };

/** 100 characters in 10 lines. */
const string = Array.from({ length: 10 }, (_, at) => `line 0000${at}`.slice(-9)).join('\n');
const map = { 'a.txt': 'a'.repeat(100), 'b.txt': 'b'.repeat(50), c: 'c'.repeat(7) };
const list = ['one', 'three', 'seventeen'];

/** What these cells, one after the other, have searched: `path:start-end`. */
async function searched(context: typeof string | typeof map | typeof list, ...cells: string[]) {
  const { run, text } = await openEvaluator({ context });
  for (const code of cells) await run(code);
  return text
    .cover([], false)
    .searched.ranges.map(({ path, start, end }) => `${path}:${start}-${end}`)
    .join(' ');
}

const all = ':0-99';

const inString: [code: string, searched: string][] = [
  ['print("nothing")', ''],
  ['count("line")', all],
  ['grep(/0/)', all],
  ['grep("nowhere to be found")', all],
  ['grep("(")', ''],
  ['outline()', all],
  ['lines(2, 3)', ':10-30'],
  ['lines(9, 99)', ':80-99'],
  ['chunks(20)', all],
  ['print(context.length)', ''],
  ['print(typeof context, context.length > 5)', ''],
  ['print(context.slice(10, 20))', ':10-20'],
  ['print(context.slice(0, 1000))', all],
  ['print(context.slice(-9))', ':90-99'],
  ['print(context.slice(context.length - 19, context.length - 9))', ':80-90'],
  ['const n = 30; print(context.slice(n, n + 20).trim())', ':30-50'],
  ['print(context.slice((5), 7,), context . substring /* ( */ (9, 8))', ':5-7 :8-9'],
  ['print(context.substr(20, 10), context?.substr(-9, 4))', ':20-30 :90-94'],
  ['for (let i = 0; i < 60; i += 20) print(context.slice(i, i + 20))', ':0-60'],
  ['print(context.slice())', all],
  ['print(context[7], context[8])', ':7-9'],
  ['print(context["length"])', all],
  ['context.split("\\n")', all],
  ['const text = context', all],
  ['for (const char of context) { print(char); break }', all],
  ['/line/.test(context)', all],
  ['print("" + context)', all],
  ['print({ context })', all],
  ['await rlm_query("What?", context)', all],
  ['new Function("return context")()', all],
  // What was never run has used nothing.
  ['function later() { return context.split("\\n") }', ''],
  ['if (false) context.split("\\n")', ''],
  ['context.splitt("\\n")', ''],
  // A name of the code's own is not the text.
  [
    'function own(context) { return context.slice(2, 4) + context.length } print(own("abcdef"))',
    '',
  ],
  ['const context = "own"; print(context.slice(0, 2))', ''],
  ['const o = { context: 5 }; print(o.context)', ''],
];

for (const [code, expected] of inString) {
  test(`what code searches of a string: ${code}`, limits, async () => {
    assert.equal(await searched(string, code), expected);
  });
}

test('a function counts for what it uses when it is called', limits, async () => {
  const part = 'const part = (n) => context.slice(n, n + 5); function whole() { return context }';
  assert.equal(await searched(string, part, 'part(10)'), ':10-15');
  assert.equal(await searched(string, part, 'part(10)', 'whole()'), all);
});

test('the code reads as ever what it says of the text', limits, async () => {
  const { run } = await openEvaluator({ context: string });
  for (const expression of [
    'context.slice(0, 4), context.substring(9, 5), context.substr(-5, 4)',
    'context.length, typeof context, context[0], context["length"]',
    'context.slice(...[0, 4]), context.slice("0", "4"), context.slice().length',
    '(function f(context) { return context.length })("abc")',
    '((text = context) => text.length)()',
    'context.slice(context.length - 4, context.slice(0, 98).length)',
    'context.slice(2, 4 // a comment )\n), context /* ( */ . slice(1, 3,), context?.slice((1))',
    'context [ (0, 1) ], context?.[2], context?.length, Object.keys(context).length',
  ]) {
    const expected = new Function('context', `return [${expression}].join('|')`)(string);
    const { output } = await run(`print([${expression}].join('|'))`);
    assert.equal(output, `${expected}\n`, expression);
  }
  await run('context = "own"');
  assert.equal((await run('print(context.length)')).output, '99\n');
});

const inMap: [code: string, searched: string][] = [
  ['print(Object.keys(context).length, "a.txt" in context)', ''],
  ['print(context["b.txt"].slice(0, 5))', 'b.txt:0-50'],
  [
    'for (const path of Object.keys(context)) if (path !== "a.txt") context[path].trim()',
    'b.txt:0-50 c:0-7',
  ],
  ['print(context["a.txt"].length, context["nowhere"])', ''],
  ['for (const path in context) print(path)', 'a.txt:0-100 b.txt:0-50 c:0-7'],
  ['Object.values(context)', 'a.txt:0-100 b.txt:0-50 c:0-7'],
  ['grep("b", { path: "b.txt" })', 'b.txt:0-50'],
  ['count("b", { path: "nowhere" })', ''],
  ['lines(1, 1, "c")', 'c:0-7'],
];

for (const [code, expected] of inMap) {
  test(`what code searches of a map: ${code}`, limits, async () => {
    assert.equal(await searched(map, code), expected);
  });
}

test('what code searches of a list', limits, async () => {
  assert.equal(await searched(list, 'print(context.length, context[1])'), '1:0-5');
  assert.equal(await searched(list, 'context.slice(1)'), '1:0-5 2:0-9');
  assert.equal(await searched(list, 'context.map((text) => text.length)'), '0:0-3 1:0-5 2:0-9');
});

test('another run that takes the REPL up has searched nothing', limits, async () => {
  const { run, text, evaluator } = await openEvaluator({ context: string });
  await run('print(context.slice(0, 10))');
  text.forgetSeen();
  evaluator.change('renew');
  assert.equal(text.cover([], false).searched.chars, 0);
  await run('const all = context.split("\\n")');
  assert.equal(text.cover([], false).searched.chars, 99);
});
