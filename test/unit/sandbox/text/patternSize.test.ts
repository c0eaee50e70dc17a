import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pattern } from '../../../../src/sandbox/text/pattern.ts';
import { contextOf } from './support.ts';

const text = contextOf('one two\nThree two\n');
const count = (pattern: Partial<Pattern> & Pick<Pattern, 'source'>): number =>
  text.count({ flags: '', literal: false, path: null, ...pattern });
const groups = (open: string, number: number) => `${open}t)`.repeat(number);

const refused: Readonly<Record<string, readonly [Parameters<typeof count>[0], RegExp]>> = {
  'a long expression': [
    { source: `${'ab?|'.repeat(5_000)}zz` },
    /^RangeError: The regular expression has 20,002 characters; the most is 20,000\. Match in pieces, or give an array of plain texts\.$/,
  ],
  'one of millions of characters': [
    { source: `${'ab?|'.repeat(2_000_000)}z` },
    /has 8,000,001 characters/,
  ],
  'a long RegExp object': [
    { source: 'x'.repeat(20_001), regExp: true },
    /20,001 characters; the most is 20,000/,
  ],
  'many groups': [{ source: groups('(', 201) }, /has 201 groups; the most is 200\. Match in/],
  'groups that keep nothing': [{ source: groups('(?:', 201) }, /201 groups/],
  'groups with names': [
    { source: Array.from({ length: 201 }, (_, at) => `(?<g${at}>a)`).join('|') },
    /201 groups/,
  ],
  'lookahead and lookbehind': [{ source: groups('(?<=', 100) + groups('(?!', 101) }, /201 groups/],
  'groups within groups': [{ source: `${'('.repeat(201)}a${')'.repeat(201)}` }, /201 groups/],
  'groups behind a class': [{ source: `[(]${groups('(', 201)}` }, /201 groups/],
  'groups behind an escaped bracket': [{ source: `\\[${groups('(', 201)}` }, /201 groups/],
  'groups that never end': [{ source: '('.repeat(30_000) }, /30,000 characters/],
  'many properties': [
    { source: '\\p{L}'.repeat(21), flags: 'iu' },
    /21 properties \(\\p\); the most is 20/,
  ],
  'several properties of strings': [
    { source: '\\p{RGI_Emoji}'.repeat(3), flags: 'v' },
    /3 properties of strings; the most is 2/,
  ],
  'a long plain text': [
    { source: 'x'.repeat(1_000_001), literal: true },
    /The text to look for has 1,000,001 characters; the most is 1,000,000\. Match in pieces/,
  ],
  'plain texts that are long together': [
    { source: ['x'.repeat(600_000), 'y'.repeat(400_001)] },
    /The texts to look for have 1,000,001 characters together/,
  ],
  'flags without end': [{ source: 'x', flags: 'g'.repeat(1e7) }, /There is no flag "g{50}"/],
  'an empty text among several': [{ source: ['two', ''] }, /One of the texts to look for is empty/],
  'what is too large for the engine': [
    { source: '\\b\\w+\\b'.repeat(2_500), flags: 'iu' },
    /^TypeError: ".+…" is no valid regular expression: /,
  ],
};

for (const [what, [pattern, error]] of Object.entries(refused)) {
  test(`a pattern is refused before it is compiled: ${what}`, () => {
    assert.throws(
      () => count(pattern),
      (thrown: Error) => error.test(String(thrown)) && thrown.message.length < 500,
    );
  });
}

const taken: Readonly<Record<string, readonly [Parameters<typeof count>[0], number]>> = {
  'an expression of 20,000 characters': [{ source: `${'ab?|'.repeat(4_999)}two!` }, 0],
  'two hundred groups': [{ source: `${groups('(?=', 199)}(two)` }, 2],
  'brackets in classes and escaped, which are no groups': [{ source: '[(]|\\('.repeat(500) }, 0],
  'twenty properties': [{ source: '\\p{L}+ '.repeat(20), flags: 'u' }, 0],
  'properties without their flag, which are none': [{ source: `t${'\\p'.repeat(30)}|two` }, 2],
  'a plain text of a million characters': [{ source: 'x'.repeat(1_000_000), literal: true }, 0],
  'one without regard to case': [{ source: 'X'.repeat(1e6), literal: true, flags: 'i' }, 0],
  'ten thousand plain texts': [
    { source: ['two', 'Three', ...Array.from({ length: 10_000 }, (_, at) => `item ${at}`)] },
    3,
  ],
  'no text at all': [{ source: [] }, 0],
};

for (const [what, [pattern, found]] of Object.entries(taken)) {
  test(`a pattern is taken: ${what}`, () => assert.equal(count(pattern), found));
}
