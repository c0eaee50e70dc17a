import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Given, openPython } from './support.ts';

const limits = { timeout: 120_000 };

/** 99 characters in 10 lines. */
const string = Array.from({ length: 10 }, (_, at) => `line 0000${at}`.slice(-9)).join('\n');
const map = { 'a.txt': 'a'.repeat(100), 'b.txt': 'b'.repeat(50), c: 'c'.repeat(7) };
const list = ['one', 'three', 'seventeen'];
const all = ':0-99';

/** What these cells, one after the other, have searched: `path:start-end`. */
async function searched(context: Given['context'], ...cells: string[]): Promise<string> {
  const { run, text } = openPython(context === undefined ? {} : { context });
  for (const code of cells) await run(code);
  return text
    .cover([], false)
    .searched.ranges.map(({ path, start, end }) => `${path}:${start}-${end}`)
    .join(' ');
}

const inString: readonly (readonly [code: string, searched: string])[] = [
  ['print("nothing")', ''],
  ['count("line")', all],
  ['grep(r"\\d")', all],
  ['grep("nowhere to be found")', all],
  ['grep("(")', ''],
  ['lines(2, 3)', ':10-30'],
  ['chunks(20)', all],
  ['print(len(context))', ''],
  ['print(type(context), isinstance(context, str), len(context) > 5)', ''],
  ['print(context[10:20])', ':10-20'],
  ['print(context[:1000])', all],
  ['print(context[-9:])', ':90-99'],
  ['print(context[len(context) - 19:len(context) - 9])', ':80-90'],
  ['n = 30\nprint(context[n:n + 20].strip())', ':30-50'],
  ['print(context[20:30:2], context[30:20:-1])', ':20-31'],
  ['for i in range(0, 60, 20): print(context[i:i + 20])', ':0-60'],
  ['print(context[:])', all],
  ['print(context[7], context[-91])', ':7-9'],
  ['context.split("\\n")', all],
  ['text = context', all],
  ['for char in context: break', all],
  ['import re\nre.search("line", context)', all],
  ['print("a" + context)', all],
  ['print(f"{context}")', all],
  ['print({"context": context})', all],
  ['"x" in context', all],
  ['rlm_query("What?", context)', all],
  ['eval("context[0]")', all],
  ['globals()["context"]', all],
  ['import re\nprint(re.compile("l").search(context[:5]))', ':0-5'],
  ['context += "x"', all],
  // What was never run has used nothing.
  ['def later(): return context.split("\\n")', ''],
  ['if False: context.split("\\n")', ''],
  ['context.splitt("\\n")', ''],
  // A name of the code's own is not the text.
  ['def own(context): return context[2:4] + str(len(context))\nprint(own("abcdef"))', ''],
  ['print([context for context in "abc"], (lambda context: context)("x"))', ''],
  ['def f():\n  context = "own"\n  return context[:2]\nf()', ''],
  ['class Own:\n  context = "own"\n  part = context[:2]\nprint(Own.part)', ''],
  ['def f(v):\n  match v:\n    case [context]: return context\nf([1])', ''],
  ['context = "own"; print(context[:2])', ''],
  ['o = {"context": 5}; print(o["context"], llm_query("the context is"))', ''],
];
for (const [code, expected] of inString) {
  test(`what code searches of a string: ${code.replaceAll('\n', '; ')}`, limits, async () => {
    assert.equal(await searched(string, code), expected);
  });
}

test('a function counts for what it uses when it is called', limits, async () => {
  const part = 'def part(n): return context[n:n + 5]\ndef whole(): return context';
  assert.equal(await searched(string, part, 'part(10)'), ':10-15');
  assert.equal(await searched(string, part, 'part(10)', 'whole()'), all);
});

test('the code reads as ever what it says of the text', limits, async () => {
  const { run } = openPython({ context: string });
  for (const expression of [
    'context[0:4], context[9:5], context[-5:], context[::-1]',
    'len(context), type(context), context[0], context[-1], context[slice(2, 5)]',
    '(lambda context: len(context))("abc"), (lambda text=context: len(text))()',
    '[context[i] for i in range(3)], "line" in context, context.count("line")',
    'sorted(context)[:3], list(context)[2], len(set(context)), context.upper()[5:9]',
    'max(context.split(), key=len), sum(1 for c in context if c == "0"), context == context',
  ]) {
    const { output, error } = await run(
      `text = lines(1, 99)\nprint((${expression}) == (${expression.replaceAll('context', 'text')}))`,
    );
    assert.equal(error, null);
    assert.equal(output, 'True\n', expression);
  }
  await run('context = "own"');
  assert.equal((await run('print(len(context))')).output, '99\n');
  assert.equal((await run('del context\nprint(len(context))')).output, '99\n');
});

const inMap: readonly (readonly [code: string, searched: string])[] = [
  ['print(len(context), "a.txt" in context, list(context), context.keys())', ''],
  ['print(context["b.txt"][:5])', 'b.txt:0-50'],
  ['print(context.get("b.txt"), context.get("nowhere", 1))', 'b.txt:0-50'],
  ['for path in context:\n  if path != "a.txt": context[path].strip()', 'b.txt:0-50 c:0-7'],
  ['for path in sorted(context.keys()): print(path, len(context[path]))', ''],
  ['for path, text in context.items(): pass', 'a.txt:0-100 b.txt:0-50 c:0-7'],
  ['list(context.values())', 'a.txt:0-100 b.txt:0-50 c:0-7'],
  ['{p: t for p, t in context.items()}', 'a.txt:0-100 b.txt:0-50 c:0-7'],
  ['docs = context', 'a.txt:0-100 b.txt:0-50 c:0-7'],
  ['grep("b", path="b.txt")', 'b.txt:0-50'],
  ['count("b", path="nowhere")', ''],
  ['lines(1, 1, "c")', 'c:0-7'],
  ['context["nowhere"]', ''],
];
for (const [code, expected] of inMap) {
  test(`what code searches of a map: ${code.replaceAll('\n', '; ')}`, limits, async () => {
    assert.equal(await searched(map, code), expected);
  });
}

test('what code searches of a list', limits, async () => {
  assert.equal(await searched(list, 'print(len(context), context[1])'), '1:0-5');
  assert.equal(await searched(list, 'context[1:]'), '1:0-5 2:0-9');
  assert.equal(await searched(list, '[len(t) for t in context]'), '0:0-3 1:0-5 2:0-9');
});

test('parts are counted in characters, and kept in units', limits, async () => {
  assert.equal(await searched('😀😀abc😀', 'context[1:3]'), ':2-5');
});

test('another run that takes the REPL up has searched nothing', limits, async () => {
  const { run, text, repl } = openPython({ context: string });
  await run('print(context[:10])\nanswer["content"] = "draft"');
  text.forgetSeen();
  repl.change('renew');
  assert.equal(text.cover([], false).searched.chars, 0);
  const { candidate } = await run('all_ = context.split("\\n")');
  assert.equal(candidate, null);
  assert.equal(text.cover([], false).searched.chars, 99);
});
