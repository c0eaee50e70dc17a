import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled } from '../../../src/core/errors.ts';
import type { FileReader, FolderEntry } from '../../../src/sources/fileReader.ts';
import { matchAny } from '../../../src/sources/globs.ts';
import { IgnoreRules } from '../../../src/sources/ignoreRules.ts';
import type { PatternFault } from '../../../src/sources/pathPattern.ts';
import { readFolderContext } from '../../../src/sources/readFolder.ts';
import { walkFolder } from '../../../src/sources/walkFolder.ts';
import { makeFolder } from './support.ts';

test('globs match as in VS Code', () => {
  for (const [glob, matching, other] of [
    ['*.log', ['a.log', 'a/b.log', '.log', 'x.log/in'], ['a.log2', 'log']],
    ['**/*.ts', ['a.ts', 'a/b/c.ts'], ['a.tsx']],
    ['src/**', ['src/a', 'src/a/b', 'src'], ['lib/src/a']],
    ['src/**/x.ts', ['src/x.ts', 'src/a/b/x.ts'], ['src/ax.ts']],
    ['a?c', ['abc', 'x/adc'], ['ac', 'abbc', 'a/c']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
    ['[!a-c]x', ['dx', '-x'], ['ax']],
    ['[]x]y', [']y', 'xy'], ['ay']],
    ['*.{ts,md}', ['a.ts', 'b.md'], ['a.js', 'a.{ts,md}']],
    ['{src,test}/**/*.{t,j}s', ['src/a.ts', 'test/x/b.js'], ['lib/a.ts', 'src/a.cs']],
    ['{a,b{c,d}}', ['a', 'bc', 'bd'], ['b', 'ac']],
    ['{a}', ['{a}'], ['a']],
    ['{a', ['{a'], ['a']],
    ['[a', ['[a'], ['a']],
    ['a\\*b', ['a*b'], ['axb']],
    ['a**b', ['axxb', 'ab'], ['a/b']],
    ['node_modules', ['node_modules/x/y', 'a/node_modules'], ['node_modules2']],
    ['/out', ['out/a'], ['src/out/a']],
    ['docs/', ['docs/d.md'], ['docs2/d.md']],
    ['.github/**', ['.github/e.ts'], ['github/e.ts']],
  ] as const) {
    const matches = matchAny([glob]);
    for (const path of matching) assert.ok(matches(path), `${glob} names ${path}`);
    for (const path of other) assert.ok(!matches(path), `${glob} does not name ${path}`);
  }
});

test('lines of an ignore file match as in git', () => {
  for (const [text, ignored, kept] of [
    ['*.log', ['a.log', 'x/a.log', 'a.log/'], ['a.logs']],
    ['/a', ['a', 'a/'], ['x/a']],
    ['a/b', ['a/b'], ['x/a/b']],
    ['a/', ['a/', 'x/a/'], ['a', 'x/a']],
    ['a/**', ['a/b', 'a/b/c'], ['a/', 'a', 'x/a/b']],
    ['**/a', ['a', 'x/y/a'], ['ab']],
    ['a/**/b', ['a/b', 'a/x/y/b'], ['a/xb', 'x/a/b']],
    ['**', ['a', 'a/b/'], []],
    ['*.txt\n!keep.txt', ['a.txt'], ['keep.txt', 'x/keep.txt']],
    ['!a\na', ['a'], []],
    ['# a\n\\#b\n\\!c', ['#b', '!c'], ['# a', 'a', 'b']],
    ['a   \nb\\ \n\tc', ['a', 'b ', '\tc'], ['b', 'c']],
    ['a\r\nb\r\n', ['a', 'b'], ['a\r']],
    ['\uFEFFa', ['a'], []],
    ['[[:digit:]]x\n[^a]y', ['1x', 'by'], ['ax', 'ay']],
    ['foo.*\nfoo?bar', ['foo.c', 'foo-bar'], ['foo', 'foo/bar']],
    ['a{b,c}', ['a{b,c}'], ['ab']],
    ['+(a)', ['+(a)'], ['a', 'aa']],
    ['', [], ['a', '/']],
    ['/', [], ['a']],
  ] as const) {
    const rules = new IgnoreRules().inside('', text);
    for (const path of ignored)
      assert.ok(rules.ignores(path), `${JSON.stringify(text)} ignores ${path}`);
    for (const path of kept)
      assert.ok(!rules.ignores(path), `${JSON.stringify(text)} keeps ${path}`);
  }
});

test('a folder that an inner ignore file takes back is kept with what is in it, as in git', () => {
  const outer = new IgnoreRules().inside('', 'x/\n');
  const rules = outer.inside('sub/', '!x/\n');
  assert.ok(!rules.ignores('sub/x/'));
  assert.ok(!rules.ignores('sub/x/f'));
  assert.ok(outer.ignores('other/x/'));
});

const deep = 'a/'.repeat(2_000);
/** What takes those that go back over what they tried seconds, or for ever. */
const worst: readonly [pattern: string, path: string][] = [
  [`a${'/**'.repeat(12)}/b`, 'a/'.repeat(40)],
  [`a${'/**/a'.repeat(150)}/b`, deep],
  [`${'**/a/'.repeat(190)}b`, deep],
  [`${'**/*a*/'.repeat(140)}b`, deep],
  [`${'*a'.repeat(60)}*b`, 'a'.repeat(60)],
  [`${'*a'.repeat(490)}b`, 'a'.repeat(4_000)],
  [`${'*?'.repeat(490)}b`, 'a'.repeat(4_000)],
  [`${'[a-z]*'.repeat(160)}b`, 'a'.repeat(4_000)],
  ['+(+(a)+(a))b', 'a'.repeat(4_000)],
  ['(a+)+$b', 'a'.repeat(4_000)],
  ['!(!(a)*)b', 'a'.repeat(4_000)],
  [`)${'*(|'.repeat(330)}`, 'a'.repeat(4_000)],
  ['{a,aa,{a,aa}}'.repeat(20), 'a'.repeat(60)],
  ['{'.repeat(500), '{'.repeat(500)],
  [`${'{a,'.repeat(300)}b${'}'.repeat(300)}`, 'a'.repeat(500)],
  [`${'{a,b}{1..1000000}'.repeat(30)}`, 'a'],
  ['['.repeat(999), '['.repeat(999)],
  [`${'[['.repeat(400)}]`, 'a'.repeat(4_000)],
  ['a'.repeat(1_000_000), 'a'.repeat(4_000)],
  [' '.repeat(900), ' '.repeat(900)],
];

test('no pattern takes long, whatever it is and whatever path it meets', () => {
  for (const [pattern, path] of worst) {
    const shown = pattern.slice(0, 30);
    for (const [kind, run] of [
      ['glob', () => matchAny([pattern])(path)],
      ['rule', () => new IgnoreRules().inside('', pattern).ignores(path)],
    ] as const) {
      const began = performance.now();
      run();
      const took = performance.now() - began;
      // A hundred times the time it takes, and far from what the others take.
      assert.ok(took < 1_000, `${kind} ${shown}: ${took} ms`);
    }
  }
});

test('long patterns still match what they should', () => {
  assert.ok(matchAny([`${'*a'.repeat(60)}*b`])(`${'a'.repeat(60)}b`));
  assert.ok(matchAny([`a${'/**'.repeat(12)}/b`])(`${'a/'.repeat(40)}b`));
  assert.ok(
    new IgnoreRules().inside('', `a${'/**/a'.repeat(30)}/b`).ignores(`${'a/'.repeat(40)}b`),
  );
});

test('a pattern over the bounds is left out, and said with the file it stands in', async (t) => {
  const faults: PatternFault[] = [];
  matchAny(['x'.repeat(1_001), '{a,b}'.repeat(7), '@(a|b)', '*.md', 'copy (1)'], (fault) =>
    faults.push(fault),
  );
  assert.deepEqual(
    faults.map(({ why }) => why),
    [
      'it is longer than 1,000 characters',
      'its braces stand for too many globs',
      'its parentheses are not supported; use {a,b}',
    ],
  );
  const folder = await makeFolder(t, {
    '.gitignore': `*.log\n${'y'.repeat(2_000)}\n`,
    'sub/.gitignore': `${'# filler\n'.repeat(40_000)}a.txt\n`,
    'sub/a.txt': '',
    'b.log': '',
  });
  const { items, patterns } = await readFolderContext(folder, { include: ['*.txt', '+(a)'] });
  assert.deepEqual(
    items.map(({ path }) => path),
    ['sub/a.txt'],
  );
  assert.deepEqual(
    patterns.map(({ from }) => from),
    ['include', '.gitignore', 'sub/.gitignore'],
  );
  const none = await readFolderContext(folder, { include: ['+(a)'] });
  assert.deepEqual(none.items, []);
});

/** A file system of one folder with so many files. */
function manyFiles(count: number): FileReader {
  const entries = Array.from({ length: count }, (_, index): FolderEntry => {
    return { name: `mail-${index}`, kind: 'file' };
  });
  return {
    stat: async () => Promise.reject(new Error('there is nothing')),
    read: async function* () {},
    list: async () => entries,
    parentOf: () => null,
    uriOf: (path) => path,
  };
}

test('a folder with more direct entries than a call takes arguments is cut at its bound', async () => {
  const found = await walkFolder(manyFiles(150_000), '/mail');
  assert.equal(found.paths.length, 100_000);
  assert.equal(found.isCut, true);
});

test('Stop ends the search for files in the middle of a folder', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  const exclude = Array.from({ length: 500 }, (_, index) => `**/*${index}*x*/y`);
  const walk = walkFolder(manyFiles(150_000), '/mail', { exclude, signal: stop.signal });
  await assert.rejects(walk, Cancelled);
});
