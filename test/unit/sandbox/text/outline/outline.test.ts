import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf, mapOf } from '../support.ts';

const mail = (from: string, subject: string): string =>
  `From ${from} Mon Jan  1 10:00:00 2024\nReceived: by a\nFrom: ${from}\nSubject: ${subject}\n more\nDate: Mon, 1 Jan 2024\n\nFrom here on it is text.\n\n`;

const outlines: readonly [name: string, text: string, outline: string][] = [
  [
    'Markdown, its code left out',
    '# Title\n\ntext # no\n\n## One\n```sh\n# comment\n```\n### Two ##\r\n\nSetext\n---\n- a\n\n***\n',
    'L1: # Title\nL5:   ## One\nL9:     ### Two ##\nL11: Setext',
  ],
  [
    'a fence that never ends hides nothing',
    '# Title\n\n```\n\n## Still here\n\ntext\n',
    'L1: # Title\nL5:   ## Still here',
  ],
  [
    'titles underlined by marks of any kind, nested as they are first used',
    '=====\nTitle\n=====\n\nOne\n---\ntext\n\nTwo\n~~~~\n\nThree\n-----\n',
    'L2: Title\nL5:   One\nL9:     Two\nL12:   Three',
  ],
  [
    'rules and the signs of comments are no headings',
    'a paragraph of text\nthat goes on\n---\nmore\n\n# one\na = 1\n# two\nb = 2\n# three\nc = 3\n',
    '',
  ],
  [
    'a manual page',
    'LS(1)\n\nNAME\n       ls - list\n\nSYNOPSIS\n       ls [OPTION]\n\nSEE ALSO\n       dir\n',
    'L3: NAME\nL6: SYNOPSIS\nL9: SEE ALSO',
  ],
  [
    'chapters and numbered sections',
    'A book\n\nBOOK I\n\nCHAPTER 1\n\nIt began.\n\nChapter 2. The end\n\nIt ended.\n\n1.2 Scope\n\nText.\n',
    'L3: BOOK I\nL5: CHAPTER 1\nL9:   Chapter 2. The end\nL13:   1.2 Scope',
  ],
  [
    "a changelog of Debian's",
    'dpkg (1.21) unstable; urgency=low\n\n  * Fixed.\n\n -- A <a@b>  Mon\n\ndpkg (1.20) unstable; urgency=low\n\n  * Made.\n',
    'L1: dpkg (1.21) unstable; urgency=low\nL7: dpkg (1.20) unstable; urgency=low',
  ],
  [
    'a log of commits',
    'commit 0123456789abcdef\nAuthor: A\nDate:   Fri\n\n    Say more\n\ncommit abcdef0123456789\nAuthor: B\n\n    Say less\n',
    'L1: commit 0123456789 Say more\nL7: commit abcdef0123 Say less',
  ],
  [
    'sections of settings',
    '[core]\n\tbare = x\n\n[remote "a"]\n\turl = y\n',
    'L1: [core]\nL4: [remote "a"]',
  ],
  [
    'Python',
    'import os\n\nclass A(B):\n    """class that helps"""\n    def f(self):\n        return 1\n\n    async def g(self): ...\n\ndef h():\n    pass\n',
    'L3: class A(B):\nL5:   def f(self):\nL8:   async def g(self): ...\nL10: def h():',
  ],
  [
    'TypeScript',
    "import { a } from './a.ts';\n\nexport interface I {\n  x: number;\n}\nexport class C extends D {\n  async #m(a: string): Promise<void> {\n    if (a) {\n      return;\n    }\n  }\n  many(\n    a: string,\n  ): void {\n  }\n}\nconst f = async (x: number) => {\n};\n",
    'L3: export interface I {\nL6: export class C extends D {\nL7:   async #m(a: string): Promise<void> {\nL12:   many(\nL17: const f = async (x: number) => {',
  ],
  [
    'C, its prototypes where there is room',
    '#include <a.h>\nstruct s;\nint f(int a);\nstatic int\ng (int a,\n   int b)\n{\n  if (a) {\n    return f(b);\n  }\n}\nint main(void) {\n  return g(1, 2);\n}\n',
    'L3:     int f(int a);\nL5: g (int a,\nL12: int main(void) {',
  ],
  [
    'Go, Rust, SQL and a shell script by their words',
    'package a\n\nfunc (c *C) Run() error {\n}\npub(crate) fn run<T>(t: T) {\n}\nimpl Foo for Bar {\n}\nCREATE TABLE t (\n);\nsay () {\n}\n',
    'L1: package a\nL3: func (c *C) Run() error {\nL5: pub(crate) fn run<T>(t: T) {\nL7: impl Foo for Bar {\nL9: CREATE TABLE t (\nL11: say () {',
  ],
  [
    'the days of a log, and its banners',
    '2024-01-01 10:00:00 INFO start\n2024-01-01 10:00:01 INFO on\n2024-01-01 10:00:01 ===== restart =====\n2024-01-02 00:00:00 INFO next day\ntrace of it\n2024-01-02 00:00:01 INFO on\n',
    'L1: 2024-01-01 10:00:00 INFO start\nL3:   2024-01-01 10:00:01 ===== restart =====\nL4: 2024-01-02 00:00:00 INFO next day',
  ],
  [
    "a web server's log and a system's",
    '1.2.3.4 - - [14/Mar/2026:09:00:00 +0100] "GET /" 200\n1.2.3.4 - - [14/Mar/2026:09:00:01 +0100] "GET /" 200\n1.2.3.4 - - [15/Mar/2026:09:00:00 +0100] "GET /" 200\nMar 15 10:00:00 host a: b\nMar 16 10:00:00 host a: b\n',
    'L1: 1.2.3.4 - - [14/Mar/2026:09:00:00 +0100] "GET /" 200\nL3: 1.2.3.4 - - [15/Mar/2026:09:00:00 +0100] "GET /" 200\nL4: Mar 15 10:00:00 host a: b\nL5: Mar 16 10:00:00 host a: b',
  ],
  [
    'the messages of a mail folder',
    mail('ann@x', 'Hi') + mail('bob@x', 'Re: Hi'),
    'L1: From: ann@x | Date: Mon, 1 Jan 2024 | Subject: Hi more\nL10: From: bob@x | Date: Mon, 1 Jan 2024 | Subject: Re: Hi more',
  ],
  [
    'a single mail',
    'Received: by a\nFrom: ann@x\nSubject: Hi\n\nText\n',
    'L1: From: ann@x | Subject: Hi',
  ],
  [
    'the keys of JSON, the objects of an array together',
    '{\n  "name": "a",\n  "items": [\n    {"id": 1, "tags": ["x"]},\n    {"id": null, "a b": true}\n  ]\n}\n',
    'L2: name: string\nL3: items: array, 2 items of object\nL4:   id: number or null (2 times)\nL4:   tags: array, 1 item of string\nL5:   "a b": boolean',
  ],
  [
    'JSON a line',
    '{"id": 1, "t": "}\\""}\n{"id": 2}\n{"id": 3, "x": {"y": -1.5e3}}\n',
    'L1: array, 3 items of object\nL1:   id: number (3 times)\nL1:   t: string\nL3:   x: object\nL3:     y: number',
  ],
  [
    'the columns of CSV, quotes and all',
    'id,full name,note\n1,"Ann, B.","says ""hi""\nand more"\n2,Bob,\n3,Cy,x\n',
    'L1: column 1: id, e.g. 1\nL1: column 2: full name, e.g. Ann, B.\nL1: column 3: note, e.g. says "hi" and more\nL2: 4 lines of data',
  ],
  [
    'a table without a head',
    '1\tx\n2\ty\n3\tz\n4\tz\n',
    'L1: column 1, e.g. 1\nL1: column 2, e.g. x\nL1: 4 lines of data',
  ],
  [
    'a table with tabs, in which quotes are marks like others',
    'ham\tAn 8" screen\nspam\t"Win now\nham\tHi\nham\tBye\n',
    'L1: column 1, e.g. ham\nL1: column 2, e.g. An 8" screen\nL1: 4 lines of data',
  ],
  [
    'paragraphs that begin alike',
    'Package: a\nSize: 1\n\nPackage: b\nSize: 2\n\nPackage: c\n',
    'L1: Package: a\nL4: Package: b\nL7: Package: c',
  ],
  [
    'YAML',
    'on:\n  push:\n    branches: [a]\njobs:\n  - run: x\nname: y\n',
    'L1: on:\nL2:   push:\nL3:     branches: [a]\nL4: jobs:\nL6: name: y',
  ],
  [
    'a page of HTML, wherever its headings stand',
    '<!DOCTYPE html>\n<html><title>Page</title><h1 class="a">One &amp; <b>all</b></h1>\n<p><h2>Two</h2></html>',
    'L2: Page\nL2: One & all\nL3:   Two',
  ],
  ['plain text', 'Some words, nothing else.\nAnd some more.\n', ''],
  ['nothing', '', ''],
];

