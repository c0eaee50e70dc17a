import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { diskReader } from '../../../src/sources/fileReader.ts';
import { matchAny } from '../../../src/sources/globs.ts';
import { readSelectedContext } from '../../../src/sources/readFolder.ts';
import { walkFolder } from '../../../src/sources/walkFolder.ts';
import { makeFolder } from './support.ts';

test('files come in the order of their paths, so that the first ones are known without the rest', async (t) => {
  const names = ['a.txt', 'a/b.txt', 'a/b/c.txt', 'a-b/c.txt', 'A/z', 'b', 'Ü/x', 'a0/x'];
  const folder = await makeFolder(t, Object.fromEntries(names.map((name) => [name, ''])));
  const all = await walkFolder(diskReader, folder);
  assert.deepEqual(all.paths, [...names].sort());
  assert.equal(all.isCut, false);
  const cut = await walkFolder(diskReader, folder, { mostFiles: 3 });
  assert.deepEqual(cut.paths, [...names].sort().slice(0, 3));
  assert.equal(cut.isCut, true);
  const exact = await walkFolder(diskReader, folder, { mostFiles: names.length });
  assert.equal(exact.isCut, false);
});

test('globs count from above the folder, and one that names the folder itself does not count', async (t) => {
  const folder = await makeFolder(t, {
    'packages/web/src/a.ts': '',
    'packages/web/dist/b.js': '',
    'packages/web/c.md': '',
  });
  const walk = (exclude: string[], include: string[] = []) =>
    walkFolder(diskReader, path.join(folder, 'packages/web'), {
      above: 'packages/web/',
      exclude,
      include,
    });
  assert.deepEqual((await walk(['/packages/web/dist', '/dist'])).paths, ['c.md', 'src/a.ts']);
  assert.deepEqual((await walk(['dist', 'packages', '**/web/**'])).paths, ['c.md', 'src/a.ts']);
  const included = await walk([], ['packages/*/src']);
  assert.deepEqual(included.paths, ['src/a.ts']);
  assert.equal(included.unnamed, 2);
});

test('a glob with a leading slash is about one place, one without any about names', () => {
  assert.ok(matchAny(['out'])('src/out/a.js'));
  assert.ok(!matchAny(['/out'])('src/out/a.js'));
  assert.ok(matchAny(['/out'])('out/a.js'));
  assert.ok(!matchAny([' ', '/'])('a.js'));
});

test('a glob can depend on a file beside it', () => {
  const matches = matchAny([{ glob: '/**/*.js', when: '$(basename).ts' }]);
  assert.ok(matches('src/a.js', new Set(['a.js', 'a.ts'])));
  assert.ok(!matches('src/b.js', new Set(['b.js', 'a.ts'])));
  assert.ok(!matches('src/a.js'));
  assert.ok(matches('$&.js', new Set(['$&.js', '$&.ts'])));
});

test('files that are named are read whatever rules say, folders by the rules, nothing twice', async (t) => {
  const folder = await makeFolder(t, {
    '.git/HEAD': '',
    '.gitignore': '*.log\n',
    'src/a.ts': 'a',
    'src/b.log': 'b',
    'src/deep/c.ts': 'c',
    'build.log': 'd',
    'other.ts': 'e',
    'lib/x.log': '',
  });
  const selected = ['build.log', 'src', 'src/a.ts', 'src/deep', 'lib'];
  const context = await readSelectedContext(folder, selected, 'five');
  assert.deepEqual(
    context.items.map((item) => item.path),
    ['build.log', 'src/a.ts', 'src/deep/c.ts'],
  );
  assert.deepEqual(
    context.skipped.map((each) => each.path),
    ['lib/x.log', 'src/b.log'],
  );
  assert.equal(context.label, 'five');
});
