import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCitations } from '../../src/core/citations.ts';
import { findQuotes } from '../../src/core/quotes.ts';
import { readReply } from '../../src/core/reply/readReply.ts';
import { splitThoughts } from '../../src/core/reply/thoughts.ts';
import { titleOfReply } from '../../src/trajectory/titles.ts';
import { javascript, python } from '../support/codeReading.ts';

const chars = 1_000_000;
/** ms of computing for one: some hundred are usual, a work that grows with the square takes hours. */
const mostMs = 15_000;

const map = { kind: 'map', items: [], label: '' } as const;
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  citations: (text) => findCitations(text, map),
  quotes: (text) => findQuotes(text, ''),
  cells: (text) => readReply(text, javascript),
  'cells in Python': (text) => readReply(text.replaceAll('```js', '```py'), python),
  title: (text: string) => titleOfReply(text, []),
  thinking: (text) => splitThoughts(text, ''),
};

/** What is repeated up to a million characters; what stands before it and behind it. */
interface Hostile {
  readonly before: string;
  readonly repeated: string;
  readonly after: string;
}
const alone = (...texts: string[]) => texts.map((text) => around('', text, ''));
const around = (before: string, repeated: string, after: string): Hostile => ({
  before,
  repeated,
  after,
});

const hostile: readonly Hostile[] = [
  ...alone('[', '[L1', '[a[b]', '[a', '[aaa L1 \n', '[L1 ', '[L1]'),
  ...['L1', 'a ', '[a]', 'L1, ', 'L1-', 'a:', ' '].map((text) => around('[', text, ' L1]')),
  around('[L', '1', ']'),
  around('[x:', ' ', 'L1 x]'),
  ...alone('"', '“', '"abcdefghijkl ', '> a [L1\n', '`', '`a', '" ['),
  around('"', ' [aL1 ', '"'),
  ...alone('```\n', '~~~\n', '~', '```js\nlet a\n', 'FINAL(\n', 'FINAL("(\n'),
  around('```js\n', '```\n', ''),
  around('```js\n', '`\n', ''),
  ...['(', '- ', 'a=', '#\n', '"""\n```\n', "f'{", 'if a:\n ', 'not '].map((text) =>
    around('```js\n', text, '\n```'),
  ),
  around('```', ' a', ''),
  around('FINAL(', '"a" ', ')'),
  around('FINAL(', '"a\\', ')'),
  around('FINAL(', '(', ''),
  around('FINAL("', '")a', ''),
  around('FINAL(', '" \n', ')'),
  ...alone('<think>', '<think>\n', '</think>', ' \n', '\t', '\r', 'a.', '-', '# '),
];

for (const [name, read] of Object.entries(readers)) {
  test(`${name} of a million hostile characters are read in time that grows with them`, {
    timeout: 600_000,
  }, () => {
    for (const { before, repeated, after } of hostile) {
      const text = `${before}${repeated.repeat(chars / repeated.length)}${after}`;
      const used = process.cpuUsage();
      read(text);
      const { user, system } = process.cpuUsage(used);
      const ms = (user + system) / 1_000;
      assert.ok(ms < mostMs, `${JSON.stringify([before, repeated, after])}: ${ms} ms`);
    }
  });
}
