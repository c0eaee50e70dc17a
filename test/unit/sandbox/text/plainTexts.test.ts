import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { sharedText } from '../../../../src/sources/decode.ts';
import { contextOf, seededRandom } from './support.ts';

const found = (text: string, source: readonly string[], flags = '') =>
  contextOf(text)
    .grep({ source, flags, literal: false, max: 1_000, path: null })
    .matches.map(({ offset, match }) => `${offset} ${match}`);

const cases: Readonly<
  Record<string, readonly [text: string, texts: readonly string[], found: string, flags?: string]>
> = {
  'in the order of the text': ['b a b', ['a', 'b'], '0 b|2 a|4 b'],
  'the longest at a place': ['error: errors', ['err', 'errors', 'error'], '0 error|7 errors'],
  'not within each other': ['aaaa', ['aa', 'aaa'], '0 aaa'],
  'where a longer one breaks off': ['abcx abcd', ['abcd', 'ab'], '0 ab|5 abcd'],
  'signs as they stand': ['a.b (x) axb', ['a.b', '(x)', '|'], '0 a.b|4 (x)'],
  'the same one given twice': ['x', ['x', 'x'], '0 x'],
  'over the ends of lines': ['one\ntwo', ['e\nt'], '2 e\nt'],
  'case counts': ['Error error', ['error'], '6 error'],
  'without regard to case': [
    'ERROR Straße ÉTÉ',
    ['error', 'été', 'STRAßE'],
    '0 ERROR|6 Straße|13 ÉTÉ',
    'i',
  ],
  'at the very end': ['xxab', ['ab', 'abc'], '2 ab'],
  'astral characters and halves': ['😀 \uD83D', ['😀', '\uD83D'], '0 😀|3 \uD83D'],
};

for (const [what, [text, texts, expected, flags]] of Object.entries(cases)) {
  test(`several plain texts are found: ${what}`, () => {
    assert.equal(found(text, texts, flags).join('|'), expected);
  });
}

test('what is found of random texts is what an expression of them finds', () => {
  const random = seededRandom(7);
  const word = () =>
    Array.from({ length: 1 + random() * 5 }, () => 'abAé'[Math.floor(random() * 4)]).join('');
  for (let turn = 0; turn < 300; turn += 1) {
    const text = Array.from({ length: 30 }, word).join(random() < 0.5 ? '' : ' ');
    const texts = Array.from({ length: 1 + random() * 6 }, word);
    const flags = random() < 0.5 ? 'i' : '';
    const longestFirst = [...texts].sort((one, other) => other.length - one.length).join('|');
    const expected = [...text.matchAll(new RegExp(longestFirst, `g${flags}`))];
    assert.deepEqual(
      found(text, texts, flags),
      expected.map(({ index, 0: match }) => `${index} ${match}`),
    );
  }
});

test('texts are found in windows as in one string', () => {
  const sizes = { wholeBytes: 0, windowBytes: 64, reach: 16 };
  const text = 'needle and a longer needle in hay, '.repeat(40);
  const items = [{ path: '', text: sharedText(text) }];
  const windows = new ContextText({ kind: 'string', items }, sizes);
  const pattern = { source: ['needle', 'a longer needle'], flags: '', literal: false, path: null };
  assert.deepEqual(
    windows.grep({ ...pattern, max: 1e3 }),
    contextOf(text).grep({ ...pattern, max: 1e3 }),
  );
});

test('a long plain text is found like a short one, also where most of it stands often', () => {
  const long = `${'ab'.repeat(5_000)}c`;
  assert.deepEqual(
    contextOf(`${'ab'.repeat(6_000)}c!${long}`).count({
      source: long,
      flags: '',
      literal: true,
      path: null,
    }),
    2,
  );
});
