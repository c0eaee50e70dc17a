import { realpath } from 'node:fs/promises';
import { UnreadableFile } from '../core/errors.ts';
import { diskReader, type FileReader } from '../sources/fileReader.ts';
import { isInside, type Root } from './roots.ts';

/**
 * The disk below a root. Where a path leads is looked at again when it is read: since it was found,
 * somebody may have put a link in its place. Only the ignore rules of the folders around are read from
 * outside.
 */
export function rootReader({ folder }: Root): FileReader {
  const check = async (file: string): Promise<void> => {
    if (isInside(folder, file) && !isInside(folder, await realpath(file)))
      throw new UnreadableFile(file, 'it leads outside of what this server may read');
  };
  return {
    ...diskReader,
    async stat(file) {
      await check(file);
      return diskReader.stat(file);
    },
    async *read(file, signal) {
      await check(file);
      yield* diskReader.read(file, signal);
    },
    async list(listed) {
      await check(listed);
      return diskReader.list(listed);
    },
  };
}
