import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  ContextText,
  GrepMatch,
  GrepQuery,
} from '../../../../src/sandbox/text/contextText.ts';
import { contextOf, mapOf } from './support.ts';

const log = 'INFO start\r\nERROR disk 7\r\nINFO\rERROR net 12\n';

function grep(context: ContextText, source: string, options: Partial<GrepQuery> = {}) {
  return context.grep({ source, flags: '', literal: false, max: 1000, path: null, ...options });
}

function texts(context: ContextText, source: string, options: Partial<GrepQuery> = {}): string[] {
  return grep(context, source, options).matches.map(({ match }: GrepMatch) => match);
}

test('a match tells path, line, column, offset, groups and the text of its line', () => {
  assert.deepEqual(grep(contextOf(log), '(disk|net) (\\d+)'), {
    total: 2,
    matches: [
      {
        path: '',
        line: 2,
        column: 7,
        offset: 18,
        match: 'disk 7',
        groups: ['disk', '7'],
        text: 'ERROR disk 7',
      },
      {
        path: '',
        line: 4,
        column: 7,
        offset: 37,
        match: 'net 12',
        groups: ['net', '12'],
        text: 'ERROR net 12',
      },
    ],
  });
});

test('groups come in order and by name, one that took no part as null', () => {
  const [named] = grep(contextOf('a=1'), '(?<key>\\w)=(?<value>\\d)(?<unit>s)?').matches;
  assert.deepEqual(named?.groups, ['a', '1', null]);
  assert.deepEqual(named?.named, { key: 'a', value: '1', unit: null });
  const [bare] = grep(contextOf('a=1'), '(\\w)=(x)?').matches;
  assert.deepEqual([bare?.groups, bare?.named], [['a', null], undefined]);
});

const source = 'import os\n\n  def one():\r\n\tpass\n\n\n\tdef two(): pass; def three(): pass\n';
const places: readonly [pattern: string, wanted: readonly (readonly [number, number, string])[]][] =
  [
    [
      '^\\s*def \\w+',
      [
        [3, 3, '  def one():'],
        [7, 2, '\tdef two(): pass; def three(): pass'],
      ],
    ],
    [
      '\\s+pass$',
      [
        [4, 2, '\tpass'],
        [7, 32, '\tdef two(): pass; def three(): pass'],
      ],
    ],
    ['\\n\\n\\n', [[4, 6, '\tpass']]],
    ['(?=  def)', [[3, 1, '  def one():']]],
    ['os\\s+def', [[1, 8, 'import os']]],
  ];

for (const [pattern, wanted] of places) {
  test(`the line is that of the first character that is not white space: ${pattern}`, () => {
    const { matches } = grep(contextOf(source), pattern);
    assert.deepEqual(
      matches.map(({ line, column, text }) => [line, column, text]),
      wanted,
    );
    for (const { offset, match } of matches)
      assert.equal(source.slice(offset, offset + match.length), match);
  });
}

test('around adds the lines before and behind, up to the ends of the text', () => {
  const context = contextOf('one\r\ntwo\nhit\nfour\nfive\n');
  const [inside] = grep(context, 'hit', { around: 1 }).matches;
  assert.deepEqual([inside?.before, inside?.after], ['L2: two', 'L4: four']);
  const [wide] = grep(context, 'hit', { around: 9 }).matches;
  assert.deepEqual([wide?.before, wide?.after], ['L1: one\nL2: two', 'L4: four\nL5: five']);
  const [first] = grep(context, 'one', { around: 1 }).matches;
  assert.deepEqual([first?.before, first?.after], ['', 'L2: two']);
  assert.deepEqual(grep(context, 'hit').matches[0]?.before, undefined);
  for (const around of [-1, 1.5, Number.NaN])
    assert.throws(() => grep(context, 'hit', { around }), /around must be a whole number of lines/);
});

test('lines around are shortened, and too many of them are an error with a way out', () => {
  const [found] = grep(contextOf(`${'x'.repeat(1000)}\nhit`), 'hit', { around: 1 }).matches;
  assert.match(found?.before ?? '', /^L1: x{300}…$/);
  const long = contextOf(`${'x'.repeat(200)}\n`.repeat(50_000));
  assert.throws(
    () => grep(long, '^x', { around: 50_000 }),
    /RangeError: .*smaller max or around, or use count/,
  );
});

