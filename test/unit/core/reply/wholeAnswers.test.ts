import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReply } from '../../../../src/core/reply/readReply.ts';
import { Chance } from '../../../adversarial/random.ts';
import { javascript } from '../../../support/codeReading.ts';

const seed = 20_261_127;
const rounds = 4_000;

const balanced = [
  'The service failed (twice, see the log).',
  '## Causes (in order)',
  '',
  '- **disk** full [L3]',
  '> a quotation (of the log)',
  '| a (b) | c |',
  '`if (s === ")") {` is the line.',
  '``a ` ( b``, then more.',
  '```\nfoo(\n) :(\n```',
  '~~~text\n1) x)\n)\n~~~',
  '````markdown\n```js\nrun(\n```\n````',
  '   ```json\n   {"a": ")"}\n   ```',
  'It says "yes" and \'no\'.',
  'Call FINAL(x) when done, or `FINAL_VAR(y)`.',
  'x in [0, 1) and y in (2, 3].',
  'A smile :) and a tear :( here.',
  '中文（括号）与 emoji 😀 (ok)',
  '\\( a + b \\)',
  '    indented(code)',
];
const lists = [
  '1) the disk (sda)',
  '2) the clock',
  '  a) first',
  '- b) second',
  'iv) last',
  '(1) counted',
];
const unbalanced = [
  'The call foo( at L12 is never closed',
  'and here it closes) or not',
  'three)) of them)',
  'sad:(',
  'Two reasons: a) disk, b) clock',
  ')',
  'print("(")',
  'a ` and a ) with one backtick',
  'f(g(h(',
];

/** Some Markdown of such lines. */
function markdown(chance: Chance, kinds: readonly string[]): string {
  const lines = Array.from({ length: 1 + chance.below(8) }, () => chance.of(kinds));
  return lines.join('\n').replace(/^\s*\n|\s+$/g, '') || 'x';
}

const read = (text: string) => {
  const { answer, cells } = readReply(text, javascript);
  assert.deepEqual(cells, []);
  assert.ok(answer?.kind === 'text', JSON.stringify(text));
  return answer;
};

const kinds = {
  'with balanced parentheses': balanced,
  'in lists': [...balanced, ...lists],
  'with parentheses that have no partner': [...balanced, ...lists, ...unbalanced],
};
for (const [name, lines] of Object.entries(kinds)) {
  test(`Markdown ${name} between FINAL( and ) on lines of their own comes back whole`, () => {
    const chance = new Chance(seed);
    for (let round = 0; round < rounds; round++) {
      const content = markdown(chance, lines);
      const before = chance.of(['', 'So this is it.\n\n', 'The plan (done):\n']);
      const { source, isClosed } = read(
        `${before}FINAL(\n${content}\n)${chance.of(['', '\n', ' \n\n'])}`,
      );
      assert.equal(source, content.trim(), JSON.stringify(content));
      assert.ok(isClosed);
    }
  });

  test(`and so it does with prose behind it, ${name}`, () => {
    const chance = new Chance(seed + 1);
    for (let round = 0; round < rounds; round++) {
      // With a line that is nothing but `)` nobody could tell where it ends.
      const content = markdown(
        chance,
        lines.filter((line) => line !== ')'),
      );
      const { source } = read(
        `FINAL(\n${content}\n)\n\n${chance.of(['That is all.', 'See L3 (above)', ':)'])}`,
      );
      assert.equal(source, content.trim(), JSON.stringify(content));
    }
  });
}

test('Markdown with balanced parentheses comes back whole behind its mark, too', () => {
  const chance = new Chance(seed + 2);
  for (let round = 0; round < rounds; round++) {
    const content = `It is so:\n${markdown(chance, [...balanced, ...lists])}\nand so on`;
    assert.equal(read(`FINAL(${content})`).source, content);
  }
});

test('what stands between double quotes comes back whole, whatever parentheses it has', () => {
  const chance = new Chance(seed + 3);
  for (let round = 0; round < rounds; round++) {
    const content = markdown(chance, [...lists, ...unbalanced, 'a "quoted" word', 'back\\slash']);
    const { text, quoted } = read(`FINAL(${JSON.stringify(content)})\n\nThat is it b)`);
    assert.equal(text, content);
    assert.ok(quoted);
  }
});
