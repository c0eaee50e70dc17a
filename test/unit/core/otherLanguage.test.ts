import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isOtherLanguage,
  looksLikeJavaScript,
  looksLikePython,
  looksLikeToolCall,
  namesPython,
} from '../../../src/core/otherLanguage.ts';
import * as reading from '../../support/codeReading.ts';

const python = [
  'def count_rows(text):\n    return text.count("row")',
  'async def main():\n    pass',
  'for line in context.split("\\n"):\n    print(line)',
  'for i, line in enumerate(lines):\n  print(i)',
  'if total > 3:\n    print("many")\nelif total:\n    print("few")',
  'while True:\n    break',
  'import re',
  'import re, json',
  'from collections import Counter',
  'print(f"{total} rows")',
  'result = None\nif x: y = 1',
  'rows = [line for line in context.splitlines() if "row" in line]',
  'total = {k: v for k, v in counts.items()}',
  'if a and not b:\n    print(1)',
  'try:\n    x = 1\nexcept ValueError as e:\n    print(e)',
  'with open("a") as f:\n    x = f.read()',
  'class Row:\n    pass',
  '# count the rows\nn = len(context) print(n)',
  'print "rows"',
  'text = """a\nb"""\nx = 1 if text else 2',
  'print(context[:500])',
  'print(context[100:200])',
  'print(rows[0]["text"][-80:])',
  'tail = context[len(context) - 500:]',
  'rows.sort(key=lambda row: row.line)',
  'n = 1 if found else 2',
  'import json; print(json.loads(context))',
  'lines = context.split("\\n")[1:10]\nprint(lines)\nfor x in lines: print(x)',
];

const javascript = [
  'const a = ;',
  'for (const line of lines {\n  print(line)\n}',
  'if (a && !b {\n print("None and True or False") }',
  'const text = "import re\nfrom x import y";',
  'switch (a) {\n  case 1:\n    print("for x in y:")\n  default:\n  print(1',
  'const x = { a: 1, b: 2',
  'const prompt = `For each line in the text:\nand or not\nclass: X\n`; const y = ;',
  '// def f(x): as Python has it\nconst f = (x => x;',
  'for (const key in counts) { print(key }',
  'print("# of rows: " + n',
  'const time = /\\d[:.]\\d[T:]/.test(line) && ;',
  'const part = rows[at ? 1 : 2] print(part)',
  'const all = [{ a: rows[0] }, { b: rows[1] } print(all)',
  'if (found) print(1) else print(2',
  'const one = `\x24{rows[1]}: \x24{rows[2]}` print(one)',
  'import fs from "fs"; print(1',
  'const label = {\n  else: 1,\n  try: 2;\n}',
];

for (const code of python) {
  test(`Python: ${JSON.stringify(code.slice(0, 60))}`, () => assert.ok(looksLikePython(code)));
}

for (const code of javascript) {
  test(`no Python: ${JSON.stringify(code.slice(0, 60))}`, () => assert.ok(!looksLikePython(code)));
}

/** JavaScript, most of it with a mistake of its own. */
const brokenJavaScript = [
  'const a = ;',
  'for (const line of lines {\n  print(line)\n}',
  'let total = 0\nfor (const x of rows) { total += x.n',
  '// count the rows\nprint(context.length',
  'function count(rows) {\n  return rows.length',
  'rows.map(row => row.text',
  'if (rows.length === 0) {\n  print("none"',
  'if (a) {\n  print(1)\n} else {\n  print(2)',
  'print(`\x24{total} rows`',
  'const seen = new Set(rows;',
];

const brokenPython = [
  'for line in lines\n    print(line)',
  'print("const a = 1;"',
  'x = {"a": 1, "b": [1, 2}',
  'prompt = """\nconst a = 1;\nfunction f() {\n}\n"""\nx = (',
  '# if (a) { b() } => c\nx = [1, 2',
  "text = 'a => b && c'\nprint text",
  'if x == 1\n    pass',
];

