import { lstat } from 'node:fs/promises';
import type { StoredEvent } from '../core/events.ts';
import { type EventFileState, readEventFile } from './eventFile.ts';
import { explainFault, type RunFault } from './fault.ts';
import { expectFolder, openPlain } from './plainFile.ts';
import type { RunFolder } from './runFolder.ts';
import type { FileMark } from './runIndex.ts';
import { claimLock, isLocked, releaseLock } from './runLock.ts';
import { RunTally } from './runSummary.ts';

/** A run's folder, read and where needed repaired. */
export interface RunReading {
  readonly events: readonly StoredEvent[];
  readonly tally: RunTally;
  /** Of the event file, just before it was read. */
  readonly mark: FileMark;
  readonly faults: readonly RunFault[];
}

/** With where a next line goes. */
export interface Pass extends RunReading {
  readonly file: EventFileState;
}

/**
 * Reads a run's events. One that has no end and whose process is gone gets its end written: status
 * `interrupted`. Rejects with NotPlain or node's error when there are no events to read.
 */
export async function readRunFolder(run: RunFolder, isOurs: boolean): Promise<RunReading> {
  const first = await readOnce(run);
  if (isOurs || first.tally.isEmpty || first.tally.isFinished || (await isLocked(run.lock))) {
    return first;
  }
  // Its process may have ended it after the events were read.
  const last = await readOnce(run);
  if (last.tally.isFinished) return last;
  const end = last.tally.interruption();
  try {
    await interrupt(run);
    return await readOnce(run);
  } catch (cause) {
    const sentence = `The end of run ${run.runId} can't be recorded: ${explainFault(cause)}.`;
    last.tally.add(end);
    const faults = [...last.faults, { sentence, cause }];
    return { events: [...last.events, end], tally: last.tally, mark: last.mark, faults };
  }
}

/** Reads a run's events, and changes nothing. Rejects like `readRunFolder`. */
export async function readOnce(run: RunFolder): Promise<Pass> {
  await expectFolder(run.folder);
  const { mtimeMs, size } = await lstat(run.events);
  const tally = new RunTally(run.runId);
  const events: StoredEvent[] = [];
  const file = await readEventFile(run.events, (event) => {
    events.push(event);
    tally.add(event);
  });
  return { events, tally, mark: { mtimeMs, size }, file, faults: describeDamage(run, file) };
}

/** Writes its end, unless another process does, or goes on with the run. */
async function interrupt(run: RunFolder): Promise<void> {
  if (!(await claimLock(run.lock))) return;
  try {
    const { tally, file } = await readOnce(run);
    if (!tally.isFinished) await appendEnd(run, file, tally.interruption());
  } finally {
    await releaseLock(run.lock);
  }
}

async function appendEnd(run: RunFolder, file: EventFileState, end: StoredEvent): Promise<void> {
  const line = Buffer.from(`${file.isOpen ? '\n' : ''}${JSON.stringify(end)}\n`);
  const handle = await openPlain(run.events, 'change');
  try {
    for (let written = 0; written < line.length; ) {
      const left = line.length - written;
      written += (await handle.write(line, written, left, file.end + written)).bytesWritten;
    }
    // What is left of a torn last line.
    await handle.truncate(file.end + line.length);
  } finally {
    await handle.close();
  }
}

const mostLinesNamed = 5;

function describeDamage(run: RunFolder, { damagedLines }: EventFileState): RunFault[] {
  if (damagedLines.length === 0) return [];
  const named = damagedLines.slice(0, mostLinesNamed).join(', ');
  const more = damagedLines.length > mostLinesNamed ? ', ...' : '';
  const sentence =
    `${damagedLines.length} damaged ${damagedLines.length === 1 ? 'line' : 'lines'} ` +
    `of run ${run.runId} (${run.events}: ${named}${more}) can't be read and are left out.`;
  return [{ sentence, cause: new SyntaxError(sentence) }];
}
