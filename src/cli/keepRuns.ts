import { access, constants, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidOption } from '../core/errors.ts';
import { explainFault } from '../runs/fault.ts';
import { exists } from '../runs/folderFacts.ts';
import { folderMode, runFolderAt } from '../runs/runFolder.ts';

/**
 * Makes the folder that runs are kept in, for its owner alone where it isn't there; resolves to where it
 * is. Throws InvalidOption where nothing can be kept there.
 */
export async function prepareKeepFolder(named: string): Promise<string> {
  const refuse = (why: string) => new InvalidOption(`The run can't be kept in "${named}": ${why}.`);
  try {
    await mkdir(named, { recursive: true, mode: folderMode });
    await access(named, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const isFile = await stat(named).then(
      (facts) => !facts.isDirectory(),
      () => false,
    );
    throw refuse(isFile ? 'it is no folder' : explainFault(cause));
  }
  const folder = await realpath(path.resolve(named));
  if (await exists(runFolderAt(folder).events)) {
    throw refuse('it is the folder of a run; name the one that it stands in, or another');
  }
  return folder;
}
