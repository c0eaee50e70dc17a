import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunEvent } from '../../core/events.ts';
import { codeOf } from '../fault.ts';
import { readPlain } from '../plainFile.ts';
import { fileMode, locateRun, type RunFolder } from '../runFolder.ts';
import type { RunStore } from '../runStore.ts';
import { mostLogBytes } from './logBound.ts';
import { withoutKeys } from './logKeys.ts';
import { importedEvents } from './officialRun.ts';

/** A run that came from elsewhere, and where it is kept now. */
export interface ImportedRunFolder {
  readonly runId: string;
  readonly folder: string;
}

/**
 * Makes a log of the official implementation a run of the store, whose folder is `runsFolder`. The log
 * is kept beside the events, since they have no place for all of it. Rejects with UnreadableFile for a
 * file that is something else, is broken or of a later version.
 */
export async function importRun(
  { text, name }: { readonly text: string; readonly name: string },
  store: Pick<RunStore, 'create'>,
  runsFolder: string,
): Promise<ImportedRunFolder> {
  const runId = randomUUID();
  const events = await importedEvents(text, name, runId);
  const record = await store.create(runId);
  for (const event of events) record.append(event);
  await record.close();
  const run = locateRun(runsFolder, runId);
  await writeFile(keptLog(run), withoutKeys(text), { mode: fileMode });
  return { runId, folder: run.folder };
}

/**
 * The log that a run came from; null where it came from none, or has gone on since. Rejects with
 * NotPlain or node's error where it can't be read.
 */
export async function readKeptLog(
  run: RunFolder,
  events: readonly RunEvent[],
): Promise<string | null> {
  const text = await readPlain(keptLog(run), mostLogBytes).then(
    (bytes) => bytes.toString('utf8'),
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    },
  );
  if (text === null) return null;
  const { length } = await importedEvents(text, run.runId, run.runId);
  return length === events.length ? text : null;
}

function keptLog({ folder }: RunFolder): string {
  return path.join(folder, 'imported.jsonl');
}
