import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileReader } from './fileReader.ts';

/** What stands in the folder of a run, and beside such folders. */
const eventsName = 'events.jsonl';
const indexName = 'index.json';

/** A reader of the disk that doesn't list the runs kept in `runsFolder`; all else there is text like any other. */
export function withoutRuns(reader: FileReader, runsFolder: string): FileReader {
  return {
    ...reader,
    async list(folder) {
      const entries = await reader.list(folder);
      if (!(await isSame(folder, runsFolder))) return entries;
      const runs = await Promise.all(
        entries.map(
          ({ name, kind }) => kind === 'folder' && holds(path.join(folder, name, eventsName)),
        ),
      );
      return entries.filter(
        ({ name }, index) => !runs[index] && !(name === indexName && runs.includes(true)),
      );
    },
  };
}

async function holds(file: string): Promise<boolean> {
  // What can't be looked at is told when it is read.
  return stat(file).then(
    (facts) => facts.isFile(),
    () => false,
  );
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((each) => stat(each).catch(() => null)));
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
}