for (const [name, text, outline] of outlines) {
  test(`an outline shows ${name}`, () => {
    const told = contextOf(text).outline(null);
    if (outline === '') assert.match(told, /^No headings, .* were found in \d+ lines\.$/);
    else assert.equal(told, outline);
  });
}

test('at most 200 lines: deeper levels are left out first, and it is said how many', () => {
  const chapters = Array.from({ length: 60 }, (_, at) => `## ${at}\n\n### a\n\n### b\n\n### c\n`);
  const lines = contextOf(`# Top\n\n${chapters.join('\n')}`)
    .outline(null)
    .split('\n');
  assert.equal(lines.length, 62);
  assert.equal(lines[1], 'L3:   ## 0');
  assert.equal(lines.at(-1), '... and 180 more (241 in all)');
});

test('of too many parts of one level the first and the last ones are shown', () => {
  const text = Array.from({ length: 5_000 }, (_, at) => `## Version ${at}\n\ntext\n\n`).join('');
  const lines = contextOf(`# Top\n\n${text}`).outline(null).split('\n');
  assert.equal(lines.length, 200);
  assert.deepEqual(lines.slice(0, 2), ['L1: # Top', 'L3:   ## Version 0']);
  assert.equal(lines.at(-1), 'L19999:   ## Version 4999');
  const gap = lines.findIndex((line) => line.startsWith('...'));
  assert.equal(lines[gap], '... and 4,802 more (5,001 in all)');
  assert.match(lines[gap - 1] ?? '', /Version 148$/);
  assert.match(lines[gap + 1] ?? '', /Version 4951$/);
});