const perLines: readonly [
  text: string,
  pattern: string,
  lines: readonly number[],
  flags?: string,
][] = [
  ['a a\nb\na', 'a', [1, 3]],
  ['a a\r\na\ra a', 'a', [1, 2, 3]],
  ['x\n\n\na a\na', '\\s*a', [4, 5]],
  ['ab\nab\nab', 'b\\na', [1, 2]],
  ['aa\naa', '(?=a)', [1, 2]],
  ['AA\nab', 'a', [1, 2], 'i'],
];

for (const [text, pattern, lines, flags = ''] of perLines) {
  test(`perLine has one entry a line: ${JSON.stringify(text)} ${pattern}`, () => {
    const found = grep(contextOf(text), pattern, { perLine: true, flags });
    assert.deepEqual(
      found.matches.map(({ line }) => line),
      lines,
    );
    assert.equal(found.total, lines.length);
    const bounded = grep(contextOf(text), pattern, { perLine: true, flags, max: 1 });
    assert.deepEqual([bounded.matches.length, bounded.total], [1, lines.length]);
  });
}

test('perLine counts the lines of each item, and keeps to what a sticky expression may match', () => {
  const found = grep(mapOf({ a: 'x x', b: 'x x\nx' }), 'x', { perLine: true });
  assert.deepEqual([found.matches.length, found.total], [3, 3]);
  const sticky = { regExp: true, flags: 'y', perLine: true };
  assert.equal(grep(contextOf('aab\na'), 'a', sticky).total, 1);
});

test('several plain texts are found together, by line and with what stands around', () => {
  const context = contextOf('red\nblue and red\ngreen\n');
  const query = { flags: '', literal: false, max: 9, path: null, perLine: true, around: 1 };
  const found = context.grep({ source: ['red', 'green'], ...query });
  assert.deepEqual(
    found.matches.map(({ line, match, after }) => [line, match, after]),
    [
      [1, 'red', 'L2: blue and red'],
      [2, 'red', 'L3: green'],
      [3, 'green', ''],
    ],
  );
  assert.equal(
    context.count({ source: ['red', 'green'], flags: '', literal: true, path: null }),
    3,
  );
});

test('the ends of a string pattern are the ends of lines, CRLF and lone CR too', () => {
  assert.deepEqual(texts(contextOf(log), '^ERROR'), ['ERROR', 'ERROR']);
  assert.deepEqual(texts(contextOf(log), '\\w+ \\d+$'), ['disk 7', 'net 12']);
  assert.deepEqual(texts(contextOf(log), '^INFO.*$'), ['INFO start', 'INFO']);
});

test('the flags of a RegExp object are kept as they are', () => {
  assert.deepEqual(texts(contextOf(log), '^ERROR', { regExp: true }), []);
  assert.deepEqual(texts(contextOf(log), '^info', { regExp: true, flags: 'i' }), ['INFO']);
  assert.deepEqual(texts(contextOf('aab'), 'a', { regExp: true, flags: 'y' }), ['a', 'a']);
  assert.deepEqual(texts(contextOf('baa'), 'a', { regExp: true, flags: 'y' }), []);
});

test('flags of a string pattern are added, and unknown ones are named', () => {
  assert.deepEqual(texts(contextOf(log), 'info', { flags: 'i' }), ['INFO', 'INFO']);
  assert.deepEqual(texts(contextOf(log), 'info', { flags: 'gim' }), ['INFO', 'INFO']);
  assert.throws(() => grep(contextOf(log), 'x', { flags: 'iq' }), /There is no flag "q"; known/);
});

test('literal text is found as it stands, whatever it holds', () => {
  const context = contextOf('User: 10007 || a.b (x) User: 10007 || A.B');
  assert.equal(grep(context, 'User: 10007 ||', { literal: true }).total, 2);
  assert.equal(grep(context, 'a.b', { literal: true }).total, 1);
  assert.equal(grep(context, 'a.b', { literal: true, flags: 'i' }).total, 2);
  assert.equal(grep(context, '(x)', { literal: true }).matches[0]?.offset, 19);
  assert.deepEqual(grep(context, '(x)', { literal: true }).matches[0]?.groups, []);
});

test('a string that matches the empty string is refused with the advice to use literal', () => {
  for (const source of ['User: 10007 ||', 'x*', '^', '']) {
    assert.throws(
      () => grep(contextOf(log), source),
      source === '' ? /The pattern is empty/ : /matches the empty string.*literal: true/,
    );
  }
  assert.throws(() => grep(contextOf(log), '', { literal: true }), /The pattern is empty/);
});

test('a RegExp object may match the empty string, once at each place', () => {
  assert.equal(grep(contextOf('a\nb\n'), '^', { regExp: true, flags: 'm' }).total, 3);
  assert.equal(grep(contextOf('😀a'), '', { regExp: true, flags: 'u' }).total, 3);
  assert.equal(grep(contextOf('😀a'), '(?:)', { regExp: true }).total, 4);
  assert.equal(grep(contextOf(''), '$', { regExp: true }).matches[0]?.line, 1);
});

