import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { contextOf } from '../support.ts';

type Text = Parameters<typeof contextOf>[0];
/** First and last line of each quote, `-` where it isn't found. */
const places = (text: Text, ...quotes: string[]) =>
  new ContextText(contextOf(text))
    .locate(quotes)
    .map((place) => (place === null ? '-' : `${place.path}${place.startLine}-${place.endLine}`));

test('a quote is found exactly, and its first place is told', () => {
  const text = 'zero\nthe pool was empty at noon\nthe pool was empty at night\n';
  assert.deepEqual(places(text, 'the pool was empty', 'was empty at night', 'the pool was full'), [
    '2-2',
    '3-3',
    '-',
  ]);
});

test('white space, line ends and typography make no difference', () => {
  const text = 'She said:\r\n“It’s  a\tlong\r\n   story”, and **went** `home` again.\n';
  assert.deepEqual(
    places(text, `"It's a long story"`, 'a long\nstory”, and went home again', 'a longstory and'),
    ['2-3', '2-3', '-'],
  );
});

test('a place that is exact is told before one that is alike', () => {
  assert.deepEqual(places('the  pool was empty\nthe pool was empty\n', 'the pool was empty'), [
    '2-2',
  ]);
});

test('an ellipsis leaves something out, in order and not too much', () => {
  const text = `first the beginning of it\nmiddle\nand then the very end of it\n${'filler\n'.repeat(2_000)}far away from everything`;
  assert.deepEqual(
    places(
      text,
      'the beginning … the very end',
      'the beginning [...] the very end of it...',
      'the very end of it ... the beginning of it',
      'the beginning of it ... far away from everything',
    ),
    ['1-3', '1-3', '-', '-'],
  );
});

test('a quote is found by any part of it, whatever else is like it', () => {
  const common = 'the pool was empty at noon and at night\n';
  const text = `${common.repeat(500)}the pool was empty \n *at*  **dawn** and at  night\n${common.repeat(500)}`;
  assert.deepEqual(
    places(
      text,
      'the pool was empty at dawn and at night',
      'empty at dawn',
      'the pool was empty … at dawn … at night and at noon',
      'noon and at night … the pool was empty … at dawn and at',
    ),
    ['501-502', '501-502', '-', '500-502'],
  );
});

test('a last mark that the sentence around it wants is no part of the quote', () => {
  assert.deepEqual(places('the pool was empty at noon', 'the pool was empty,'), ['1-1']);
});

test('every item of a map is looked through, wide characters too', () => {
  const text = { 'a.txt': 'nothing to see here', 'b.txt': 'x\nПривет, дорогой мир — 日本語\n' };
  assert.deepEqual(places(text, 'дорогой мир — 日本語', 'nothing to see here'), [
    'b.txt2-2',
    'a.txt1-1',
  ]);
});

test('what is too short, empty or longer than the text is not found', () => {
  assert.deepEqual(places('some text', '', '...', 'some', '*'.repeat(50), 'y'.repeat(10_000_000)), [
    '-',
    '-',
    '-',
    '-',
    '-',
  ]);
  assert.deepEqual(places('', 'anything at all'), ['-']);
});

test('quotes cut out of a random text anywhere are found where they stand', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % below;
  };
  const alphabet = "abc de“”'*.\n";
  const text = Array.from({ length: 4_000 }, () => alphabet[random(alphabet.length)]).join('');
  const one = new ContextText(contextOf(text));
  for (let turn = 0; turn < 300; turn += 1) {
    const start = random(3_900);
    const quote = text.slice(start, start + 40 + random(60));
    if (/\.{3}|…/.test(quote)) continue;
    const [place] = one.locate([quote]);
    assert.ok(place, JSON.stringify(quote));
  }
});

/** 100 MB that begin with the block, over and over. */
function repeated(block: string): ContextText {
  const units = new SharedArrayBuffer(100_000_000);
  const bytes = new Uint8Array(units);
  for (let at = 0; at < block.length; at += 1) bytes[at] = block.charCodeAt(at);
  for (let at = block.length; at < bytes.length; at += block.length) {
    bytes.copyWithin(at, 0, Math.min(block.length, bytes.length - at));
  }
  const text = { units, width: 1, length: bytes.length } as const;
  const one = new ContextText({ kind: 'string', items: [{ path: '', text }] });
  one.describe();
  one.locate(['warming up the scan']);
  return one;
}

/** How many of the quotes are found; fails when it takes long. */
function found(one: ContextText, quotes: readonly string[], test: TestContext): number {
  const before = process.cpuUsage();
  const places = one.locate(quotes);
  // Of computing: this machine may be busy with other things.
  const used = process.cpuUsage(before);
  const took = (used.user + used.system) / 1_000;
  test.diagnostic(`${Math.round(took)} ms for 20 quotes in 100 MB`);
  assert.ok(took < 2_500, `${took} ms`);
  return places.filter((place) => place !== null).length;
}

const twenty = (quote: (at: number) => string) => Array.from({ length: 20 }, (_, at) => quote(at));

test('100 MB with 20 quotes, found or not, takes under a second', { timeout: 120_000 }, (t) => {
  let block = '';
  for (let at = 0; block.length < 1_000_000; at += 1) {
    block += `2024-03-14T09:00:00.123Z INFO service-${at % 97} request ${at} done and all is well\n`;
  }
  const one = repeated(block);
  const count = (quote: (at: number) => string) => found(one, twenty(quote), t);
  assert.equal(
    count((at) => (at < 10 ? `INFO service-${at} request  ${at} done` : `WARN service-${at} gone`)),
    10,
  );
  // What stands in every line, at the end of a quote and at its start.
  assert.equal(
    count((at) => `nobody has said ${at} done and all is well`),
    0,
  );
  assert.equal(
    count((at) => `done and all is well, said nobody ${at}`),
    0,
  );
  assert.equal(
    count((at) => `INFO service-${at} ... all is well ... as nobody has said`),
    0,
  );
});

test('so do 20 quotes from 100 MB of one line', { timeout: 120_000 }, (t) => {
  const one = repeated('INFO the quick brown fox jumps over the lazy dog\n');
  const count = (quote: (at: number) => string) => found(one, twenty(quote), t);
  assert.equal(
    count((at) => 'INFO the quick brown fox jumps'.slice(at % 9)),
    20,
  );
  // Alike everywhere, and nowhere exact; then one whose every part is common, and it is not.
  assert.equal(
    count((at) => 'INFO the quick brown fox  jumps'.slice(at % 9)),
    20,
  );
  assert.equal(
    count((at) => `the quick brown fox jumps${' over the quick brown fox jumps'.slice(at % 3)}`),
    0,
  );
});

test('in a long line a quote has its column, where lines are short their numbers say enough', () => {
  const context = new ContextText(
    contextOf(`short words here\n${'x'.repeat(5_000)} the quoted words ${'y'.repeat(99)}\n`),
  );
  const [short, long] = context.locate(['short words here', 'the quoted words']);
  assert.deepEqual(short, { path: '', startLine: 1, endLine: 1 });
  assert.deepEqual(long, { path: '', startLine: 2, endLine: 2, column: 5_002 });
});
