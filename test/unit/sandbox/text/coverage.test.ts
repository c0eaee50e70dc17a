import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { contextOf, mapOf, seededRandom } from './support.ts';

const poem = [
  'The first line of the poem',
  '    the second, indented',
  '',
  'a third one; it is short',
  '}',
  'and a fifth that ends it',
  '}',
  'the last line of them all',
];
const text = `${poem.join('\n')}\n`;

/** Where what has been seen stands, these texts too. */
function ranges(context: ContextText, printed: readonly string[]) {
  return context.cover(printed, false).seen.ranges;
}

/** What has been seen, as the texts themselves. */
function seen(context: ContextText, ...printed: string[]): string[] {
  return ranges(context, printed).map(({ path, start, end }) => context.slice(path, start, end));
}

function shareSeen(context: ContextText, printed: readonly string[]): number {
  const length = ranges(context, printed).reduce((sum, { start, end }) => sum + end - start, 0);
  return length / context.describe().chars;
}

/** A log whose lines begin and end alike. */
function logOf(lines: number, end: string): string {
  const random = seededRandom(7);
  return Array.from({ length: lines }, (_, index) => {
    if (random() < 0.1) return random() < 0.5 ? '' : '}';
    const request = Math.floor(random() * 1e9);
    return `2026-01-02T03:04:${index % 60} INFO request ${request} handled in 12 ms path=/api/v1`;
  })
    .map((line) => line + end)
    .join('');
}

test('a line that was printed counts with its end, other lines do not', () => {
  assert.deepEqual(seen(contextOf(text), 'a third one; it is short'), [`${poem[3]}\n`]);
  assert.deepEqual(seen(contextOf(text), 'a third one; it is long'), []);
  assert.deepEqual(seen(contextOf(text), 'Here: nothing of it\n\n42'), []);
});

test('the whole text counts wholly, whatever stands around it', () => {
  for (const printed of [
    text,
    `Count the verbs:\n"""\n${text}"""\nAnswer:`,
    `${text}\n\nthe end`,
  ]) {
    assert.equal(shareSeen(contextOf(text), [printed]), 1, printed);
  }
});

test('numbering, indentation and marks that were added do not matter', () => {
  const additions: ((line: string, index: number) => string)[] = [
    (line, index) => `L${index + 1}: ${line}`,
    (line, index) => `${index + 1}: ${line}`,
    (line, index) => `${index + 1}|${line}`,
    (line, index) => `  ${index + 1}\t${line}`,
    (line, index) => `[${index + 1}] ${line}`,
    (line, index) => `file.txt:${index + 1}: ${line}`,
    (line, index) => `file.txt:${index + 1}:5: ${line}`,
    (line) => `      ${line}`,
    (line) => line.trim(),
    (line) => `> ${line}`,
    (line) => `- ${line}`,
    (line) => `  "${line}",`,
    (line) => `${line}\n`,
  ];
  for (const add of additions) {
    const printed = poem.map(add).join('\n');
    assert.equal(shareSeen(contextOf(text), [`Lines:\n${printed}\nend`]), 1, printed);
  }
});

/** The lines (from 1) that these texts have shown to a model. */
function shown(context: ContextText, ...answered: string[]): number[] {
  context.cover(answered, true);
  const { lines } = context.describe();
  const all = Array.from({ length: lines }, (_, index) => index + 1);
  const cited = context.cite(all.map((line) => ({ path: '', startLine: line, endLine: line })));
  return all.filter((_, index) => cited[index]?.isShown);
}

test('all lines that are equal to a line that was seen count', () => {
  assert.deepEqual(seen(contextOf(text), 'L7: }'), ['}\n', '}\n']);
  assert.deepEqual(seen(contextOf(text), '}'), ['}\n', '}\n']);
  const lines = ['a', 'x', 'b', '  x', 'c', 'x', 'd'];
  assert.deepEqual(seen(contextOf(lines.join('\n')), 'b'), ['b\n']);
  assert.deepEqual(seen(contextOf(lines.join('\n')), 'x\nc'), ['x\n', '  x\nc\nx\n']);
  const long = `${'word '.repeat(2_000)}end`;
  assert.equal(shareSeen(contextOf(`${long}\nother\n${long}`), [long]) > 0.99, true);
});

test('a line that stands once is shown by whatever holds it', () => {
  assert.deepEqual(shown(contextOf(text), `Look: ${poem[5]}`), [6]);
  assert.deepEqual(shown(contextOf(text), `> 17) ${poem[0]}`, 'nothing of it'), [1]);
  assert.deepEqual(shown(contextOf(text), text), [1, 2, 3, 4, 5, 6, 7, 8]);
});

