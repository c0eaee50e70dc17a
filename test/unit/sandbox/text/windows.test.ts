import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextText, type GrepQuery } from '../../../../src/sandbox/text/contextText.ts';
import type { WindowSizes } from '../../../../src/sandbox/text/windows.ts';
import { sharedText } from '../../../../src/sources/decode.ts';
import { contextOf, seededRandom } from './support.ts';

/** No text is searched as one string. */
function windowsOf(windowBytes: number, reach = 12): WindowSizes {
  return { wholeBytes: -1, windowBytes, reach };
}

function inWindows(text: string, sizes: WindowSizes): ContextText {
  return new ContextText({ kind: 'string', items: [{ path: '', text: sharedText(text) }] }, sizes);
}

function query(source: string, options: Partial<GrepQuery> = {}): GrepQuery {
  return { source, flags: '', literal: false, max: 10_000, path: null, ...options };
}

const regExp = true;
/** None needs more than 12 characters around its match. */
const patterns: readonly GrepQuery[] = [
  query('a'),
  query('ab'),
  query('aa'),
  query('\r\n', { literal: true }),
  query('😀', { literal: true }),
  query('\uD83D', { literal: true }),
  query('a\nb', { literal: true }),
  query('^a'),
  query('^.'),
  query('b$'),
  query('^a.{0,5}b$'),
  query('a{1,4}'),
  query('[ab]{2}'),
  query('(?<=a)b'),
  query('(?<!\\n)a'),
  query('(?<=^b?)a'),
  query('(?<first>a)[\\s\\S](?<last>b)?'),
  query('a(?=[\\s\\S]b)'),
  query('a(?![\\s\\S])'),
  query('\\bb'),
  query('.', { flags: 'u' }),
  query('.', { flags: 's' }),
  query('A', { flags: 'i' }),
  query('[^a]', { flags: 'v' }),
  query('^', { regExp, flags: 'm' }),
  query('$', { regExp, flags: 'm' }),
  query('^', { regExp }),
  query('$', { regExp }),
  query('^a', { regExp }),
  query('b$', { regExp }),
  query('', { regExp }),
  query('', { regExp, flags: 'u' }),
  query('a?', { regExp }),
  query('(?=a)', { regExp }),
  query('[^\\0]', { regExp, flags: 'y' }),
  query('[ab\\n]', { regExp, flags: 'y' }),
  query('', { regExp, flags: 'y' }),
];
const alphabets = [
  ['a', 'b', '\n'],
  ['a', 'b', 'a', '\n', '\r', '\r\n', '\0'],
  ['a', 'b', '\n', '\r\n', '😀', '漢', 'e\u0301', '\uD83D', '\uDE00', '\u2028'],
];

function randomText(random: () => number, alphabet: readonly string[], most: number): string {
  const length = Math.floor(random() * most);
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

test('what is found in windows of any size is what is found in one string', () => {
  const random = seededRandom(1);
  for (let round = 0; round < 150; round += 1) {
    const text = randomText(random, alphabets[round % alphabets.length] ?? [], 60);
    const whole = contextOf(text);
    const sizes = windowsOf(1 + Math.floor(random() * 40));
    const windows = inWindows(text, sizes);
    for (const pattern of patterns) {
      const about = JSON.stringify({ text, pattern, sizes });
      const expected = whole.grep(pattern);
      assert.deepEqual(windows.grep(pattern), expected, about);
      assert.equal(windows.count(pattern), expected.total, about);
    }
  }
});

test('plain text longer than a window is found, and not twice', () => {
  const needle = 'abcabc'.repeat(10);
  const text = `x${needle}${needle}\n${needle}`;
  for (let size = 1; size < 200; size += 7) {
    const { matches } = inWindows(text, windowsOf(size, 1)).grep(query(needle));
    assert.deepEqual(
      matches.map(({ offset }) => offset),
      [1, 61, 122],
    );
  }
});

test('what stands within a line is found at any length when half a window holds the line', () => {
  const line = `begin ${'x'.repeat(80)} end`;
  const text = `${line}\n`.repeat(20);
  for (let size = 200; size < 400; size += 9) {
    assert.equal(inWindows(text, windowsOf(size, 1)).count(query('^begin.*end$')), 20);
  }
});

test('a match over lines that is longer than the reach is an error, never a part of it', () => {
  const text = `${'a\n'.repeat(200)}b\n${'c\n'.repeat(200)}`;
  for (const source of ['a[\\s\\S]*', 'a[\\s\\S]*c', '(?:a\\n){20,}']) {
    for (const size of [50, 333, 500]) {
      assert.throws(
        () => inWindows(text, windowsOf(size, 20)).count(query(source)),
        /RangeError: The match in line \d+ is over 20 characters long, too long for a text of this size/,
        `${source} in windows of ${size}`,
      );
    }
  }
  assert.equal(inWindows(text, windowsOf(50, 20)).count(query('b\\n(?:c\\n){3}')), 1);
});

test('a match may be as long as it likes where the last window sees the end of the text', () => {
  assert.equal(inWindows('a\n'.repeat(200), windowsOf(1000, 5)).count(query('a[\\s\\S]*')), 1);
});

test('the search in windows counts lines and columns from the start of the text', () => {
  const text = Array.from({ length: 500 }, (_, index) => `line ${index + 1} 漢`).join('\r\n');
  const { matches, total } = inWindows(text, windowsOf(64)).grep(query('4\\d\\b', { max: 3 }));
  assert.equal(total, 50);
  assert.deepEqual(
    matches.map(({ line, column, text: shown }) => [line, column, shown]),
    [
      [40, 6, 'line 40 漢'],
      [41, 6, 'line 41 漢'],
      [42, 6, 'line 42 漢'],
    ],
  );
});

test('a text over 128 MB is searched in windows, by plain text and expression', () => {
  const line = `${'x'.repeat(99)}\n`;
  const units = new SharedArrayBuffer(140 * 1024 * 1024);
  const bytes = Buffer.from(units).fill(line, 'latin1');
  const places = [0, 16 * 1024 * 1024 - 3, 100_000_001, units.byteLength - 6];
  for (const place of places) bytes.write('needle', place, 'latin1');
  const text = { units, width: 1, length: units.byteLength } as const;
  const context = new ContextText({ kind: 'string', items: [{ path: '', text }] });
  for (const source of ['needle', 'n[e]+dle']) {
    const { matches, total } = context.grep(query(source));
    assert.equal(total, places.length);
    assert.deepEqual(
      matches.map(({ offset }) => offset),
      places,
    );
    assert.equal(matches[2]?.line, 1_000_001);
    assert.equal(matches[2]?.column, 2);
  }
  assert.throws(() => context.count(query('n[\\s\\S]*')), /over 1,048,576 characters long/);
});
