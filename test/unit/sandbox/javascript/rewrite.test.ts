import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CellSyntaxError, parses } from '../../../../src/sandbox/javascript/parse.ts';
import { rewriteCell, standInPrefix } from '../../../../src/sandbox/javascript/rewrite.ts';

const given = new Set(['grep', 'count']);
const rewrite = (code: string) => rewriteCell(code, given);

const cases: readonly (readonly [name: string, code: string, script: string])[] = [
  ['a constant', 'const a = 1;', ';;(a = 1);'],
  ['a constant without its semicolon', 'const a = 1', ';;(a = 1);'],
  ['several names', 'let a, b = 2', ';;(a = undefined, b = 2);'],
  ['destructuring', 'const {a, b: [c = 1], ...d} = e', ';;({a, b: [c = 1], ...d} = e);'],
  ['a class', 'class A { x = 1 }', ';;A = class A { x = 1 };'],
  ['var, as it is', 'var a = 1', ';var a = 1'],
  ['a function, as it is', 'function f() { let a = 1 }', ';function f() { let a = 1 }'],
  ['a block, as it is', '{ const a = 1 }', ';{ const a = 1 }'],
  ['a loop, as it is', 'for (const a of b) print(a)', ';for (const a of b) print(a)'],
  ['an awaited value', 'const a = await b()', ';;(a = await b());'],
  ['a comment in between', 'const /* x */ a = 1 // y', ';;(/* x */ a = 1); // y'],
  ['nothing', '', ';'],
];

for (const [name, code, script] of cases) {
  test(`top-level names are made to persist: ${name}`, () => {
    // The blank behind `const` is left standing.
    assert.equal(rewrite(code).replaceAll('( ', '('), script);
  });
}

test('lines stay where they were', () => {
  const code = 'const\n  a = 1,\n  {b} =\n c\n\nclass D {\n}\nlet e\n';
  assert.equal(rewrite(code).split('\n').length, code.split('\n').length);
});

test('a parenthesis or bracket in the next line is not drawn into the declaration', () => {
  assert.match(rewrite('let a\n(b)()'), /\( ?a = undefined\);\n\(b\)\(\)$/);
});

test('a statement without its semicolon before a declaration is not called', () => {
  assert.equal(rewrite('f\nconst [a] = b'), ';f\n;( [a] = b);');
});

test('a function under a given name is declared under another and assigned', () => {
  const script = rewrite('function grep() {}\ngrep()');
  assert.equal(script, `;grep = ${standInPrefix}grep;function ${standInPrefix}grep() {}\ngrep()`);
});

test('a text that is no JavaScript is an error with its line', () => {
  assert.throws(
    () => rewrite('const a = 1\nconst b = ;'),
    (error: unknown) => error instanceof CellSyntaxError && error.line === 2,
  );
});

test('parser errors name no column, and modules get a sentence of their own', () => {
  assert.throws(() => rewrite('a b'), { name: 'SyntaxError', message: 'Unexpected token' });
  assert.throws(() => rewrite('import a from "b"'), /no module can be loaded/);
  assert.throws(() => rewrite('['.repeat(100_000)), /Not enough stack space/);
});

test('code parses with await at its top level, but not when it is cut', () => {
  assert.ok(parses('const a = await f(`\n\\`\\`\\`\n`)'));
  assert.ok(parses(''));
  assert.ok(!parses('const a = f(`\n'));
  assert.ok(!parses('items.map((item) => await item)'));
});
