import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findQuotes } from '../../../src/core/quotes.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

const quotes = (answer: string, asked = '') => findQuotes(answer, asked);

test('quotes are found in straight and curly marks and in blockquotes, each once', () => {
  const answer = [
    'It says "the pool was empty" and later “no host\nwas found”, then "the pool was empty".',
    '',
    '> A quoted line [L12]',
    '> and its next.',
    '',
    '> "whole in marks too"',
  ].join('\n');
  assert.deepEqual(quotes(answer), [
    'the pool was empty',
    'no host\nwas found',
    'A quoted line\nand its next.',
    'whole in marks too',
  ]);
});

test('short ones, code, and words of the question are no quotes', () => {
  assert.deepEqual(quotes('"too short" and `const a = "a string in code"`'), []);
  assert.deepEqual(quotes('```js\nconst a = "a string in code";\n```\ntext'), []);
  assert.deepEqual(quotes('~~~\n"a string in code"\n'), []);
  assert.deepEqual(quotes('As to "services that failed": none.', 'Name services that failed'), []);
});

test('straight marks pair where they open and close words, not where they stand for inches', () => {
  const cases: [string, string[]][] = [
    ['A 27" screen costs more than a 24" one.', []],
    ['The 5" disk says "no space left on it" twice.', ['no space left on it']],
    [
      'Ask "How many lines contain "timeout"?" or "Where is the main one?".',
      ['Where is the main one?'],
    ],
    [
      '("in parentheses here"), *"in stars, too, here"*',
      ['in parentheses here', 'in stars, too, here'],
    ],
    ['"two words and one more""another of these"', ['two words and one more', 'another of these']],
  ];
  for (const [answer, expected] of cases) assert.deepEqual(quotes(answer), expected, answer);
});

test('marks do not pair across paragraphs', () => {
  assert.deepEqual(quotes('An odd mark " here.\n\nAnd "another quotation" here.'), [
    'another quotation',
  ]);
});

test('an answer of ten million characters is read in a moment', () => {
  const started = performance.now();
  const long = 'x'.repeat(10_000_000);
  assert.equal(quotes(`"${long}"`)[0]?.length, 10_000_000);
  for (const hostile of ['"', '>', '“', '`', '```', '[L1', '"a\n', '> \n', '> [', '~~~\n', ' [']) {
    quotes(hostile.repeat(200_000));
  }
  assert.ok(performance.now() - started < 20_000);
});

test('quotes are looked up, and the record says what came of it', async () => {
  const { result, events } = await runScripted({
    model: new ScriptedModel([cell('end')]),
    cells: { end: () => ({ final: 'It says "one two three four", not "invented by a model".' }) },
  });
  const expected = [
    {
      text: 'one two three four',
      verified: true,
      place: { path: '', startLine: 1, endLine: 1 },
    },
    { text: 'invented by a model', verified: false, place: null },
  ];
  assert.deepEqual(result.quotes, expected);
  const answer = events.find(({ type }) => type === 'answer');
  assert.deepEqual(answer?.type === 'answer' && answer.quotes, expected);
});
