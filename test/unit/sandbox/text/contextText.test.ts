import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { sharedText } from '../../../../src/sources/decode.ts';
import { contextOf, mapOf } from './support.ts';

const plain = { path: null, numbers: false };
const mixedEnds = 'one\r\ntwo\rthree\n\n  five\r\n\r\nseven';

test('a description tells kind, size, lines, longest line, head and every item', () => {
  const map = mapOf({ 'a.txt': 'one\ntwo two\n', 'b/c.txt': '', d: '漢'.repeat(600) });
  assert.deepEqual(map.describe(), {
    kind: 'map',
    chars: 612,
    lines: 3,
    longestLine: 600,
    head: 'one\ntwo two\n',
    items: [
      { path: 'a.txt', chars: 12, lines: 2 },
      { path: 'b/c.txt', chars: 0, lines: 0 },
      { path: 'd', chars: 600, lines: 1 },
    ],
  });
});

test('the head is that of the first path in which no name begins with a dot', () => {
  for (const [texts, head, headPath] of [
    [{ '.env': 'PASSWORD=1', 'a/.b/c': 'x', 'b.txt': 'shown' }, 'shown', 'b.txt'],
    [{ './a.txt': 'here', '../b.txt': 'there' }, 'here', undefined],
    [{ '../.ssh/id': 'x', '../b.txt': 'there' }, 'there', '../b.txt'],
    [{ '.env': 'PASSWORD=1', '.npmrc': 'token' }, '', undefined],
  ] as const) {
    const described = mapOf(texts).describe();
    assert.deepEqual([described.head, described.headPath], [head, headPath]);
  }
});

test('the head has 500 characters and no half of one', () => {
  assert.equal(contextOf('x'.repeat(1000)).describe().head.length, 500);
  assert.equal(contextOf(`${'x'.repeat(499)}😀`).describe().head, 'x'.repeat(499));
});

test('a head ends at the end of a line, a tail begins at the beginning of one', () => {
  const line = (number: number): string => `line ${number} of the text`.padEnd(40, '.');
  const linesOf = (count: number, end: string): string =>
    Array.from({ length: count }, (_, index) => line(index + 1)).join(end);
  for (const end of ['\n', '\r\n', '\r']) {
    const { head, tail } = contextOf(linesOf(90, end)).describe();
    const ofHead = end === '\r\n' ? 11 : 12;
    assert.equal(head, linesOf(ofHead, end), JSON.stringify(end));
    assert.equal(tail, [87, 88, 89, 90].map(line).join(end));
  }
  // A line that ends just there is whole.
  assert.equal(contextOf(`${'x'.repeat(500)}\nmore`).describe().head.length, 500);
  for (const [text, head, tail] of [
    // All of it is shown, or nearly so.
    ['one\ntwo\n', 'one\ntwo\n', undefined],
    [`${'x'.repeat(300)}\n${'y'.repeat(300)}`, 'x'.repeat(300), undefined],
    // Lines that have no end there are shown in part.
    ['z'.repeat(900), 'z'.repeat(500), 'z'.repeat(200)],
    [`\n${'z'.repeat(900)}\n`, `\n${'z'.repeat(499)}`, 'z'.repeat(199)],
    [`${'z'.repeat(599)}${'😀'.repeat(301)}a`, 'z'.repeat(500), `${'😀'.repeat(99)}a`],
    // White space alone shows nothing.
    [`${'z'.repeat(600)}${'\n'.repeat(300)}`, 'z'.repeat(500), undefined],
  ] as const) {
    const described = contextOf(text).describe();
    assert.deepEqual([described.head, described.tail], [head, tail]);
  }
  assert.equal(mapOf({ a: linesOf(90, '\n') }).describe().tail, undefined);
});

test('lines end at CRLF, LF and a lone CR, for either width of the units', () => {
  for (const extra of ['', '漢']) {
    const context = contextOf(mixedEnds + extra);
    assert.equal(context.describe().lines, 7);
    assert.equal(context.describe().longestLine, 6);
    assert.equal(context.lines(1, 7, plain), `one\ntwo\nthree\n\n  five\n\nseven${extra}`);
  }
});

test('line ends are found at every alignment', () => {
  for (const end of ['\n', '\r', '\r\n']) {
    for (let length = 0; length < 9; length += 1) {
      for (const wide of ['', '漢']) {
        const text = `${wide}${'x'.repeat(length)}${end}`.repeat(5);
        const context = contextOf(text);
        const { lines, longestLine } = context.describe();
        assert.deepEqual([lines, longestLine], [5, length + wide.length], JSON.stringify(text));
        assert.equal(
          context.lines(2, 3, plain),
          `${wide}${'x'.repeat(length)}\n${wide}${'x'.repeat(length)}`,
        );
      }
    }
  }
});

test('an end of line at the end of the text starts no further line', () => {
  assert.equal(contextOf('a\nb').describe().lines, 2);
  assert.equal(contextOf('a\nb\n').describe().lines, 2);
  assert.equal(contextOf('a\nb\n\n').describe().lines, 3);
  assert.equal(contextOf('\r').describe().lines, 1);
});