test('an empty match of a string pattern does not stop the search', () => {
  assert.equal(grep(contextOf('aXbX'), '(?=X)').total, 2);
});

test('an invalid expression says what is wrong with it', () => {
  assert.throws(
    () => grep(contextOf(log), 'a(/b'),
    /TypeError: "a\(\/b" is no valid regular expression: Unterminated group\. .*literal: true/,
  );
});

test('max bounds the matches returned, while total counts all', () => {
  const { matches, total } = grep(contextOf('x\n'.repeat(5000)), 'x', { max: 3 });
  assert.deepEqual([matches.length, total], [3, 5000]);
  assert.deepEqual(
    matches.map(({ line }) => line),
    [1, 2, 3],
  );
  assert.equal(grep(contextOf('xx'), 'x', { max: 0 }).matches.length, 0);
  assert.throws(() => grep(contextOf('x'), 'x', { max: -1 }), /max must be a number, 0 or more/);
});

test('a map is searched in all its items, or in the one named', () => {
  const map = mapOf({ a: 'x\nx', b: 'y\nx' });
  const places = grep(map, 'x').matches.map(({ path, line }) => `${path}:${line}`);
  assert.deepEqual(places, ['a:1', 'a:2', 'b:2']);
  assert.equal(grep(map, 'x', { path: 'b' }).total, 1);
  assert.equal(map.count({ source: 'x', flags: '', literal: true, path: null }), 3);
  assert.equal(map.count({ source: 'x|y', flags: '', literal: false, path: 'b' }), 2);
  assert.throws(() => grep(map, 'x', { path: 'c' }), /There is no path "c"\. Known: "a", "b"\./);
});

test('a long line is shortened around the match without breaking a character', () => {
  const context = contextOf(`${'😀'.repeat(500)}needle${'😀'.repeat(500)}`);
  const [found] = grep(context, 'needle').matches;
  assert.ok(found !== undefined && found.text.length <= 302 && found.text.isWellFormed());
  assert.match(found.text, /^…(😀)+needle(😀)+…$/u);
  const atStart = grep(contextOf(`needle${'x'.repeat(1000)}`), 'needle').matches[0];
  assert.match(atStart?.text ?? '', /^needlex{294}…$/);
  const atEnd = grep(contextOf(`${'x'.repeat(1000)}needle`), 'needle').matches[0];
  assert.match(atEnd?.text ?? '', /^…x{294}needle$/);
});

test('a match over several lines stands at its first line', () => {
  const [found] = grep(contextOf('a\nb\nc'), 'b\\nc').matches;
  assert.deepEqual([found?.line, found?.text, found?.match], [2, 'b', 'b\nc']);
});

test('NUL, combining, astral and lone surrogate characters are found', () => {
  const context = contextOf('a\0b e\u0301 😀 \uD800.');
  assert.equal(grep(context, '\\0b').total, 1);
  assert.equal(grep(context, 'e\u0301', { literal: true }).total, 1);
  assert.equal(grep(context, '^.*\\p{Emoji_Presentation}', { flags: 'u' }).total, 1);
  assert.equal(grep(context, '\uD800', { literal: true }).matches[0]?.offset, 10);
});

test('matches too big to be returned are an error with a way out', () => {
  const context = contextOf('x'.repeat(1_000_000));
  assert.throws(() => grep(context, '(?=(x+))'), /RangeError: .*smaller max, or use count/);
  assert.equal(grep(context, '(?=(x{10}))', { max: 1 }).matches.length, 1);
});

test('empty matches and groups take room too', () => {
  const context = contextOf('a'.repeat(200_000));
  const empty = `(?=a)${'()'.repeat(150)}`;
  assert.throws(
    () => grep(context, empty, { max: 1e9 }),
    /RangeError: .*smaller max, or use count/,
  );
  const many = contextOf('a\n'.repeat(1_000_000));
  assert.throws(() => grep(many, '(?=a)', { max: 1e9 }), /RangeError: .*smaller max, or use count/);
  assert.equal(grep(many, '(?=a)', { max: 100_000 }).matches.length, 100_000);
});

test('a pattern that overflows the backtracking stack is an error with a way out', () => {
  const context = contextOf('ab'.repeat(20_000_000));
  assert.throws(() => grep(context, '(?:a|b|ab)*c'), /RangeError: .*needs too much backtracking/);
});