test('lines that begin with their own numbers, or with others, are shown whole', () => {
  const own = Array.from({ length: 9 }, (_, at) => `${at + 1}: some words of line ${at + 1}`);
  const other = Array.from({ length: 9 }, (_, at) => `line ${9 - at}: words ${at}`);
  const status = 'id 7: it went well\nsecond\n3: it went well';
  assert.deepEqual(shown(contextOf(status), '3: it went well'), [3]);
  assert.deepEqual(shown(contextOf(`${status}\nfourth\n1: it went well`), '1: it went well'), [5]);
  for (const lines of [own, other]) {
    const whole = lines.join('\n');
    const numbered = lines.map((line, at) => `L${at + 1}: ${line}`).slice(2, 5);
    assert.deepEqual(shown(contextOf(whole), whole), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(shown(contextOf(whole), lines[3] ?? '', `So: ${lines[6]}`), [4, 7]);
    assert.deepEqual(shown(contextOf(whole), numbered.join('\n')), [3, 4, 5]);
  }
});

test('a line that stands more than once is shown where its number or a neighbour stood beside it', () => {
  const lines = ['start', 'same', 'middle', 'same', 'end', 'same', 'same', 'last'];
  const cases: [printed: string, shown: number[]][] = [
    ['same', []],
    ['I found: same', []],
    ['same\n', []],
    ['\n\nsame\n\n', []],
    ['L4: same', [4]],
    ['4: same\n6: same', [4, 6]],
    ['middle\nsame', [3, 4]],
    ['same\nend', [4, 5]],
    ['end\n\nsame', [5, 6]],
    ['L9: same', []],
    ['same\nunrelated', []],
  ];
  for (const [printed, expected] of cases) {
    assert.deepEqual(shown(contextOf(lines.join('\n')), printed), expected, printed);
  }
  assert.deepEqual(shown(contextOf('x\n\ny\nx\n\nz'), 'x\n\n'), []);
  // Where the neighbours are equal too, it stood in both places as much.
  assert.deepEqual(shown(contextOf('a\nx\ny\nb\nx\ny\nc'), 'x\ny'), [2, 3, 5, 6]);
  // The same line again and again, one after the other, is its own neighbour.
  assert.deepEqual(shown(contextOf('x\nx\nx\ny'), 'x\nx\nx\ny'), [1, 2, 3, 4]);
});

test('blank lines follow their neighbours', () => {
  const context = () => contextOf('one\n\n \ntwo\n\nthree\n\n');
  assert.deepEqual(shown(context(), 'one'), [1, 2, 3]);
  assert.deepEqual(shown(context(), 'two'), [2, 3, 4, 5]);
  assert.deepEqual(shown(context(), 'three'), [5, 6, 7]);
  const found = context();
  found.cover(['one\n\n \ntwo'], true);
  const cite = (startLine: number, endLine: number) =>
    found.cite([{ path: '', startLine, endLine }])[0]?.isShown;
  assert.deepEqual(
    [cite(1, 4), cite(1, 5), cite(1, 6), cite(2, 3), cite(7, 7)],
    [true, true, false, true, false],
  );
});

test('of a line that was shortened 96 characters must have stood there', () => {
  const random = seededRandom(2);
  const long = Array.from({ length: 100 }, () => `${Math.floor(random() * 1e9)},`).join('');
  const context = () => contextOf(`short\n${long}\nlast`);
  for (const [printed, expected] of [
    [`L2: ${long.slice(0, 300)}…`, [2]],
    [`L2: …${long.slice(100, 196)}…`, [2]],
    [`L2: …${long.slice(100, 195)}…`, []],
    [`${long.slice(100, 230)}`, [2]],
    [`${long.slice(100, 180)}`, []],
    ['L1: sho…', []],
  ] as const) {
    assert.deepEqual(shown(context(), printed), expected, printed);
  }
  // Whose piece it is can't be told where two lines have it.
  const twice = contextOf(`${long.slice(0, 150)} one\nand\n${long.slice(0, 150)} two`);
  assert.deepEqual(shown(twice, `So it begins: ${long.slice(0, 120)}`), []);
});

test('what was printed and not answered is seen, not shown', () => {
  const context = contextOf(text);
  assert.equal(context.cover([text], false).seen.chars, text.length);
  assert.deepEqual(shown(context), []);
  assert.deepEqual(shown(context, poem[0] ?? ''), [1]);
});

test('of very many ranges the longest are told, and all are counted', () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => (at % 2 ? '}' : `line ${at}`));
  const { chars, ranges: told } = contextOf(lines.join('\n')).cover(['}', 'line 6'], false).seen;
  assert.equal(chars, 10_000 * 2 - 1 + 7);
  assert.equal(told.length, 4_000);
  assert.deepEqual(told[2], { path: '', start: 25, end: 36 });
});

