import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReply, titleOf } from '../../../src/core/reply.ts';
import { parses } from '../../../src/sandbox/javascript/parse.ts';

const read = (text: string) => readReply(text, parses);
const text = (value: string, quoted = false) => ({ kind: 'text', text: value, quoted });

test('repl, js and javascript fences are cells, in order; others are named', () => {
  const reply = read(
    'Plan.\n```repl\na = 1\n```\nThen\n```JS\nb = 2\n```\n```javascript\nc\n```\n```python\nd\n```\n```\ne\n```',
  );
  assert.deepEqual(reply.cells, ['a = 1', 'b = 2', 'c']);
  assert.deepEqual(reply.ignoredLabels, ['python', '']);
  assert.equal(reply.prose, 'Plan.\nThen');
});

test('tilde fences, indented fences and longer fences count', () => {
  const reply = read(
    '1. First\n   ~~~js\n   if (x) {\n     y()\n   }\n   ~~~\n````repl\nz()\n````',
  );
  assert.deepEqual(reply.cells, ['if (x) {\n  y()\n}', 'z()']);
});

test('a fence line inside the code does not cut it', () => {
  const code = '/* It looks like\n```\n{}\n```\n*/\nprint(context);';
  assert.deepEqual(read(`Go\n\`\`\`repl\n${code}\n\`\`\`\nDone`).cells, [code]);
  assert.equal(read(`Go\n\`\`\`repl\n${code}\n\`\`\`\nDone`).prose, 'Go\nDone');
});

test('code that never parses ends at the first closing fence', () => {
  const reply = read('```repl\nconst = 1\n```\nNext\n```repl\nprint(1)\n```');
  assert.deepEqual(reply.cells, ['const = 1', 'print(1)']);
});

test('an unclosed last fence runs to the end', () => {
  assert.deepEqual(read('Look\n```repl\nprint(1)\nprint(2)').cells, ['print(1)\nprint(2)']);
});

test('carriage returns are no part of the code', () => {
  assert.deepEqual(read('```repl\r\nlet a = 1\r\nprint(a)\r\n```\r\n').cells, [
    'let a = 1\nprint(a)',
  ]);
});

test('FINAL counts at the start of a line, with up to three spaces before it', () => {
  assert.deepEqual(read('So:\n   FINAL(42)').final, text('42'));
  assert.equal(read('So:\n    FINAL(42)').final, null);
  assert.equal(read('I will use FINAL(42) later').final, null);
  assert.equal(read('print FINAL').final, null);
});

test('FINAL in code or in a string is not an answer', () => {
  assert.equal(read('```repl\nprint("x")\nFINAL(x)\n```').final, null);
  assert.equal(read('```text\nFINAL(x)\n```').final, null);
});

test('parentheses nest and one pair of quotes is removed', () => {
  assert.deepEqual(read('FINAL(f(x) and (y))').final, text('f(x) and (y)'));
  assert.deepEqual(read('FINAL("yes (two)")').final, text('yes (two)', true));
  assert.deepEqual(read("FINAL('it')").final, text('it', true));
  assert.deepEqual(read('FINAL("""long\nanswer""")').final, text('long\nanswer', true));
  assert.deepEqual(read('FINAL("first 1) then 2)")').final, text('first 1) then 2)', true));
});

test('fences inside the parentheses are text of the answer', () => {
  const reply = read('FINAL(Use this:\n```js\nrun()\n```\nand stop.)\nAfter');
  assert.deepEqual(reply.final, text('Use this:\n```js\nrun()\n```\nand stop.'));
  assert.deepEqual(reply.cells, []);
  assert.equal(reply.prose, 'After');
});

test('of two answers the first counts', () => {
  assert.deepEqual(read('FINAL(1)\nFINAL(2)').final, text('1'));
});

test('FINAL_VAR takes a bare or a quoted name', () => {
  const variable = { kind: 'variable', name: 'report' };
  assert.deepEqual(read('FINAL_VAR(report)').final, variable);
  assert.deepEqual(read('FINAL_VAR("report")').final, variable);
});

test('an answer that is not closed runs to the end, unless code follows', () => {
  assert.deepEqual(read('FINAL(It is (a').final, text('It is (a'));
  const reply = read('FINAL(oops\n```repl\nprint(1)\n```');
  assert.equal(reply.final, null);
  assert.deepEqual(reply.cells, ['print(1)']);
});

test('thinking is dropped before anything is read', () => {
  assert.equal(read('<think>\nFINAL(1)\n```repl\nx\n```\n</think>\nHello').prose, 'Hello');
  assert.deepEqual(read('FINAL(1)</think>\nFINAL(2)').final, text('2'));
  assert.equal(read('<think>\nFINAL(1)').final, null);
  assert.deepEqual(read('```repl\nprint("<think>")\n```').cells, ['print("<think>")']);
});

test('the title is the first sentence of the prose, without markup', () => {
  assert.equal(
    titleOf('## **Look** at the head. Then count.\n```repl\nx\n```'),
    'Look at the head',
  );
  assert.equal(titleOf('```repl\nx\n```'), '');
});
