import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReply } from '../../../../src/core/reply/readReply.ts';
import { javascript, python } from '../../../support/codeReading.ts';

const read = (text: string) => readReply(text, javascript);
/** How an answer counts: its text, its variable's name, null without one. */
const answerOf = (reply: string) => {
  const { answer } = read(reply);
  if (answer === null) return null;
  return answer.kind === 'variable' ? `variable ${answer.name}` : answer.text;
};

test('repl, js and javascript fences are cells, in order; others are named', () => {
  const reply = read(
    'Plan.\n```repl\na = 1\n```\nThen\n```JS\nb = 2\n```\n```javascript\nc\n```\n```python\nd\n```\n```\ne\n```',
  );
  assert.deepEqual(reply.cells, ['a = 1', 'b = 2', 'c']);
  assert.deepEqual(reply.ignored, [
    { label: 'python', code: 'd' },
    { label: '', code: 'e' },
  ]);
  assert.equal(reply.prose, 'Plan.\nThen');
});

test('tilde fences, indented fences and longer fences count', () => {
  const reply = read(
    '1. First\n   ~~~js\n   if (x) {\n     y()\n   }\n   ~~~\n````repl\nz()\n````',
  );
  assert.deepEqual(reply.cells, ['if (x) {\n  y()\n}', 'z()']);
});

test('what stands behind a label does not hide it, nor do capitals', () => {
  for (const info of [
    'repl {x}',
    'REPL',
    'javascript title="a"',
    'js{1,3}',
    '{.js}',
    ' js ',
    'js,ignore',
  ])
    assert.deepEqual(read(`\`\`\`${info}\nprint(1)\n\`\`\``).cells, ['print(1)'], info);
  for (const info of ['json', '', '{', 'javascripts', 'text js', 'repl-session'])
    assert.deepEqual(read(`\`\`\`${info}\nprint(1)\n\`\`\``).cells, [], info);
  assert.deepEqual(read('```print(1)``` and ```repl`\nx').cells, []);
});

test('the labels of the language run, and those of no other', () => {
  const text = '```python\na = 1\n```\n```py\nb\n```\n```js\nc\n```\n```repl\nd\n```';
  const { cells, ignored } = readReply(text, python);
  assert.deepEqual(cells, ['a = 1', 'b', 'd']);
  assert.deepEqual(ignored, [{ label: 'js', code: 'c' }]);
});

test('a block that is not run may hold shorter fences, and labelled ones of its own length', () => {
  const cell = '```repl\nprint(1)\n```';
  const longer = read(`\`\`\`\`markdown\n# T\n\`\`\`js\nno()\n\`\`\`\n\`\`\`\`\n${cell}`);
  assert.deepEqual([longer.cells, longer.ignored.length], [['print(1)'], 1]);
  const same = read(`\`\`\`markdown\n# T\n\`\`\`js\nno()\n\`\`\`\n\`\`\`\n${cell}`);
  assert.deepEqual(same.cells, ['print(1)']);
  assert.deepEqual(same.ignored, [{ label: 'markdown', code: '# T\n```js\nno()\n```' }]);
  const unclosed = read(`\`\`\`text\n# T\n${cell}\nMore\n\`\`\`\nx\n\`\`\`\n${cell}`);
  assert.deepEqual(unclosed.cells, ['print(1)']);
});

test('a fence glued to the end of the code closes the last cell', () => {
  const reply = read('```repl\nprint(1)\nprint(2)```\nThat is it.');
  assert.deepEqual([reply.cells, reply.prose], [['print(1)\nprint(2)'], 'That is it.']);
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
  assert.equal(answerOf('So:\n   FINAL(42)'), '42');
  assert.equal(answerOf('So:\n    FINAL(42)'), null);
  assert.equal(answerOf('I will use FINAL(42) later'), null);
  assert.equal(answerOf('print FINAL'), null);
});

test('FINAL in code or in a string is not an answer', () => {
  assert.equal(answerOf('```repl\nprint("x")\nFINAL(x)\n```'), null);
  assert.equal(answerOf('```text\nFINAL(x)\n```'), null);
});

test('parentheses nest and one pair of quotes is removed', () => {
  assert.equal(answerOf('FINAL(f(x) and (y))'), 'f(x) and (y)');
  assert.equal(answerOf('FINAL("yes (two)")'), 'yes (two)');
  assert.equal(answerOf("FINAL('it')"), 'it');
  assert.equal(answerOf('FINAL("""long\nanswer""")'), 'long\nanswer');
  assert.equal(answerOf('FINAL("first 1) then 2)")'), 'first 1) then 2)');
});

test('fences inside the parentheses are text of the answer', () => {
  const reply = read('FINAL(Use this:\n```js\nrun()\n```\nand stop.)\nAfter');
  assert.equal(
    reply.answer?.kind === 'text' && reply.answer.text,
    'Use this:\n```js\nrun()\n```\nand stop.',
  );
  assert.deepEqual(reply.cells, []);
  assert.equal(reply.prose, 'After');
});

test('of two answers the first counts', () => {
  assert.equal(answerOf('FINAL(1)\nFINAL(2)'), '1');
});

test('FINAL_VAR takes a bare or a quoted name', () => {
  assert.equal(answerOf('FINAL_VAR(report)'), 'variable report');
  assert.equal(answerOf('FINAL_VAR("report")'), 'variable report');
});

test('an answer that is not closed runs to the end, unless code follows', () => {
  assert.equal(answerOf('FINAL(It is (a'), 'It is (a');
  const reply = read('FINAL(oops\n```repl\nprint(1)\n```');
  assert.equal(reply.answer, null);
  assert.deepEqual(reply.cells, ['print(1)']);
});

test('thinking is dropped before anything is read', () => {
  assert.equal(read('<think>\nFINAL(1)\n```repl\nx\n```\n</think>\nHello').prose, 'Hello');
  assert.equal(answerOf('FINAL(1)</think>\nFINAL(2)'), '2');
  assert.equal(answerOf('<think>\nFINAL(1)'), null);
  assert.deepEqual(read('```repl\nprint("<think>")\n```').cells, ['print("<think>")']);
});