test('many wide citations are looked up line by line once', { timeout: 120_000 }, () => {
  const context = contextOf('the same line again\n'.repeat(300_000));
  context.cover([context.lines(1, 300_000, { path: null, numbers: false })], true);
  const ranges = Array.from({ length: 5_000 }, (_, at) => ({
    ...{ path: '', startLine: 1 + (at % 7), endLine: 300_000 - at },
  }));
  assert.ok(context.cite(ranges).every((cited) => cited?.isShown));
});

test('white space between lines that were seen belongs to them', () => {
  const context = contextOf('first line\n\n \t\n\nsecond line\n\nthird line\n');
  assert.deepEqual(seen(context, 'first line'), ['first line\n']);
  assert.deepEqual(seen(context, 'second line'), ['first line\n\n \t\n\nsecond line\n']);
});

test('coverage adds up over calls and texts, and ranges that touch are one', () => {
  const context = contextOf(text);
  assert.equal(seen(context, poem[7] ?? '').length, 1);
  assert.equal(seen(context, poem[0] ?? '', poem[3] ?? '').length, 3);
  assert.equal(seen(context, `${poem[1]}`).length, 2);
  assert.deepEqual(seen(context, poem.slice(4, 7).join('\n')), [text]);
  assert.deepEqual(seen(context, 'nothing new'), [text]);
});

test('lines printed without carriage returns are those of a text with them', () => {
  for (const end of ['\r\n', '\r']) {
    const context = contextOf(poem.join(end) + end);
    const all = context.lines(1, 8, { path: null, numbers: false });
    assert.equal(shareSeen(context, [`Text:\n${all}\n`]), 1);
    const numbered = contextOf(poem.join(end) + end);
    assert.equal(shareSeen(numbered, [numbered.lines(1, 8, { path: null, numbers: true })]), 1);
  }
});

test('a piece that was cut in the middle of lines counts as far as it goes', () => {
  const single = text.replace('}', '{');
  for (const [from, to] of [
    [4, 70],
    [20, 90],
    [0, 100],
  ] as const) {
    const piece = single.slice(from, to);
    for (const printed of [piece, `Text:\n${piece}\n\nAnswer:`]) {
      assert.deepEqual(ranges(contextOf(single), [printed]), [{ path: '', start: from, end: to }]);
    }
  }
});

test('head and tail of an output that was cut count both', () => {
  const log = logOf(400, '\n').replaceAll('}\n', '');
  const printed = `${log.slice(0, 5000)}\n... 12,345 characters left out ...\n${log.slice(-5000)}`;
  assert.deepEqual(ranges(contextOf(log), [printed]), [
    { path: '', start: 0, end: 5000 },
    { path: '', start: log.length - 5000, end: log.length },
  ]);
});

test('matches of grep count, shortened ones with the part that was shown', () => {
  const long = `${'begin '.repeat(80)}needle${' end'.repeat(80)}`;
  const context = contextOf(`one needle\n${long}\nother\n`);
  const { matches } = context.grep({
    source: 'needle',
    flags: '',
    literal: true,
    max: 9,
    path: null,
  });
  const printed = matches.map((match) => `L${match.line}: ${match.text}`).join('\n');
  const [first, second, ...none] = seen(context, printed);
  assert.deepEqual([first, none], ['one needle\n', []]);
  assert.equal(second, matches[1]?.text.replaceAll('…', ''));
});

test('lines of a map are shown at the path before their number or in the heading above them', () => {
  const texts = { 'a/one.txt': 'same\nfirst\n', 'b/two.txt': 'same\nsecond\n', c: 'same\n' };
  const shownIn = (printed: string) => {
    const map = mapOf(texts);
    map.cover([printed], true);
    const cited = map.cite(Object.keys(texts).map((path) => ({ path, startLine: 1, endLine: 1 })));
    return Object.keys(texts).filter((_, index) => cited[index]?.isShown);
  };
  assert.deepEqual(shownIn('b/two.txt:1: same'), ['b/two.txt']);
  assert.deepEqual(shownIn('b/two.txt:L1: same'), ['b/two.txt']);
  assert.deepEqual(shownIn('## b/two.txt\nL1: same'), ['b/two.txt']);
  assert.deepEqual(shownIn('same\nsecond'), ['b/two.txt']);
  assert.deepEqual(shownIn('same'), []);
  assert.equal(mapOf(texts).cover(['same'], true).seen.chars, 15);
});

