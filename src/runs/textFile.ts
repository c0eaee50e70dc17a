import { expectFolder, NotPlain, readPlain } from './plainFile.ts';
import { locateText, type RunFolder } from './runFolder.ts';
import { decodeText, hashBytes } from './storedEvent.ts';

// The longest text that there can be.
const mostBytes = 2 ** 30;

/**
 * A text that stands beside the events of a run. Rejects with InvalidOption for what is no hash, with
 * NotPlain where it isn't what it was, or with node's error.
 */
export async function readTextFile(run: RunFolder, sha256: string): Promise<string> {
  const file = locateText(run, sha256);
  await expectFolder(run.folder);
  await expectFolder(run.texts);
  const bytes = await readPlain(file, mostBytes);
  if (hashBytes(bytes) !== sha256) throw new NotPlain('it is damaged');
  return decodeText(bytes);
}
