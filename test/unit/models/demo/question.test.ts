import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQuestion } from '../../../../src/models/demo/question.ts';
import { numbersOf } from '../../../../src/models/demo/words.ts';

const forms: Readonly<Record<string, readonly string[]>> = {
  total: ['How many lines are there?', 'how many words does the file have', 'Number of entries'],
  count: [
    'How many errors are there?',
    'How many ERROR lines are there on 14 March?',
    'How many lines contain "timeout"?',
    'How many lines mention no space left on device?',
    'How many times does “retry” occur?',
    'How often does out of memory occur in the log?',
    'Count the warnings',
    'Please tell me how many errors are in this file.',
  ],
  which: [
    'Which services logged errors?',
    'Which services failed on 14 March, and what set each failure off?',
    'Which IP addresses are there?',
    'How many different hosts are there?',
    'Which services mention "timeout"?',
    'List the services',
    'Which files mention TODO?',
    'What files contain "x = 1"?',
  ],
  when: [
    'When did "disk full" first and last occur?',
    'When was the last warning?',
    'What was the first error?',
    'When did the first error occur on 2026-03-14?',
  ],
  frequent: [
    'What is the most frequent error?',
    'What are the 5 most common words?',
    'Top 3 IP addresses',
    'Which service logged the most errors?',
    'Which word occurs most often?',
  ],
  find: [
    'Find "connection refused"',
    'Where is main defined?',
    'Show me the lines about certificates',
    'Which lines contain foo(bar)?',
  ],
  outline: [
    'Outline this file',
    "What's in this file?",
    'Summarise the structure',
    'What is this?',
  ],
};

for (const [form, questions] of Object.entries(forms)) {
  test(`questions of the form "${form}" are read`, () => {
    for (const question of questions) assert.equal(readQuestion(question)?.form, form, question);
  });
}

test('questions that say more than the forms can hold are declined', () => {
  const others = [
    '',
    '   ?',
    'Why did payments fail?',
    'How many errors happened after the deploy?',
    'How many errors were there between 9:00 and 10:00?',
    'How many lines contain errors or warnings?',
    'How many lines do not contain "x"?',
    'How many people live in Paris?',
    'How many errors did payments log?',
    'Which services were slow yesterday?',
    'Summarise this file',
    'What happened on 14 March?',
    'Translate it into German.',
    'How many sentences are there?',
    'Who wrote this, and when?',
    'Is there an error?',
    'Outline the events of 14 March',
  ];
  for (const question of others) assert.equal(readQuestion(question), null, question);
});

test('a quoted text is kept letter for letter, an unquoted one is a whole word', () => {
  const quoted = readQuestion('How many lines contain "What? (a.b*)  c"');
  assert.ok(quoted?.form === 'count');
  assert.deepEqual(quoted.where.sought, { text: 'What? (a.b*) c', quoted: true, noun: false });
  const word = readQuestion('How many lines contain the word "the"?');
  assert.ok(word?.form === 'count');
  assert.deepEqual(word.where.sought, { text: 'the', quoted: false, noun: false });
});

test('a date is taken out of the question, but not out of quotation marks', () => {
  const dated = readQuestion('How many errors were there on March 14th, 2026?');
  assert.ok(dated?.form === 'count');
  assert.deepEqual({ ...dated.where.date, text: '' }, { year: 2026, month: 3, day: 14, text: '' });
  const quoted = readQuestion('How many lines contain "on 14 March"?');
  assert.ok(quoted?.form === 'count');
  assert.equal(quoted.where.date, null);
  assert.equal(quoted.where.sought?.text, 'on 14 March');
});

test('nouns are put into singular and plural', () => {
  const pairs = [
    ['error', 'errors'],
    ['retry', 'retries'],
    ['class', 'classes'],
    ['service', 'services'],
    ['box', 'boxes'],
    ['address', 'addresses'],
    ['crash', 'crashes'],
  ] as const;
  for (const [singular, plural] of pairs) {
    assert.deepEqual(numbersOf(singular), [singular, plural]);
    assert.deepEqual(numbersOf(plural), [singular, plural]);
  }
});