test('lines that only begin or end alike do not count', () => {
  const log = logOf(300, '\n');
  const lines = log.split('\n').filter((line) => line.length > 20);
  const [one = '', other = ''] = [lines[20], lines[200]];
  assert.deepEqual(seen(contextOf(log), `${one}\n${other}`), [`${one}\n`, `${other}\n`]);
});

test('a log that was sent in chunks counts wholly, in any order and at any cut', () => {
  for (const end of ['\n', '\r\n']) {
    const log = logOf(2000, end);
    const random = seededRandom(3);
    for (const size of [1000, 4567]) {
      const context = contextOf(log);
      const prompts = context
        .chunks(size, { overlap: 0, by: 'chars', path: null })
        .map(({ start, end: last }) => `What is odd?\n\n${log.slice(start, last)}\n\nBe brief.`);
      assert.equal(shareSeen(contextOf(log), prompts), 1);
      const shuffled = prompts
        .map((prompt) => ({ prompt, order: random() }))
        .sort((one, next) => one.order - next.order)
        .map(({ prompt }) => prompt);
      const share = shareSeen(context, shuffled);
      assert.ok(share > 0.995, `${size} ${JSON.stringify(end)}: ${share}`);
    }
  }
});

test('slices of one line of ten megabytes count, in any order', () => {
  const random = seededRandom(5);
  const line = Array.from({ length: 1_000_000 }, () => `${Math.floor(random() * 1e9)},`).join('');
  const context = contextOf(line);
  const cut = (from: number) => `Numbers: ${line.slice(from, from + 200_000)}\nSum?`;
  assert.deepEqual(ranges(context, [cut(3_333_333), cut(1_234_567)]), [
    { path: '', start: 1_234_567, end: 1_434_567 },
    { path: '', start: 3_333_333, end: 3_533_333 },
  ]);
});

test('pieces of lines joined in one line count, from 96 characters on', () => {
  const random = seededRandom(9);
  const line = Array.from({ length: 20_000 }, () => `${Math.floor(random() * 1e9)},`).join('');
  const joined = `[${line.slice(1000, 1096)}] and [${line.slice(50_000, 50_200)}] are two`;
  assert.deepEqual(ranges(contextOf(line), [joined]), [
    { path: '', start: 1000, end: 1096 },
    { path: '', start: 50_000, end: 50_200 },
  ]);
});

test('a piece of 96 characters counts wherever it was cut and up to the end of its printed line', () => {
  const random = seededRandom(11);
  const line = Array.from({ length: 2000 }, () => `${Math.floor(random() * 1e9)},`).join('');
  for (let start = 1000; start < 1064; start += 1) {
    const printed = `These numbers were chosen = ${line.slice(start, start + 96)}`;
    assert.deepEqual(ranges(contextOf(line), [printed]), [{ path: '', start, end: start + 96 }]);
  }
});

test('wide, combining and broken characters count like others', () => {
  const peculiar = 'a\0b 漢字 is a line\n😀 e\u0301 \uD800 another line\nthird\n';
  assert.equal(shareSeen(contextOf(peculiar), [`Text:\n${peculiar}`]), 1);
  assert.deepEqual(seen(contextOf(peculiar), '2: 😀 e\u0301 \uD800 another line'), [
    '😀 e\u0301 \uD800 another line\n',
  ]);
});

test('a text of one line a million times over is no trap', { timeout: 120_000 }, () => {
  const context = contextOf('the same line again\n'.repeat(1_000_000));
  const chunk = 'the same line again\n'.repeat(10_000);
  const prompts = Array.from({ length: 20 }, () => `Q\n${chunk}\nend`);
  assert.ok(shareSeen(context, prompts) >= 0.01);
  const blank = contextOf(' '.repeat(5_000_000));
  assert.deepEqual(ranges(blank, [' '.repeat(100_000), '\n'.repeat(100_000)]).length <= 1, true);
});

test('lines far apart among blank ones are looked up in time that grows with the text', {
  timeout: 60_000,
}, () => {
  const context = contextOf(`x marks the spot${'\n'.repeat(100_000)}`.repeat(10));
  const printed = 'x marks the spot\nsomething else\n'.repeat(1_000);
  const began = performance.now();
  assert.ok(seen(context, printed)[0]?.startsWith('x marks the spot\n'));
  // Each of the thousand would walk over a million blank lines, which takes minutes.
  assert.ok(performance.now() - began < 15_000);
});
