import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { TextItem } from '../../../../src/sandbox/text/textItem.ts';
import { sharedText } from '../../../../src/sources/decode.ts';
import { contextOf, seededRandom } from './support.ts';

const pieces = [
  ...['a', ' ', '\n', '\n', '\r\n', '\r\n', '\r', '\0', '\t', '\v', '\f', '\u0085'],
  ...['\u2028', '\u2029', '😀', '👩‍👩‍👧', 'e\u0301', '漢', '\uD83D', '\uDE00', '\uFEFF'],
];

/** As VS Code counts: `\r\n`, `\n` and a lone `\r` end a line, columns are UTF-16 units from 1. */
function editorPosition(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  // Between `\r` and `\n` no line has ended yet.
  const isInside = text[offset - 1] === '\r' && text[offset] === '\n';
  const last = isInside ? lines.at(-2) : lines.at(-1);
  const column = (last ?? '').length + 1 + (isInside ? 1 : 0);
  return { line: lines.length - (isInside ? 1 : 0), column };
}

test('lines and columns of every offset are those of the editor', () => {
  const random = seededRandom(21);
  const everywhere = { source: '', flags: '', literal: false, regExp: true } as const;
  for (let round = 0; round < 300; round += 1) {
    const count = Math.floor(random() * 25);
    const text = Array.from({ length: count }, () => pieces[Math.floor(random() * pieces.length)])
      .join('')
      .slice(Math.floor(random() * 2));
    const { matches } = contextOf(text).grep({ ...everywhere, path: null, max: 1000 });
    assert.equal(matches.length, text.length + 1);
    for (const { offset, line, column } of matches) {
      assert.deepEqual({ line, column }, editorPosition(text, offset), JSON.stringify(text));
    }
  }
});

test('each line read is the line of the editor, and together they are the whole text', () => {
  const random = seededRandom(22);
  for (let round = 0; round < 300; round += 1) {
    const count = Math.floor(random() * 25);
    const text = Array.from(
      { length: count },
      () => pieces[Math.floor(random() * pieces.length)],
    ).join('');
    const expected = text.split(/\r\n|\n|\r/);
    // The editor's last, empty line behind a final line end is none to read.
    if (expected.at(-1) === '') expected.pop();
    const item = new TextItem('', sharedText(text));
    const read = Array.from({ length: item.lines.count }, (_, line) => item.line(line));
    assert.deepEqual(read, expected, JSON.stringify(text));
    assert.equal(item.lines.longest, Math.max(0, ...expected.map((line) => line.length)));
  }
});

test('one line of 100 MB without a final line end is read, searched and cited', () => {
  const units = new SharedArrayBuffer(100_000_000);
  const bytes = Buffer.from(units).fill('x');
  bytes.write('needle', 99_999_994, 'latin1');
  const context = new ContextText({
    kind: 'string',
    items: [{ path: '', text: { units, width: 1, length: units.byteLength } }],
  });
  const { lines, longestLine } = context.describe();
  assert.deepEqual([lines, longestLine], [1, 100_000_000]);
  const query = { source: 'needle$', flags: '', literal: false, path: null, max: 5 };
  const [found] = context.grep(query).matches;
  assert.deepEqual([found?.line, found?.column], [1, 99_999_995]);
  assert.equal(context.slice('', 99_999_990, 2e9), 'xxxxneedle');
  const [cited] = context.cite([{ path: '', startLine: 1, endLine: 1 }]);
  assert.equal(cited?.text?.length, 100_000_000);
});

test('more than can be taken at once is refused with what works on all of it', () => {
  const units = new SharedArrayBuffer(2 ** 28 + 2);
  new Uint8Array(units)[1] = 10;
  const text = { units, width: 1, length: units.byteLength } as const;
  const context = new ContextText({ kind: 'string', items: [{ path: '', text }] });
  const wanted = { path: null, numbers: false };
  const tooLong = /characters long; the most at once is 268,435,456\. grep\(\), count\(\)/;
  assert.throws(() => context.lines(1, 2, wanted), tooLong);
  assert.throws(() => context.slice('', 0, 1e9), tooLong);
  const cited = context.cite([{ path: '', startLine: 1, endLine: 2 }]);
  assert.deepEqual(
    cited.map((lines) => [lines?.text, lines?.isShown]),
    [[null, false]],
  );
  assert.equal(context.lines(1, 1, wanted), '\0');
});
