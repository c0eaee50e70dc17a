import path from 'node:path';
import type { Context } from '../core/context.ts';
import { UnreadableFile } from '../core/errors.ts';
import type { Recording } from '../core/recording.ts';
import { type ReadAgainOptions, readAskedText, readContextNote } from './askedText.ts';
import { exists } from './folderFacts.ts';
import { readState } from './keptStates.ts';
import { RunGoesOn } from './resumedRecord.ts';
import { readWholeRun, type WholeRun } from './wholeRun.ts';

/** A run as it was kept, with those in whose REPL it went on. */
export interface RecordedRun {
  readonly run: WholeRun;
  readonly recording: Recording;
  /** The run in whose REPL it went on; null: it had one of its own. */
  readonly followed: WholeRun | null;
  /** The first of them, whose text it is. */
  readonly first: WholeRun;
}

/**
 * Reads a run that is to be gone on with: its record, and those of the runs that it followed up. Rejects
 * with UnreadableFile where one of them is damaged, with RunGoesOn while it is written.
 */
export async function readRecordedRun(named: string): Promise<RecordedRun> {
  const run = await readUndamaged(named);
  const chain = [run, ...(await readFollowed(run, new Set([run.started.runId])))];
  const recording = chain.toReversed().reduce<Recording | null>(
    (followed, { folder, events }) => ({
      events,
      state: (place) => readState(folder, place),
      ...(followed !== null && { followed }),
    }),
    null,
  );
  const first = chain.at(-1) ?? run;
  const followed = chain[1] ?? null;
  return { run, recording: recording ?? { events: run.events }, followed, first };
}

/** The text that it asked about, read again. Rejects as `readAskedText`. */
export function readRecordedText(
  { first }: RecordedRun,
  options: ReadAgainOptions,
): Promise<Context> {
  return readAskedText(first.folder, options);
}

async function readUndamaged(named: string): Promise<WholeRun> {
  const run = await readWholeRun(named);
  if (run.isRunning) throw new RunGoesOn();
  const [fault] = run.faults;
  if (fault === undefined) return run;
  const why = fault.sentence.replace(/\.$/, '');
  throw new UnreadableFile(named, `its record is damaged, and nothing goes on from it (${why})`);
}

/** The runs in whose REPL it went on, the nearest first. */
async function readFollowed(run: WholeRun, seen: Set<string>): Promise<readonly WholeRun[]> {
  const { follows } = run.started;
  if (follows === null || follows === undefined) return [];
  const place = await findFollowed(run, follows);
  const isCircle = seen.has(follows);
  if (place === null || isCircle) {
    const why = isCircle
      ? 'it follows itself up'
      : `it is not in ${path.dirname(run.folder.folder)}`;
    throw new UnreadableFile(`run ${follows}, in whose REPL this one went on,`, why);
  }
  seen.add(follows);
  const followed = await readUndamaged(place);
  return [followed, ...(await readFollowed(followed, seen))];
}

/** Where it was then, else beside this one. */
async function findFollowed({ folder }: WholeRun, runId: string): Promise<string | null> {
  const note = await readContextNote(folder);
  const noted = note !== null && 'follows' in note ? [note.follows] : [];
  for (const place of [...noted, path.join(path.dirname(folder.folder), runId)]) {
    if (await exists(place)) return place;
  }
  return null;
}
