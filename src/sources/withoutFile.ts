import path from 'node:path';
import type { FileReader } from './fileReader.ts';

/** A reader of the disk in whose folders the file at `hidden` is not listed. */
export function withoutFile(
  reader: FileReader,
  hidden: string,
  isHidden: (file: string) => Promise<boolean>,
): FileReader {
  const name = path.basename(hidden).toLowerCase();
  return {
    ...reader,
    async list(folder) {
      const entries = await reader.list(folder);
      const kept = await Promise.all(
        // Names first: few files are called like it, and each is looked at on the disk.
        entries.map(
          async (entry) =>
            entry.name.toLowerCase() !== name || !(await isHidden(path.join(folder, entry.name))),
        ),
      );
      return entries.filter((_, index) => kept[index]);
    },
  };
}
