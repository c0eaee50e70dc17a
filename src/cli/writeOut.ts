import { lstat, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidOption } from '../core/errors.ts';
import { codeOf, explainFault } from '../runs/fault.ts';

/**
 * Writes a file that a person has named, over one of that name, but never into the folder of the run
 * itself, nor over a file that it asked about (`asked`: their paths). Throws InvalidOption.
 */
export async function writeOut(
  file: string,
  text: string,
  runFolder: string,
  asked: readonly string[],
): Promise<void> {
  const refuse = (why: string): InvalidOption =>
    new InvalidOption(`"${file}" can't be written: ${why}.`);
  const within = path.relative(path.resolve(runFolder), path.resolve(file));
  if (!within.startsWith('..') && !path.isAbsolute(within)) {
    throw refuse('it is in the folder of the run, which stays as it is');
  }
  const place = await placeOf(file);
  for (const each of asked) {
    if ((await placeOf(each)) === place) throw refuse('the run asked about it');
  }
  const facts = await lstat(file).catch(() => null);
  if (facts?.isDirectory()) throw refuse('it is a folder');
  if (facts?.isSymbolicLink()) throw refuse('it is a link');
  if (facts !== null && !facts.isFile()) throw refuse('it is no plain file');
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw refuse(codeOf(cause) === 'EACCES' ? 'you have no permission' : explainFault(cause));
  }
}

/** The same for all names of one file. */
function placeOf(file: string): Promise<string> {
  return realpath(file).catch(() => path.resolve(file));
}
