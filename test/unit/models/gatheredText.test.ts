// Streams whose pieces are all of the text so far, and those that only look like it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatheredText } from '../../../src/models/gatheredText.ts';

const answer = 'FINAL(There are 1,200 rows, one of them with an error.)';
const prefixes = (...ends: number[]) => ends.map((end) => answer.slice(0, end));
const parts = (text: string, size: number) => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

const cases: readonly (readonly [string, readonly string[], string])[] = [
  ['parts', parts(answer, 7), answer],
  ['one part', [answer], answer],
  ['wholes that grow', prefixes(2, 9, 20, 40, answer.length), answer],
  ['wholes of long steps', prefixes(20, 45, answer.length), answer],
  ['wholes of which some come twice', prefixes(2, 9, 20, 20, 40, 40, answer.length), answer],
  ['a whole that comes late', prefixes(2, 9, 20, 40, 20, answer.length), answer],
  ['wholes, then parts', [...prefixes(2, 20, 40), ...parts(answer.slice(40), 3)], answer],
  [
    'wholes, then parts, then all of them',
    [...prefixes(2, 20, 40), ...parts(answer.slice(40), 3), answer, `${answer} Yes.`],
    `${answer} Yes.`,
  ],
  ['short wholes', ['Y', 'YE', 'YES'], 'YES'],
  ['parts, then all of them once more', [...parts(answer, 7), answer], answer],
  [
    'parts, then all of them and more',
    [...parts(answer, 7), `${answer} So it is.`],
    `${answer} So it is.`,
  ],
  ['a line of dashes', Array.from({ length: 40 }, () => '-'), '-'.repeat(40)],
  ['dashes that grow', ['-', '--', '---', '----', ' done'], '---------- done'],
  ['a word again and again', Array.from({ length: 40 }, () => 'row '), 'row '.repeat(40)],
  ['equal lines in pieces of one size', parts('row one\n'.repeat(40), 64), 'row one\n'.repeat(40)],
  ['digits', ['1', '12', ' and 3'], '112 and 3'],
  ['a part that begins like the first', ['I', 'In', ' the end'], 'IIn the end'],
  ['blanks at the start', ['\n', '\n', 'Three.'], '\n\nThree.'],
];

for (const [what, pieces, text] of cases)
  test(`a text is gathered from ${what}`, () => {
    const gathered = new GatheredText();
    const shown = pieces.map((piece) => gathered.add(piece));
    shown.push(gathered.end());
    assert.equal(gathered.text, text);
    assert.equal(shown.join(''), text);
  });

const many = 400_000;
const four = (at: number) => String(1_000 + (at % 9_000));

for (const [what, begin] of [
  ['parts', []],
  ['parts behind wholes', prefixes(2, 20, 40, answer.length)],
] as const)
  test(`each of many ${what} costs the same, however much came before`, () => {
    const gathered = new GatheredText();
    for (const piece of begin) gathered.add(piece);
    const before = performance.now();
    let chars = 0;
    for (let at = 0; at < many; at += 1) chars += gathered.add(four(at)).length;
    // Seconds where the text is copied for each piece, and moments where it isn't.
    assert.ok(performance.now() - before < 8_000);
    assert.equal(chars + gathered.end().length, 4 * many);
  });
