// Where its rules would be wrong, the demo says that it can't.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, assertDeclined, claimed } from './support.ts';

const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');
const at = (minute: number) => `2026-03-14 09:${String(minute).padStart(2, '0')}:00,123`;

const coloured = many(
  10,
  (i) =>
    `\u001b[32m${at(i)}\u001b[0m \u001b[1;31m${i % 2 ? 'ERR\u001b[0m\u001b[1;31mOR' : 'INFO'}\u001b[0m disk \u001b[4mfull\n`,
);
const evil = 'harmless\n\u001b]0;TITLE\u0007\u001b[2J\u001b[31mERROR red\nend\n';
const java = many(
  20,
  (i) =>
    `${at(i)} ERROR [pool-${i}] c.e.Gate - Request failed\njava.lang.Illegal: no lease\n\tat c.e.Gate.open(Gate.java:10)\nCaused by: java.io.IOException: I/O error\n\t... 3 more\n`,
);
const python = many(
  9,
  (i) =>
    `${at(i)}:ERROR:root: broken\nTraceback (most recent call last):\n  File "a.py", line ${i}, in f\n    g()\nKeyError: 'error'\n`,
);
const javascript = many(
  9,
  (i) => `lost error ${i}\n    at Gate.open (gate.js:7)\n    at run (main.js:7)\n`,
);
const quoted =
  'id,name,notes\r\n1,Ann,"line one\r\nline two ERROR"\r\n2,Bob,"says ""hi"""\r\n3,"C, D",plain ERROR\r\n';
const longQuoted = `id,name,level\n${many(40, (i) => `${i},Ann,ERROR\n`)}41,"Bo\nb",ERROR\n`;
const separated = '\ufeffsep=;\r\nname;amount\r\nÄnne;1,5\r\nBob;2,25\r\n';
const wide = (text: string) => Array.from(text, (character) => `${character}\0`).join('');
const appended = `start of the log\n${wide('2026-03-01 ERROR service\n')}`;
const chat = '\u200e[14.03.26, 09:41:05] Mara: \u200eimage omitted\n[14.03.26, 09:42:00] Jon: ok\n';
const hidden = 'er\u200dror one\nerror two\n';
const overstruck = 'N\bNA\bAM\bME\bE\n  ls - list ERROR\n';
const broken = 'M\ufffdnster ERROR\nK\u00f6ln\n';
const zip = 'PK\u0003\u0004 ERROR in the packed\n';
const rested = `${many(9, (i) => `${at(i)} INFO api: fine\n`)}\0\0\0\0${at(10)} ERROR api: after\n`;

const declined: readonly (readonly [text: string, question: string, why: RegExp])[] = [
  [coloured, 'How many errors are there?', /control codes, of colours/],
  [coloured, 'How many lines contain "ERROR"?', /control codes/],
  [coloured, 'How many lines contain "disk full"?', /control codes/],
  [coloured, 'When did "ERROR" first and last occur?', /control codes/],
  [coloured, 'What is the most frequent error?', /control codes/],
  [coloured, 'What are the 5 most common words?', /control codes/],
  [coloured, 'How many words?', /control codes/],
  [coloured.replaceAll('\u001b[', '\u009b'), 'How many errors are there?', /control codes/],
  [evil, 'How many lines contain ERROR?', /control codes/],
  [overstruck, 'Find NAME', /control codes/],
  [java, 'How many errors are there?', /Stack traces/],
  [java, 'How many entries are there?', /Stack traces/],
  [java, 'What is the most frequent error?', /Stack traces/],
  [java, 'When did the first error occur?', /Stack traces/],
  [python, 'How many errors are there?', /Stack traces/],
  [javascript, 'How many errors are there?', /Stack traces/],
  [quoted, 'How many rows are there?', /quoted cells go over several lines/],
  [quoted, 'How many entries are there?', /quoted cells/],
  [longQuoted, 'How many rows are there?', /quoted cells/],
  [longQuoted, 'Which names logged errors?', /quoted cells/],
  [separated, 'How many rows are there?', /says how its columns are separated/],
  [separated, 'What is the most frequent name?', /columns are separated/],
  [appended, 'How many lines contain "ERROR"?', /two bytes a letter/],
  [appended, 'How many lines are there?', /two bytes a letter/],
  [wide('ERROR one\n'), 'Find "ERROR"', /two bytes a letter/],
  [chat, 'How many entries are there?', /characters that nobody sees/],
  [rested, 'How many errors are there?', /characters that nobody sees/],
  [hidden, 'How many errors are there?', /characters that nobody sees/],
  [hidden, 'Find "error"', /characters that nobody sees/],
  [broken, 'How many lines contain "Münster"?', /could not be read/],
  [zip, 'How many lines are there?', /packed/],
];

const answered: readonly (readonly [text: string, question: string, figure: number])[] = [
  [coloured, 'How many lines are there?', 10],
  [evil, 'How many lines are there?', 3],
  [java, 'How many lines contain "Request failed"?', 20],
  [java, 'How many lines are there?', 100],
  [
    many(20, (i) => `${at(i)} ERROR c.e.Gate - failed\n\tat c.e.Gate.open(Gate.java:10)\n`) +
      many(40, (i) => `${at(i)} INFO c.e.Gate - error\n`),
    'How many errors are there?',
    20,
  ],
  [quoted, 'How many lines contain "ERROR"?', 2],
  [quoted, 'How many lines are there?', 5],
  ['id,name\n1,"a ""b"" c"\n2,"d, e"\n3,f\n', 'How many rows are there?', 3],
  ['Hello, world\n"It was a dark\nand stormy error"\n', 'How many errors are there?', 1],
  [separated, 'How many lines are there?', 4],
  [chat, 'How many lines contain "omitted"?', 1],
  [broken, 'How many lines contain "ERROR"?', 1],
  [rested, 'How many lines contain "ERROR"?', 1],
  ['name \u{1f469}\u200d\u{1f467} family ERROR\nnext\n', 'How many errors are there?', 1],
  ['notes at 5 (five)\nThe packed PK\u0003\u0004 error\n', 'How many errors are there?', 1],
];

test('what would be wrong is declined, with the reason', { timeout: 120_000 }, async () => {
  for (const [text, question, why] of declined) {
    const told = await ask(question, text);
    assert.match(told.answer, why, `${question} of ${JSON.stringify(text.slice(0, 40))}`);
    assertDeclined(told);
  }
});

test('what is right all the same is answered', { timeout: 120_000 }, async () => {
  for (const [text, question, figure] of answered) {
    const { answer } = await ask(question, text);
    assert.equal(claimed(answer), figure, `${question}: ${answer}`);
  }
});

test('one strange file among several is enough', { timeout: 60_000 }, async () => {
  const texts = { 'a.log': `${at(1)} ERROR api: fine\n`, 'b.log': coloured };
  assertDeclined(await ask('How many errors are there?', texts));
  assertDeclined(await ask('How many lines are there?', { 'a.txt': 'text\n', 'b.zip': zip }));
});

test('a value whose quotation mark is escaped is the value of a record inside another', {
  timeout: 60_000,
}, async () => {
  const docker = many(
    9,
    (i) => `${JSON.stringify({ log: `level=error msg="lease ${i}"\n`, stream: 'stderr' })}\n`,
  );
  const { answer } = await ask('What is the most frequent error?', docker);
  assert.match(answer, /lease #/);
  assert.equal(claimed((await ask('How many errors are there?', docker)).answer), 9);
});
