import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayBeExpression, parses } from '../../../../src/sandbox/python/parse.ts';

const whole = [
  ...['', '\n\n', '# a comment alone', 'x = 1', 'x = 1;', 'print(x)', 'pass'],
  'for i in range(3):\n    print(i)',
  'if a:\n\tb\nelif c:\n\td\nelse:\n\te',
  'def f(a, /, b, *, c=2, **d) -> dict[str, int]:\n    """Says."""\n    return {**d, "a": [*b]}',
  'async def f():\n    async for x in y:\n        await g(x)',
  'rows = await llm_query_batched(prompts)',
  'with open(a) as b, c as d:\n    pass',
  'match row:\n    case [1, *rest] if rest: pass\n    case {"a": x} | P(y=1): pass\n    case _: pass',
  'if (n := len(rows)) > 1: print(n)',
  'try:\n    x\nexcept (A, B) as e:\n    raise C from e\nelse:\n    pass\nfinally:\n    y',
  'print(f\'{a!r:>{w}} {d["k"]:,} {x=}\')',
  "print(f'{'nested'}')",
  'x = """a\n```\nb"""\nprint(x)',
  "x = 'a' \\\n  'b'",
  'x = (1,\n  2\n)\n\n# c\n\ny = [\n  3,\n\n  4,\n]',
  'class A(B, metaclass=C):\n    x: int = 3\n\n    @property\n    def y(self): return lambda *z: z',
  'match = 3\ncase = type = match\nprint(match)',
  'x = 0x1f + 1_000 + 1e5 + 3j\ndel x\nassert True, "y"',
  'größe = 1',
];

const broken = [
  ...['x =', 'x = (1,', "x = 'abc", 'x = """abc\n```\nmore', 'a b', 'x = 1 +', 'def f(:\n  pass'],
  ...['for i in x:\nprint(i)', 'if a:\n    x\n  y', 'if a:\n    x\n      y', 'def f():\n', '}'],
  ...['  x = 1\ny = 2', '# c\n\n  x = 1', "print 'a'", 'for x in y:\n    print x', "exec 'a'"],
  ...['const x = 1', 'let x = 1;', 'x => x', 'function f() { return 1 }', 'if (a) { b() }', '// c'],
  ...['a && b', '!a', 'x++', 'x === y', 'x ? y : z', 'await llm_query(`a`)', 'new X()'],
  ...[
    'The answer is here.',
    'First, I will look.',
    'print("a"\n```',
    "f'{a b}'",
    'import {a} from "b"',
  ],
];

for (const code of whole)
  test(`whole: ${JSON.stringify(code)}`, () => assert.equal(parses(code), true));

for (const code of broken)
  test(`not whole: ${JSON.stringify(code)}`, () => assert.equal(parses(code), false));

test('what may be an expression is asked about, prose and bare values are not', () => {
  for (const text of [
    ...['rows', 'rows[0]', 'len(rows)', "answer['content']", 'a + b', 'a +\n b', "'x' + y"],
    ...["f'{a} rows'", 'f"""{a}\n{b}"""', '[r.line for r in rows]', 'x if y else z', 'not found'],
  ])
    assert.equal(mayBeExpression(text), true, text);
  for (const text of [
    ...['42', '2026-11-27', '10/12', "'yes'", '"""a\nb"""', 'None', 'True', "f'a'"],
    ...['The answer is 42.', 'a, b', 'a) + (b', 'a; b', 'x = 1', 'x for x in y', 'a)\n(b', ''],
    'x'.repeat(200_000),
  ])
    assert.equal(mayBeExpression(text), false, text.slice(0, 50));
});

test('code nested deeper than any stack is not whole, and no bug', () => {
  for (const [open, close] of ['()', '[]', '{}'])
    assert.equal(parses(`${open?.repeat(100_000)}1${close?.repeat(100_000)}`), false);
  for (const code of ['-'.repeat(300_000), 'not '.repeat(100_000), 'lambda: '.repeat(50_000)])
    assert.equal(typeof parses(`${code}1`), 'boolean');
});
