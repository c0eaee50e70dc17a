import assert from 'node:assert/strict';
import { rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { openRoots } from '../../../src/mcp/roots.ts';
import { findTexts, type TextArguments } from '../../../src/mcp/texts.ts';
import { makeFolder, unshare } from '../sources/support.ts';

const signal = new AbortController().signal;
const onlyLinks = { skip: process.platform === 'win32' };

/** Below `root`, what is found with `named`; `change` happens between finding and reading. */
async function read(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
  named: TextArguments,
  change: (house: string) => Promise<void> = async () => {},
) {
  const house = await makeFolder(t, files);
  const roots = await openRoots([path.join(house, 'root')]);
  const found = await findTexts(roots, named, {});
  await change(house);
  const { context, notices } = await found.read(signal);
  const texts = context.items.map(({ path: name, text }) => `${name}: ${unshare(text)}`);
  return { kind: context.kind, label: context.label, texts, notices };
}

test('one file is a text, several and folders are a map from their paths', async (t) => {
  const files = { 'root/a/b.log': 'B', 'root/c.log': 'C', 'root/a/d.md': 'D' };
  const one = await read(t, files, { path: 'a/b.log' });
  assert.deepEqual([one.kind, one.label, one.texts], ['string', 'a/b.log', [': B']]);
  for (const [named, texts] of [
    [{ paths: ['c.log', './a/b.log', 'c.log'] }, ['a/b.log: B', 'c.log: C']],
    [{ path: 'a' }, ['a/b.log: B', 'a/d.md: D']],
    [{ paths: ['a', 'a/b.log'] }, ['a/b.log: B', 'a/d.md: D']],
    [{ glob: '*.log' }, ['a/b.log: B', 'c.log: C']],
    [{ glob: '/*.log' }, null],
    [{ glob: 'a/*' }, ['a/b.log: B', 'a/d.md: D']],
    [{ path: '.' }, ['a/b.log: B', 'a/d.md: D', 'c.log: C']],
  ] as const) {
    const reading = read(t, files, named);
    if (texts === null) await assert.rejects(reading, /outside/);
    else assert.deepEqual((await reading).texts, texts, JSON.stringify(named));
  }
});

test('rules of ignore files hold in folders and globs, also those around the root; what is named is read', async (t) => {
  const files = {
    ...{ '.git/HEAD': '', '.gitignore': '*.tmp\n', 'root/.gitignore': 'out/\n' },
    ...{ 'root/a.log': 'A', 'root/b.tmp': 'B', 'root/out/c.log': 'C' },
  };
  const all = await read(t, files, { glob: '**' });
  assert.deepEqual(all.texts, ['.gitignore: out/\n', 'a.log: A']);
  assert.match(all.notices.join(' '), /2 ignored \(b\.tmp, out\/\)/);
  const named = await read(t, files, { paths: ['b.tmp', 'out/c.log'] });
  assert.deepEqual(named.texts, ['b.tmp: B', 'out/c.log: C']);
});

test(
  'a file that became a link to the outside since it was found is not read',
  onlyLinks,
  async (t) => {
    const files = { 'root/a.log': 'mine', 'root/sub/b.log': 'mine', 'secret/b.log': 'SECRET' };
    const linked = async (house: string) => {
      await rm(path.join(house, 'root/a.log'));
      await symlink('../secret/b.log', path.join(house, 'root/a.log'));
      await rename(path.join(house, 'root/sub'), path.join(house, 'sub'));
      await symlink('../secret', path.join(house, 'root/sub'));
    };
    for (const named of [
      { path: 'a.log' },
      { path: 'sub/b.log' },
      { path: 'sub' },
      { paths: ['a.log', 'sub'] },
      { paths: ['a.log', 'sub/b.log'] },
      { glob: '**' },
    ])
      await assert.rejects(
        read(t, files, named, linked),
        /leads outside of what this server may read|is left to ask about/,
        JSON.stringify(named),
      );
  },
);

test('a single binary file is read as text, and it is said', async (t) => {
  const { texts, notices } = await read(t, { 'root/x.bin': 'a\0b' }, { path: 'x.bin' });
  assert.deepEqual(texts, [': a\0b']);
  assert.deepEqual(notices, ['"x.bin" looks like a binary file; it is read as text.']);
});

test('what was not plain UTF-8 is said, and how another encoding is named', async (t) => {
  const file = Buffer.from('ÿþ', 'latin1');
  const text = Buffer.concat([file, Buffer.from('wörter', 'utf16le')]);
  const { texts, notices } = await read(t, { 'root/x.txt': text }, { path: 'x.txt' });
  assert.deepEqual(texts, [': wörter']);
  assert.match(
    notices[0] ?? '',
    /"x\.txt" was read as UTF-16.*--encoding, where the server is started\./,
  );
});
