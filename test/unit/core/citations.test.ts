import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCitations, findCitations, withoutCitations } from '../../../src/core/citations.ts';
import { type CitedTexts, readCitations, TextNames } from '../../../src/core/citedPlaces.ts';
import { withoutProof } from '../../../src/core/withoutProof.ts';
import { seededRandom } from '../sandbox/text/support.ts';
import { ScriptedEnvironment, textContext } from './support.ts';

const file = (...paths: string[]): CitedTexts => ({
  kind: 'map',
  label: 'src',
  items: paths.map((path) => ({ path, origin: null })),
});
const map = file();
const single: CitedTexts = {
  kind: 'string',
  label: 'platform.log',
  items: [{ path: '', origin: { uri: 'file:///home/u/my%20logs/platform.log', firstLine: 1 } }],
};

/** `path:12-20`, or `12` where a place has no path and one line. */
const placesIn = (answer: string, texts: CitedTexts) =>
  findCitations(answer, texts).map(({ path, startLine, endLine }) => {
    const lines = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`;
    return path === '' ? lines : `${path}:${lines}`;
  });

test('a place is a path and lines', () => {
  assert.deepEqual(placesIn('As [a/b.ts:L3] says, [a/b.ts:L10-L12] too; [L4] is nobody’s.', map), [
    'a/b.ts:3',
    'a/b.ts:10-12',
    '4',
  ]);
});

test('each way in which models name lines is read', () => {
  const cases: [answer: string, places: string[]][] = [
    ['[L12]', ['12']],
    ['[ L12 ]', ['12']],
    ['[L 12]', ['12']],
    ['[L12-L20]', ['12-20']],
    ['[L25-27]', ['25-27']],
    ['[L25 - 27]', ['25-27']],
    ['[L5:L7]', ['5-7']],
    ['[L5 to L7]', ['5-7']],
    ['[L5..L7]', ['5-7']],
    ['[L5--L7]', ['5-7']],
    ...[...'-‐‑‒–—―−～'].map((dash): [string, string[]] => [`[L5${dash}L7]`, ['5-7']]),
    ['【L5】', ['5']],
    ['【L5–L7】, ［L8］ and 〔L9〕', ['5-7', '8', '9']],
    ['【platform.log†L5-L7】', ['5-7']],
    ['[L17, L23]', ['17', '23']],
    ['[L17; L23-L25]', ['17', '23-25']],
    ['[L17,L23]', ['17', '23']],
    ['[L17,23]', ['17', '23']],
    ['[L17, 230]', ['17', '230']],
    ['[L17，L23]', ['17', '23']],
    ['[L1,000]', ['1000']],
    ['[L1,000-L1,200]', ['1000-1200']],
    ['[L1,000,005; L7]', ['1000005', '7']],
    ["[L1.000] [L2'000]", ['1000', '2000']],
    ['[L1500,123]', ['1500', '123']],
    ['[L17,1234]', ['17', '1234']],
    ['[L0]', ['0']],
    ['[L5](#L5) and [L6](platform.log)', ['5', '6']],
    ['[L5](https://example.org/L5)', []],
    ['[L99999999999999999999]', ['9007199254740991']],
    ['[see L12] [L12 and more] [L] [Link] [l12] [12] [L12:5] [L12,] [] [L1x]', []],
    ['[L1\n]', []],
  ];
  for (const [answer, places] of cases) assert.deepEqual(placesIn(answer, single), places, answer);
});

test('a single text is named by its own name or path, and by no other', () => {
  const own = ['platform.log', 'my logs/platform.log', './platform.log', '`platform.log`'];
  const places = [...own, '/home/u/my logs/platform.log', 'my logs\\platform.log', 'context'];
  for (const name of places) assert.deepEqual(placesIn(`[${name}:L5]`, single), ['5'], name);
  for (const name of ['other.log', 'form.log', 'u', 'src/platform.log', 'platform.log.1']) {
    assert.deepEqual(placesIn(`[${name}:L5]`, single), [`${name}:5`], name);
  }
  const selection = { ...single, label: 'platform.log:120-180' };
  assert.deepEqual(placesIn('[platform.log:120-180:L5] [platform.log:L6]', selection), ['5', '6']);
});

test('the only text of a map needs no name, and has its path', () => {
  assert.deepEqual(placesIn('[L3] [b.ts:L4] [a/b.ts:L5]', file('a/b.ts')), [
    'a/b.ts:3',
    'b.ts:4',
    'a/b.ts:5',
  ]);
});

test('a path may hold brackets, spaces, colons, commas and signs', () => {
  const cases: [answer: string, paths: string[], places: string[]][] = [
    ['[app/[id]/page (1).ts:L3]', [], ['app/[id]/page (1).ts:3']],
    ['[100% #1?: notes.md:L5-L6]', [], ['100% #1?: notes.md:5-6']],
    ['[[...slug]/x.ts:L1, L7]', [], ['[...slug]/x.ts:1', '[...slug]/x.ts:7']],
    ['[notes, 2024.txt:L3]', [], ['notes, 2024.txt:3']],
    ['[L1, notes, 2024.txt:L3, 5]', [], ['1', 'notes, 2024.txt:3', 'notes, 2024.txt:5']],
    ['[a;b.txt:L3; c.txt:L4]', [], ['a;b.txt:3', 'c.txt:4']],
    ['See [a]b.txt:L3] here', ['a]b.txt'], ['a]b.txt:3']],
    ['See [a]b.txt:L3] here', ['b.txt'], []],
    ['See [a[b.txt:L3] and [c.txt:L4]', ['a[b.txt', 'c.txt'], ['a[b.txt:3', 'c.txt:4']],
    ['[1] [x]y.txt:L3, L4]', ['x]y.txt'], ['x]y.txt:3', 'x]y.txt:4']],
    ['[a.ts#L3-L4]', ['a.ts'], ['a.ts:3-4']],
    ['[./a.ts:L3] ["a.ts":L4] [A.ts:L5]', ['a.ts'], ['a.ts:3', 'a.ts:4', 'A.ts:5']],
  ];
  for (const [answer, paths, places] of cases) {
    assert.deepEqual(placesIn(answer, file(...paths, 'other', 'another')), places, answer);
  }
});

test('the texts of a list are named by their numbers', () => {
  const items = ['', ''].map((path) => ({ path, origin: null }));
  assert.deepEqual(placesIn('[1:L3] [2:L4]', { kind: 'list', label: '', items }), ['1:3', '2:4']);
});

test('a place inside other brackets counts, brackets that close nothing end nothing', () => {
  assert.deepEqual(placesIn('[see [L12]] and [a [b] and [L13] 【[L14]】', map), ['12', '13', '14']);
});

test('each place is found once, and a quote is left without them', () => {
  assert.deepEqual(placesIn('[L12] [L12, L13] 【L13】', map), ['12', '13']);
  assert.equal(withoutCitations('one [L3], two 【L4】 [see] [a]'), 'one, two [see] [a]');
});

test('brackets are told with where they stand', () => {
  const answer = 'So [L5](#L5), or 【L6】.';
  const brackets = readCitations(answer, new TextNames(single));
  assert.deepEqual(
    brackets.map(({ start, end }) => answer.slice(start, end)),
    ['[L5](#L5)', '【L6】'],
  );
});

test('a place that is there is told apart from one that was shown, and one that is not there', async () => {
  const environment = new ScriptedEnvironment(textContext(''), async () => '', {});
  environment.cite = async () => [
    { text: 'a', isShown: true },
    { text: 'b', isShown: false },
    null,
    { text: null, isShown: true },
  ];
  const texts = { ...single, items: [] };
  const checked = await checkCitations('[L1] [L2] [L3] [L4]', texts, environment, (text) => text);
  assert.deepEqual(
    checked.map(({ verified, shown, sha256 }) => [verified, shown, sha256]),
    [
      [true, true, 'a'],
      [true, false, 'b'],
      [false, false, ''],
      [true, true, ''],
    ],
  );
});

test('a citation of long lines proves nothing unless words stand there that the answer quotes', () => {
  const place = { path: '', startLine: 1, endLine: 1 };
  const long = { ...place, verified: true, shown: true, sha256: 'x', longLine: 9_000 };
  const short = { ...place, verified: true, shown: true, sha256: 'x' };
  const quote = { text: 'words', verified: true, place: { ...place, column: 5 } };
  const elsewhere = { ...quote, place: { ...place, startLine: 2, endLine: 2 } };
  assert.deepEqual(withoutProof([long, short], [elsewhere]), [long]);
  assert.deepEqual(withoutProof([long, short], [quote]), []);
  const lost = { ...quote, verified: false, place: null };
  assert.deepEqual(withoutProof([long], [lost]), [long]);
});

test('how long a cited line is stands in its citation where that is too long', async () => {
  const environment = new ScriptedEnvironment(textContext(''), async () => '', {});
  environment.cite = async () => [
    { text: 'a', isShown: true, longLine: 9_000 },
    { text: 'b', isShown: true },
  ];
  const texts = { ...single, items: [] };
  const checked = await checkCitations('[L1] [L2]', texts, environment, (text) => text);
  assert.deepEqual(
    checked.map((citation) => citation.longLine),
    [9_000, undefined],
  );
  assert.ok(!('longLine' in (checked[1] ?? {})));
});

test('brackets of any text are told in order, each with its marks, and never one in another', () => {
  const random = seededRandom(3);
  const next = (most: number) => Math.floor(random() * most);
  const bits = [...'[[[]]]【】-–: a\n', 'L1', 'L12', 'L', '7', 'a:L3', ',', ', ', ';', 'a]a:L2'];
  const names = new TextNames(file('a', 'a]a', '[a', 'a, 1'));
  let found = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const text = Array.from({ length: 4 + next(30) }, () => bits[next(bits.length)]).join('');
    let end = 0;
    for (const bracket of readCitations(text, names)) {
      assert.ok(bracket.start >= end, JSON.stringify(text));
      assert.match(
        text.slice(bracket.start, bracket.end),
        /^[[【].*\d.*[\]】]$/u,
        JSON.stringify(text),
      );
      assert.ok(bracket.places.length > 0);
      end = bracket.end;
      found += 1;
    }
  }
  assert.ok(found > 100);
});

test('many brackets are looked through in no time', () => {
  const odd = file('a]b', 'c[d');
  const started = performance.now();
  for (const texts of [map, single, odd]) {
    for (const text of [
      '[',
      '[]',
      '[a]',
      '[L',
      '[[a]',
      'L1[',
      'L1]',
      '[L1',
      '[L1]',
      '[:L1',
      '] ',
    ]) {
      findCitations(text.repeat(20_000), texts);
    }
    for (const text of ['1,000', ':L1', ' ', 'L1 - ', 'a, ', '5-', "1'234", '"', './', '\\']) {
      findCitations(`[L1${text.repeat(20_000)}]`, texts);
      findCitations(`[${text.repeat(20_000)}x:L1]`, texts);
    }
  }
  assert.ok(performance.now() - started < 20_000);
});
