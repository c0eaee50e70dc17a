import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  firstSentence,
  partsBelowTitle,
  proseOf,
  splitReply,
  titleOfCode,
  withoutTitle,
} from '../../../src/trajectory/prose.ts';

test('a reply is cut into prose and the code of its cells, in order', () => {
  const reply = 'First.\n\n```repl\nprint(1);\n```\nThen.\n~~~js\nprint(2);\n~~~';
  assert.deepEqual(splitReply(reply), [
    { kind: 'prose', text: 'First.' },
    { kind: 'code', text: 'print(1);' },
    { kind: 'prose', text: 'Then.' },
    { kind: 'code', text: 'print(2);' },
  ]);
});

test('fences that are no cells stay in the prose', () => {
  const reply = 'See:\n```text\nFINAL(1)\n```';
  assert.equal(proseOf(reply), reply);
});

test('a reply that still streams ends in open code', () => {
  assert.deepEqual(splitReply('Look.\n```js\nconst a =').at(-1), {
    kind: 'code',
    text: 'const a =',
  });
});

test('a fence line inside code does not end the cell whose code is known', () => {
  const code = 'const text = `\n```\n`;\nprint(text);';
  const reply = `Before.\n\`\`\`js\n${code}\n\`\`\`\nAfter.`;
  assert.equal(proseOf(reply, [code]), 'Before.\n\nAfter.');
});

test('a block of the other language, which was not run, is none of the cells', () => {
  const other = '```js\nprint(1);\n```';
  const reply = `First.\n${other}\nThen.\n\`\`\`py\nprint(2)\n\`\`\`\nDone.`;
  assert.equal(proseOf(reply, ['print(2)']), `First.\n${other}\nThen.\n\nDone.`);
});

test('thoughts are no prose', () => {
  assert.equal(proseOf('<think>maybe\n```js\n1\n```</think>Now.'), 'Now.');
  assert.equal(proseOf('<think>still thinking'), '');
});

test('the title is the first sentence, without marks', () => {
  assert.equal(
    firstSentence('## Plan\nCount **errors** with `grep`. Then ask.'),
    'Plan Count errors with grep',
  );
  assert.equal(firstSentence('Version 1.5 comes first. Then 2.'), 'Version 1.5 comes first');
  assert.equal(firstSentence('What failed? I look.'), 'What failed?');
  assert.equal(firstSentence('---\n\n1. See [the log](http://x.y)'), 'See the log');
  assert.equal(firstSentence(''), '');
  assert.equal(firstSentence(`${'long '.repeat(100)}`).length, 160);
});

test('below its title prose goes on after the first sentence, unless that is written otherwise', () => {
  assert.equal(withoutTitle('Look at it. Then count.\n\n- a'), 'Then count.\n\n- a');
  assert.equal(withoutTitle('Look at it.'), '');
  assert.equal(withoutTitle('**Look** at it. Then count.'), '**Look** at it. Then count.');
  assert.equal(withoutTitle('FINAL(Two.)'), 'FINAL(Two.)');
});

test('code without prose is titled by its comment, else its first line', () => {
  assert.equal(titleOfCode('const a = 1;\n// Count them\nprint(a);'), 'Count them');
  assert.equal(titleOfCode('\n  print(1);\n'), 'print(1);');
});

test('a reply that streams leaves out the sentence that is its title, and nothing of its code', () => {
  assert.deepEqual(partsBelowTitle(''), []);
  assert.deepEqual(partsBelowTitle('Read the ten min'), []);
  assert.deepEqual(partsBelowTitle('Read it. Then **more'), [
    { kind: 'prose', text: 'Then **more' },
  ]);
  const code = { kind: 'code', text: 'print(1)' };
  assert.deepEqual(partsBelowTitle('Read it.\n```repl\nprint(1)'), [code]);
  assert.deepEqual(partsBelowTitle('```repl\nprint(1)'), [code]);
});

test('a title is looked for in the beginning alone', () => {
  for (const unit of ['[', '[a](', '*', '`', '1. ', 'a\n', '\n ', '(', 'word ']) {
    const prose = `x ${unit.repeat(100_000)}`;
    assert.equal(firstSentence(prose), firstSentence(prose.slice(0, 4_000)), unit);
    assert.equal(titleOfCode(prose), titleOfCode(prose.slice(0, 4_000)), unit);
  }
  assert.equal(firstSentence(`${'\n'.repeat(5_000)}Too far down.`), '');
});
