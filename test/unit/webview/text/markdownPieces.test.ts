import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginning, type PieceStart, pieceFrom } from '../../../../webview/text/markdownPieces.ts';

function piecesOf(text: string, most: number): string[] {
  const pieces: string[] = [];
  for (let start: PieceStart | null = beginning; start !== null; ) {
    const piece = pieceFrom(text, start, most);
    pieces.push(piece.text);
    start = piece.next;
  }
  return pieces;
}

const paragraph = 'One sentence of a paragraph, and another one.';

test('a text that is not long is one piece', () => {
  assert.deepEqual(piecesOf('', 10), ['']);
  assert.deepEqual(piecesOf('a\n\nb', 10), ['a\n\nb']);
});

test('a long text is cut between its paragraphs, and nothing is lost', () => {
  const text = Array.from({ length: 50 }, (_, n) => `${n} ${paragraph}`).join('\n\n');
  const pieces = piecesOf(text, 300);
  assert.equal(pieces.join(''), text);
  assert.ok(pieces.length >= text.length / 300);
  for (const piece of pieces) {
    assert.ok(piece.length <= 300);
    assert.match(piece, /^\d+ One/);
  }
});

test('a block of code that is cut goes on in the next piece', () => {
  for (const [open, close] of [
    ['```js', '```'],
    ['~~~~', '~~~~~'],
  ]) {
    const code = Array.from({ length: 40 }, (_, n) => `call(${n});\n`).join('\n');
    const text = `Before.\n\n${open}\n${code}${close}\n\nAfter.\n\n${paragraph}`;
    const pieces = piecesOf(text, 200);
    assert.ok(pieces.length > 2);
    for (const piece of pieces.slice(1, -1)) assert.ok(piece.startsWith(`${open}\n`), piece);
    assert.equal(pieces.map((piece) => piece.replace(/^[`~]+\w*\n/, '')).join('').length > 0, true);
    const joined = pieces.map((piece, n) => (n === 0 ? piece : piece.replace(`${open}\n`, '')));
    assert.equal(joined.join(''), text);
  }
});

test('lines and words without end are cut all the same', () => {
  const line = `${'word '.repeat(1_000)}`;
  for (const text of [line, 'x'.repeat(5_000), '😀'.repeat(2_001), `${'a\n'.repeat(3_000)}`]) {
    const pieces = piecesOf(text, 301);
    assert.equal(pieces.join(''), text);
    for (const piece of pieces) {
      assert.ok(piece.length > 0 && piece.length <= 301);
      assert.ok(piece.isWellFormed());
    }
  }
});

test('a piece is looked for in what it has, not in the whole text', () => {
  // A text that counts how much of it is read.
  let read = 0;
  const text = `${paragraph}\n\n`.repeat(100_000);
  const counted = {
    length: text.length,
    indexOf: (mark: string, from: number) => {
      const at = text.indexOf(mark, from);
      read += at - from;
      return at;
    },
    slice: (from: number, to?: number) => text.slice(from, to),
    charAt: (at: number) => text.charAt(at),
  } as unknown as string;
  pieceFrom(counted, beginning, 1_000);
  assert.ok(read <= 1_100, String(read));
});