test('lines are returned with their numbers on request, both ends in', () => {
  const numbered = { path: null, numbers: true };
  assert.equal(contextOf(mixedEnds).lines(3, 5, numbered), 'L3: three\nL4: \nL5:   five');
});

test('a range of lines is cut to what there is, and an error when it is wholly behind the end', () => {
  const context = contextOf('a\nb\nc');
  assert.equal(context.lines(-5, 2, plain), 'a\nb');
  assert.equal(context.lines(2, 99, plain), 'b\nc');
  assert.equal(context.lines(2, Number.POSITIVE_INFINITY, plain), 'b\nc');
  assert.throws(() => context.lines(4, 5, plain), /RangeError: .*context has 3 lines/);
  assert.throws(() => context.lines(3, 2, plain), /the first is after the last/);
  assert.throws(() => context.lines(1.5, 2, plain), /from must be a whole number; it is 1.5/);
  assert.throws(() => context.lines(1, Number.NaN, plain), /to must be a whole number/);
});

test('an empty text has no lines, no matches and no chunks', () => {
  const context = contextOf('');
  assert.equal(context.lines(1, 1, plain), '');
  assert.equal(context.describe().lines, 0);
  assert.deepEqual(context.chunks(5, { overlap: 0, by: 'chars', path: null }), []);
  assert.deepEqual(context.chunks(5, { overlap: 0, by: 'lines', path: null }), []);
  assert.deepEqual(context.cite([{ path: '', startLine: 1, endLine: 1 }]), [null]);
  assert.deepEqual(context.cover(['anything', ''], true).seen.ranges, []);
  assert.equal(context.count({ source: 'x', flags: '', literal: true, path: null }), 0);
});

test('a map with several items wants a path for lines, and errors name those that there are', () => {
  const map = mapOf(
    Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`f${index}`, 'x'])),
  );
  assert.equal(map.lines(1, 1, { path: 'f3', numbers: false }), 'x');
  assert.throws(() => map.lines(1, 1, plain), /say which path\. Known: "f0", .*"f9" and 3 more\./);
  assert.throws(() => map.slice('nope', 0, 1), /TypeError: There is no path "nope"\. Known: "f0"/);
  assert.throws(() => map.slice('F1/', 0, 1), /Known: "f0"/);
  assert.throws(() => map.slice('12', 0, 1), /Known: "f12", "f0"/, 'the likeliest comes first');
  assert.equal(mapOf({ only: 'x' }).lines(1, 1, plain), 'x');
  assert.throws(() => contextOf('x').slice('a', 0, 1), /context is one string. Leave path out/);
});

test('a path may be called like a property of every object', () => {
  const map = mapOf({ constructor: 'a', toString: 'b' });
  assert.equal(map.slice('constructor', 0, 1), 'a');
  assert.throws(() => map.slice('valueOf', 0, 1), /There is no path "valueOf"/);
});

test('the items of a list are called by their numbers', () => {
  const items = ['first', 'second'].map((text) => ({ path: '', text: sharedText(text) }));
  const list = new ContextText({ kind: 'list', items });
  assert.equal(list.lines(1, 1, { path: '1', numbers: false }), 'second');
  assert.deepEqual(
    list.describe().items.map(({ path }) => path),
    ['0', '1'],
  );
});

test('slices keep NUL, lone surrogates, astral and combining characters', () => {
  const text = 'a\0b \uD83D\uDE00 e\u0301 \uD800 \uDC00x \u2028';
  const context = contextOf(text);
  assert.equal(context.slice('', 0, text.length), text);
  assert.equal(context.slice('', 4, 6), '😀');
  assert.equal(context.slice('', -3, 999), text);
  assert.equal(context.slice('', 5, 2), '');
  assert.equal(context.lines(1, 1, plain), text);
});

test('chunks by characters are the whole text, never half a character, never half a line end', () => {
  const text = 'ab😀\r\ncd\r\n\r\n😀😀x\uD83D';
  for (const size of [1, 2, 3, 4, 7, 100]) {
    const context = contextOf(text);
    const pieces = context
      .chunks(size, { overlap: 0, by: 'chars', path: null })
      .map(({ path, start, end }) => context.slice(path, start, end));
    assert.equal(pieces.join(''), text);
    for (const piece of pieces) {
      assert.ok(piece.length <= Math.max(size, 2) && piece.length > 0, `${size}: ${piece.length}`);
      assert.ok(!/^[\uDC00-\uDFFF]|^\n/.test(piece), JSON.stringify(pieces));
    }
  }
});

