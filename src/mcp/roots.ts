import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidOption, UnreadableFile } from '../core/errors.ts';
import { holdsSecrets } from '../sources/secrets.ts';
import { asUnreadable, whyUnreadable } from '../sources/unreadable.ts';

/** A folder below which files may be read. */
export interface Root {
  /** Where it stands in truth, all links resolved. */
  readonly folder: string;
  /** Where it was said to be; absolute. */
  readonly given: string;
  /** The folder's name, told apart from those of the other roots. */
  readonly name: string;
}

/** A file or folder below a root. */
export interface FoundPath {
  readonly root: Root;
  /** From the root, with `/` and all links resolved; `''`: the root itself. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/** A glob, and the root from which it counts. */
export interface PlacedGlob {
  readonly root: Root;
  readonly glob: string;
}

/** The folders that whoever started the server has opened to its callers, and the way into them. */
export class Roots {
  readonly all: readonly Root[];

  constructor(all: readonly Root[]) {
    this.all = all;
  }

  /**
   * What a caller's path leads to. A relative one counts from the first root in which it leads to
   * anything. Rejects with InvalidOption for what lies outside, may hold secrets or is neither a file nor
   * a folder, with UnreadableFile for what isn't there.
   */
  async find(given: string): Promise<FoundPath> {
    const candidates = given.includes('\0') ? [] : this.#candidates(given);
    if (candidates.length === 0) throw this.#outside(given);
    let leadsOutside = false;
    for (const candidate of candidates) {
      const real = await realpath(candidate).catch(nullWhenMissing(given));
      if (real === null) continue;
      const root = this.all.find(({ folder }) => isInside(folder, real));
      if (root === undefined) leadsOutside = true;
      else return await this.#look(given, candidate, real, root);
    }
    if (leadsOutside) throw this.#outside(given);
    throw new UnreadableFile(given, `it doesn't exist under ${this.#said}`);
  }

  /** From where a caller's glob counts: every root, or the one that it names. Throws InvalidOption. */
  place(given: string): readonly PlacedGlob[] {
    const glob = given.trim();
    const parts = glob.split(/[/\\]/);
    if (parts.includes('..')) throw this.#outside(given);
    const named = this.all.flatMap((root) =>
      [root.folder, root.given]
        .map((folder) => `${withSlashes(folder)}/`)
        .filter((start) => glob.startsWith(start))
        .map((start) => ({ root, glob: `/${glob.slice(start.length)}` })),
    );
    const [first] = named;
    if (first !== undefined) return [first];
    if (path.isAbsolute(glob)) throw this.#outside(given);
    const inNamed = this.all.filter(({ name }) => this.all.length > 1 && parts[0] === name);
    if (inNamed.length === 0) return this.all.map((root) => ({ root, glob }));
    return inNamed.map((root) => ({ root, glob: `/${parts.slice(1).join('/')}` }));
  }

  /** How a file below a root is called: as `find` finds it again. */
  nameOf(root: Root, file: string): string {
    return this.all.length === 1 ? file : file === '' ? root.name : `${root.name}/${file}`;
  }

  /** Where the path may lead, without a look at the disk; nothing outside of the roots. */
  #candidates(given: string): readonly string[] {
    const [first, ...rest] = given.split(/[/\\]/);
    const all = this.all.flatMap(({ folder, given: said, name }) => {
      const inNamed = name === first ? [path.resolve(folder, ...rest)] : [];
      // An absolute path may name the root as it was given, by a link.
      const resolved = path.resolve(folder, given);
      return [resolved, ...inNamed].filter(
        (each) => isInside(folder, each) || isInside(said, each),
      );
    });
    return [...new Set(all)];
  }

  async #look(given: string, candidate: string, real: string, root: Root): Promise<FoundPath> {
    const facts = await stat(real).catch((cause: unknown) => {
      throw asUnreadable(given, cause);
    });
    const file = withSlashes(path.relative(root.folder, real));
    // On Windows what follows a colon is another stream of the file, under another name.
    const isPlain = facts.isFile() && !file.includes(path.sep === '\\' ? ':' : '\0');
    if (!isPlain && !facts.isDirectory())
      throw new InvalidOption(`"${given}" is neither a plain file nor a folder.`);
    if (isPlain && [candidate, real].some((each) => holdsSecrets(withSlashes(each))))
      throw new InvalidOption(`"${given}" may hold secrets: this server never reads such files.`);
    return { root, path: file, kind: isPlain ? 'file' : 'folder' };
  }

  #outside(given: string): InvalidOption {
    return new InvalidOption(
      `"${given}" is outside of what this server may read: ${this.#said}. Only its command line (--root) can open other folders.`,
    );
  }

  get #said(): string {
    return this.all.map(({ given }) => given).join(', ');
  }
}

/** Opens the folders that the command line names. Rejects with InvalidOption for what is none. */
export async function openRoots(folders: readonly string[]): Promise<Roots> {
  const opened: Omit<Root, 'name'>[] = [];
  for (const each of folders) {
    const given = path.resolve(each);
    const folder = await realpath(given).catch((cause: unknown) => {
      throw new InvalidOption(`--root "${each}" can't be read: ${whyUnreadable(cause)}.`);
    });
    if (!(await stat(folder)).isDirectory()) {
      throw new InvalidOption(`--root "${each}" is a file: it takes a folder.`);
    }
    opened.push({ folder, given });
  }
  // What stands in another one, or is the same, would be found twice.
  const outer = opened.filter(
    ({ folder }, index) =>
      !opened.some(
        (other, at) =>
          at !== index && isInside(other.folder, folder) && (other.folder !== folder || at < index),
      ),
  );
  const names = new Map<string, number>();
  return new Roots(
    outer.map((root) => {
      const name = path.basename(root.folder) || 'root';
      const earlier = names.get(name) ?? 0;
      names.set(name, earlier + 1);
      return { ...root, name: earlier === 0 ? name : `${name} (${earlier + 1})` };
    }),
  );
}

/** Whether a path is that of a folder or below it, by its words alone. */
export function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function withSlashes(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/** For a path that may lead nowhere; what else goes wrong is told. */
function nullWhenMissing(given: string): (cause: unknown) => null {
  return (cause) => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw asUnreadable(given, cause);
  };
}
