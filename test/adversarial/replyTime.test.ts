import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, isPlaceholder, namesIn } from '../../src/core/reply/placeholder.ts';
import { readReply } from '../../src/core/reply/readReply.ts';
import { splitThoughts } from '../../src/core/reply/thoughts.ts';
import { titleOfReply } from '../../src/trajectory/titles.ts';
import { javascript, python } from '../support/codeReading.ts';
import { Chance } from './random.ts';

const seed = 20_261_127;
const chars = 30_000;
/** How much longer four times the text may take: a work that grows with the square takes 16 times. */
const mostRatio = 11;
/** ms of computing that nobody notices, however they compare. */
const noticed = 150;
/** ms of computing for a million characters. */
const mostMs = 20_000;

const values = new Map([['a', 'b']]);
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  replies: (text) => readReply(text, { ...javascript, sent: '<thinking> </think>' }),
  'replies in Python': (text) =>
    readReply(text.replaceAll('```js', '```py'), { ...python, sent: '<thinking> </think>' }),
  'replies that never parse': (text) =>
    readReply(text, { language: 'javascript', parses: () => false }),
  titles: (text: string) => titleOfReply(text, []),
  thoughts: (text) => splitThoughts(text, '</think>'),
  placeholders: (text) => [isPlaceholder(text), namesIn(text), fill(text, values)],
};

const pieces = [
  ...['FINAL("a)\n', 'FINAL(a\n', 'FINAL(a)\n', 'FINAL(```x\n', 'FINAL(\n```x\n', 'FINAL(x) y\n'],
  ...[
    'FINAL("""\n',
    "FINAL('''\n",
    'FINAL(`a` `\n',
    'FINAL_VAR(x y\n',
    '**FINAL(',
    '- FINAL (a (b\n',
  ],
  ...[
    'FINAL(x\n```js\n)\n```\n',
    'FINAL(x\n```final\n',
    'FINAL("\\',
    'FINAL',
    '# FINAL',
    ')\n',
    ')) ',
  ],
  ...[
    '(',
    ')',
    '[',
    '((a) ',
    '[0,',
    '(a, b]',
    ':)',
    ' :(',
    '1) a\n',
    '`',
    '``a` ',
    '"',
    "'",
    '\\',
    '*',
  ],
  ...['```\n', '```js\n', '```x\n', '~~~\n', '   ```js\n', '```js\n)\n```\n', '```x\n```y\n```\n'],
  ...[
    '```final\n```js\n```\n',
    '```final\n',
    '``` ',
    '``````\n',
    'a```\n',
    '```js\na```\n',
    '~~~ `\n',
  ],
  ...['<think>', '<think>\n', '</think>', '</think>\n', 'x.</think>', '<think>a</think> b\n'],
  ...[
    'a <think>\n',
    'a <think> b\n',
    '<a:think>\n</b:think>\n',
    '<a_',
    '_:think>',
    '<',
    '<|',
    '|>',
  ],
  ...['<thinking>a\n', '[THINK]', '◁think▷', '<|think|>', '<|end|>', '</s>', '</s>\n', '<eos>\n'],
  ...['<|channel|>analysis<|message|>', '<|channel|>final<|message|>a', '<|channel|>', '<|start|>'],
  ...['```js\n)\n</think>\n', '```js\n)\n</think>\n```\n', '```\n<think>\n', '```<|return|>\n'],
  ...[
    '{{',
    '{{a',
    '{{a}}',
    '{{ ',
    '}}',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\r',
    'a',
    'a b. ',
    '...',
    '>',
    '#',
  ],
];
const wraps: readonly (readonly [string, string])[] = [
  ...([
    ['', ''],
    ['FINAL(', ''],
    ['FINAL("', ')'],
    ['FINAL(\n', '\n)'],
    ['```js\n', ''],
  ] as const),
  ...([
    ['```js\n', '\n```'],
    ['<think>', '</think>'],
    ['```', '`'],
    ['{{', '}}'],
    ['x ', 'x'],
  ] as const),
];

/** A text of so many characters: pieces repeated, one after the other or each for its share. */
type Recipe = (size: number) => string;

function recipes(): Recipe[] {
  const chance = new Chance(seed);
  const repeat = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length));
  const of = (unit: string, [before, after]: readonly [string, string]): Recipe[] => [
    (size) => before + repeat(unit, size) + after,
    (size) => before + repeat(unit, size / 2) + ' '.repeat(size / 2) + after,
  ];
  const alone = pieces.flatMap((piece) => of(piece, chance.of(wraps)));
  const together = Array.from({ length: 120 }, () => {
    const few = [chance.of(pieces), ...chance.list(3, () => chance.of(pieces))];
    const wrap = chance.of(wraps);
    return chance.below(2) === 0
      ? (size: number) => wrap[0] + repeat(few.join(''), size) + wrap[1]
      : (size: number) => few.map((piece) => repeat(piece, size / few.length)).join('');
  });
  return [...alone, ...together];
}

function computing(read: (text: string) => unknown, text: string): number {
  const used = process.cpuUsage();
  read(text);
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1_000;
}

for (const [name, read] of Object.entries(readers)) {
  test(`${name} of every hostile kind are read in time that grows with their length`, {
    timeout: 900_000,
  }, (t) => {
    let slowest = 0;
    for (const recipe of recipes()) {
      const long = recipe(4 * chars);
      const ms = computing(read, long);
      slowest = Math.max(slowest, ms);
      if (ms < noticed) continue;
      // A machine that was busy elsewhere is given another chance.
      const ratio = () => computing(read, long) / computing(read, recipe(chars));
      const best = Math.min(ratio(), ratio(), ratio());
      assert.ok(best < mostRatio, `${JSON.stringify(long.slice(0, 80))}: ${ms} ms, ${best} times`);
    }
    t.diagnostic(`the slowest took ${slowest.toFixed(0)} ms`);
  });
}

test('a million characters of what was slow once are read soon', { timeout: 900_000 }, () => {
  for (const text of [
    'FINAL("a)\n'.repeat(100_000),
    `\`\`\`${' '.repeat(1_000_000)}\``,
    '<think>'.repeat(150_000),
    '</s>'.repeat(250_000),
    `FINAL(${'('.repeat(1_000_000)}`,
    '```js\n'.repeat(170_000),
    '{{'.repeat(500_000),
    `FINAL("${'\\'.repeat(1_000_000)}`,
  ]) {
    for (const [name, read] of Object.entries(readers)) {
      const ms = computing(read, text);
      assert.ok(ms < mostMs, `${name}: ${JSON.stringify(text.slice(0, 40))}: ${ms} ms`);
    }
  }
});
