import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, isPlaceholder, namesIn } from '../../../../src/core/reply/placeholder.ts';

test('what only keeps the place of an answer is none', () => {
  for (const text of [
    ...['', ' \n', '.', '...', '…', '. . .', '"..."', '`…`', '(...)', '[...]', '<...>'],
    ...['<answer>', '<your answer>', '<final answer>', '<Your Final Answer Here>', '[your answer]'],
    ...[
      '{answer}',
      '{{answer}}',
      'your answer here',
      'Your final answer.',
      'your answer',
      '**your answer**',
    ],
    ...[
      'the final answer goes here',
      'insert your answer here',
      '<insert answer>',
      '<your_answer>',
    ],
    ...['<answer text>', 'final answer', '""', '<response>'],
  ])
    assert.ok(isPlaceholder(text), JSON.stringify(text));
});

test('an answer is one, however short or odd', () => {
  for (const text of [
    ...['0', '42', 'no', 'None', 'null', '-', '[]', '{}', '()', '<>', 'answer', 'answers', '<div>'],
    ...[
      'The answer is 42',
      '... and so on',
      'your answer to him',
      '<result>',
      '<body>',
      'here',
      '.5',
      '..a',
    ],
    ...['[L12]', 'Answer: no', 'final', 'the text', 'x'.repeat(1_000_000)],
  ])
    assert.ok(!isPlaceholder(text), JSON.stringify(text.slice(0, 20)));
});

test('names in double braces are replaced by what they stand for', () => {
  const block = '# {{title}}\n{{ rows }} of {{title}}; {{unknown}}, {{a.b}}, {{ }}, {{$1}}, {{ñ}}';
  assert.deepEqual(namesIn(block), ['title', 'rows', 'unknown', '$1', 'ñ']);
  const values = new Map([
    ['title', '$& and {{rows}}'],
    ['rows', '3'],
  ]);
  assert.equal(
    fill(block, values),
    '# $& and {{rows}}\n3 of $& and {{rows}}; {{unknown}}, {{a.b}}, {{ }}, {{$1}}, {{ñ}}',
  );
  assert.equal(fill('no braces', values), 'no braces');
});