for (const code of brokenJavaScript) {
  test(`JavaScript: ${JSON.stringify(code.slice(0, 60))}`, () =>
    assert.ok(looksLikeJavaScript(code)));
}

for (const code of brokenPython) {
  test(`no JavaScript: ${JSON.stringify(code.slice(0, 60))}`, () =>
    assert.ok(!looksLikeJavaScript(code)));
}

const failed = (name: string, message = 'invalid syntax') => ({ name, message, line: 1 });

test('in Python, code that is JavaScript is known by what it is or by what it misses', () => {
  const isOther = (code: string, name: string, message?: string) =>
    isOtherLanguage(code, failed(name, message), reading.python);
  for (const code of ['const a = 1;', 'let x = `a`', 'x = a ? b : c', ...brokenJavaScript])
    assert.ok(isOther(code, 'SyntaxError'), code);
  assert.ok(isOther('if (a) {\n  b()\n}', 'IndentationError'));
  for (const name of ['console', 'null', 'true', 'undefined', 'JSON', 'Math', 'Object'])
    assert.ok(isOther('x', 'NameError', `name '${name}' is not defined`), name);
  assert.ok(isOther('x', 'NameError', "name 'null' is not defined. Did you mean: 'nul'?"));
  for (const message of [
    "'str' object has no attribute 'length'",
    "'list' object has no attribute 'map'",
    "'str' object has no attribute 'toLowerCase'. Did you mean: 'lower'?",
  ])
    assert.ok(isOther('x', 'AttributeError', message), message);
  for (const code of brokenPython) assert.ok(!isOther(code, 'SyntaxError'), code);
  assert.ok(!isOther('x', 'NameError', "name 'rows' is not defined"));
  assert.ok(!isOther('x', 'AttributeError', "'NoneType' object has no attribute 'length'"));
  assert.ok(!isOther('x', 'ValueError', 'const a = 1'));
});

test('code that parses is not of the other language', () => {
  assert.ok(!isOtherLanguage('x = 1', failed('SyntaxError'), reading.python));
  assert.ok(!isOtherLanguage('x = 1', failed('SyntaxError'), reading.javascript));
});

test('in JavaScript, code that is Python is known by what it is or by what it misses', () => {
  const isOther = (code: string, name = 'SyntaxError', message?: string) =>
    isOtherLanguage(code, failed(name, message), reading.javascript);
  for (const code of python.filter((code) => !reading.javascript.parses(code, 'javascript')))
    assert.ok(isOther(code), code);
  for (const code of ['x = 3 if y else 4', 'x = a and b', 'assert x, y', 'x = not y\ndel z'])
    assert.ok(isOther(code), code);
  assert.ok(isOther('x', 'ReferenceError', "'len' is not defined"));
});

test('a name of Python that is missing is known', () => {
  assert.ok(namesPython("'len' is not defined"));
  assert.ok(namesPython('None is not defined'));
  assert.ok(!namesPython("'total' is not defined"));
});

test('prose and JSON are no calls of a tool', () => {
  for (const text of [
    'I will call the tool count.',
    '{"name": "Ada", "born": 1815}',
    'It has tool calls of its own.',
    'Arguments: none. The function: count',
  ]) {
    assert.ok(!looksLikeToolCall(text), text);
  }
});

test('it is looked for in linear time', () => {
  for (const line of [
    'for a in ',
    'if ',
    'class a',
    'x and ',
    ' in [',
    'except',
    '"name":"a",',
    '} x',
    'for (',
    '`a',
    'new A',
  ]) {
    const started = process.cpuUsage().user;
    looksLikePython(line.repeat(100_000));
    looksLikeJavaScript(line.repeat(100_000));
    looksLikeToolCall(line.repeat(100_000));
    assert.ok(process.cpuUsage().user - started < 5e6, line);
  }
});
