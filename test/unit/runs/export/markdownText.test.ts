import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embedded } from '../../../../src/runs/export/markdownText.ts';

const table: readonly (readonly [string, string, string])[] = [
  ['Markdown stays', '# A\n\n**b** [c](d) | e |', '# A\n\n**b** [c](d) | e |'],
  ['a comment hides nothing', 'a <!-- b', 'a \\<!-- b'],
  ['a tag is text', '<details><b>x</b>', '\\<details>\\<b>x\\</b>'],
  ['a link in angles is text', '<https://a.example>', '\\<https://a.example>'],
  ['what is smaller stays', 'a < b, a <= 3', 'a < b, a <= 3'],
  ['a picture is not loaded', '![x](https://a.example/?q=1)', '\\![x](https://a.example/?q=1)'],
  ['what is escaped stays', '\\<b> \\![x](y)', '\\<b> \\![x](y)'],
  ['code in a line stays', '`<b>` and ``a ` <i>`` <u>', '`<b>` and ``a ` <i>`` \\<u>'],
  ['a mark of code that stands alone opens none', '` <b>', '` \\<b>'],
  ['code in a fence stays', '```\n<b>\n```\n<i>', '```\n<b>\n```\n\\<i>'],
  ['an open fence is closed', 'a\n~~~~html\n<b>\n~~~', 'a\n~~~~html\n<b>\n~~~\n~~~~'],
  ['three marks with code behind them open none', '```a``` <b>', '```a``` \\<b>'],
];

for (const [what, given, wanted] of table) {
  test(`of an answer in a file for people, ${what}`, () => {
    assert.equal(embedded(given), wanted);
  });
}