test('chunks overlap by what was asked for, and the last is no part of the one before', () => {
  const context = contextOf('0123456789');
  const options = { overlap: 2, by: 'chars', path: null } as const;
  assert.deepEqual(
    context.chunks(4, options).map(({ start, end }) => [start, end]),
    [
      [0, 4],
      [2, 6],
      [4, 8],
      [6, 10],
    ],
  );
  const astral = contextOf('😀'.repeat(10));
  const pieces = astral.chunks(3, { ...options, overlap: 2 });
  assert.equal(pieces.at(-1)?.end, 20);
  assert.ok(pieces.every(({ start, end }) => start % 2 === 0 && end % 2 === 0));
});

test('chunks by lines keep whole lines with their ends', () => {
  const context = contextOf('a\r\nb\nc\nd');
  const cut = (size: number, overlap: number) =>
    context
      .chunks(size, { overlap, by: 'lines', path: null })
      .map(({ path, start, end }) => context.slice(path, start, end));
  assert.deepEqual(cut(2, 0), ['a\r\nb\n', 'c\nd']);
  assert.deepEqual(cut(3, 1), ['a\r\nb\nc\n', 'c\nd']);
  assert.deepEqual(cut(9, 0), ['a\r\nb\nc\nd']);
});

test('chunks of a map go through all items in turn, or through one', () => {
  const map = mapOf({ a: 'xxxx', b: '', c: 'yyy' });
  const options = { overlap: 0, by: 'chars', path: null } as const;
  assert.deepEqual(map.chunks(3, options), [
    { path: 'a', start: 0, end: 3 },
    { path: 'a', start: 3, end: 4 },
    { path: 'c', start: 0, end: 3 },
  ]);
  assert.equal(map.chunks(3, { ...options, path: 'c' }).length, 1);
});

test('sizes that make no sense are errors that say what would', () => {
  const context = contextOf('x'.repeat(3_000_000));
  const options = { overlap: 0, by: 'chars', path: null } as const;
  assert.throws(() => context.chunks(0, options), /whole number, 1 or more; it is 0/);
  assert.throws(() => context.chunks(1.5, options), /it is 1.5/);
  assert.throws(() => context.chunks(5, { ...options, overlap: 5 }), /from 0 to 4/);
  assert.throws(() => context.chunks(5, { ...options, overlap: -1 }), /from 0 to 4/);
  assert.throws(() => context.chunks(1, options), /3,000,000 chunks; the most is 1,000,000/);
  assert.throws(
    () => context.chunks(5, { ...options, by: 'line' as 'lines' }),
    /by must be 'chars' or 'lines'; it is "line"/,
  );
});

test('cited lines are joined with LF, and null when the path or a line is not there', () => {
  const map = mapOf({ a: mixedEnds, b: 'x' });
  const cite = (path: string, startLine: number, endLine: number) =>
    map.cite([{ path, startLine, endLine }])[0]?.text ?? null;
  assert.equal(cite('a', 1, 3), 'one\ntwo\nthree');
  assert.equal(cite('a', 7, 7), 'seven');
  for (const [path, from, to] of [
    ['a', 7, 8],
    ['a', 0, 1],
    ['a', 3, 2],
    ['a', 1.5, 2],
    ['c', 1, 1],
    ['', 1, 1],
  ] as const) {
    assert.equal(cite(path, from, to), null);
  }
  const only = mapOf({ only: 'x' }).cite([{ path: '', startLine: 1, endLine: 1 }]);
  assert.deepEqual(only, [{ text: 'x', isShown: false }]);
});

test('one line of ten megabytes is described, cut and searched', () => {
  const text = `${'x'.repeat(5_000_000)}needle${'y'.repeat(5_000_000)}`;
  const context = contextOf(text);
  assert.equal(context.describe().longestLine, text.length);
  assert.equal(context.chunks(200_000, { overlap: 0, by: 'chars', path: null }).length, 51);
  const query = { source: 'need.e', flags: '', literal: false, max: 10, path: null };
  const { matches, total } = context.grep(query);
  assert.equal(total, 1);
  assert.equal(matches[0]?.column, 5_000_001);
  assert.equal(matches[0]?.text.length, 302);
  assert.match(matches[0]?.text ?? '', /^…x{147}needley{147}…$/);
});

test('looking an answer up is no search of the code', () => {
  const text = contextOf('one\nFINAL(two)\n');
  assert.equal(text.holds(['FINAL(two)']), true);
  assert.equal(text.holds(['FINAL(three)', '']), false);
  assert.equal(text.cover([], false).searched.chars, 0);
  text.count({ path: null, source: 'one', flags: '', literal: true });
  assert.equal(text.cover([], false).searched.chars, 15);
});

test('of cited lines that are too long to prove anything it is told how long they are', () => {
  const context = contextOf(`a\n${'x'.repeat(2_001)}\n${'y'.repeat(2_000)}\n`);
  const cited = context.cite([
    { path: '', startLine: 1, endLine: 1 },
    { path: '', startLine: 1, endLine: 2 },
    { path: '', startLine: 3, endLine: 3 },
  ]);
  assert.deepEqual(
    cited.map((lines) => lines?.longLine),
    [undefined, 2_001, undefined],
  );
});