test('of a map each path comes first, what has one part on one line', () => {
  const map = mapOf({
    'a.md': '# One\n\n## Two\n',
    'b.txt': 'nothing here\n',
    'c.eml': 'From: ann@x\nSubject: Hi\n\nText\n',
  });
  assert.equal(
    map.outline(null),
    'a.md (3 lines)\nL1: # One\nL3:   ## Two\nb.txt (1 line)\nc.eml (4 lines): L1: From: ann@x | Subject: Hi',
  );
  assert.equal(map.outline('a.md'), 'L1: # One\nL3:   ## Two');
  assert.throws(() => map.outline('d'), /There is no path "d"\. Known: "a\.md", "b\.txt"/);
});

test('the lines of a map are shared out, and its paths bounded like its parts', () => {
  const big = Array.from({ length: 500 }, (_, at) => `## ${at}\n\n`).join('');
  const three = mapOf({ 'a.md': big, 'b.md': big, 'c.md': '# One\n\n## Two\n' });
  const lines = three.outline(null).split('\n');
  assert.equal(lines.length, 200);
  assert.deepEqual(lines.slice(-3), ['c.md (3 lines)', 'L1: # One', 'L3:   ## Two']);
  assert.equal(lines.filter((line) => /^\.\.\. and 40\d more/.test(line)).length, 2);
  const many = mapOf(
    Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${at}.md`, '# A\n\n## B\n'])),
  );
  const paths = many.outline(null).split('\n');
  assert.equal(paths.length, 200);
  assert.equal(paths[0], '0.md (3 lines), 2 parts: L1: # A');
  assert.equal(paths.at(-1), '... and 101 more paths (300 in all)');
});

test('an outline counts as a search of all that it was made of', () => {
  const map = mapOf({ a: '# One\n', b: 'two\n' });
  map.outline('b');
  assert.equal(map.cover([], false).searched.chars, 4);
  map.outline(null);
  assert.equal(map.cover([], false).searched.chars, 10);
});

const hostile: readonly [name: string, text: string][] = [
  ['open brackets', '['.repeat(3_000_000)],
  ['keys without an end', '{"a":'.repeat(600_000)],
  ['quotes', '"'.repeat(3_000_000)],
  ['drawn lines', 'a\n===\n'.repeat(500_000)],
  ['headings', '# a\n\n'.repeat(600_000)],
  ['blank lines', '\n'.repeat(3_000_000)],
  ['one line', 'x'.repeat(3_000_000)],
  ['parentheses', `int f${'('.repeat(200)}\n`.repeat(15_000)],
  ['modifiers', `${'public '.repeat(40)}\n`.repeat(10_000)],
  ['tags', `<!doctype html>${'<h1 '.repeat(700_000)}`],
  ['dates', '2024-01-01 10:00:00\n2024-01-02 10:00:00\n'.repeat(70_000)],
  ['delimiters', ','.repeat(3_000_000)],
  ['quoted cells', '"a\n'.repeat(1_000_000)],
];

for (const [name, text] of hostile) {
  test(`an outline of nothing but ${name} is bounded`, { timeout: 60_000 }, () => {
    const told = contextOf(text).outline(null);
    assert.ok(told.split('\n').length <= 200);
    assert.ok(told.length < 50_000);
  });
}
