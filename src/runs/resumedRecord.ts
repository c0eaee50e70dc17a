import { ExpectedError, UnreadableFile } from '../core/errors.ts';
import { explainFault, type FaultReporter } from './fault.ts';
import type { RunFolder } from './runFolder.ts';
import { claimLock, releaseLock } from './runLock.ts';
import { readOnce } from './runReading.ts';
import { RunWriter } from './runRecord.ts';

/** A run that can't be gone on with, since a process goes on with it already. */
export class RunGoesOn extends ExpectedError {
  constructor() {
    super('This run still goes on. Stop it, or wait for its end.');
  }
}

/**
 * Goes on with the record of a run whose last event has that number. Rejects with RunGoesOn where another
 * process writes it, or has added to it since; with UnreadableFile where it can't be written.
 */
export async function resumeRecord(
  run: RunFolder,
  lastSeq: number,
  report: FaultReporter,
  onClosed: () => void = () => undefined,
): Promise<RunWriter> {
  const refuse = (cause: unknown) =>
    new UnreadableFile(run.folder, `nothing can be added to it: ${explainFault(cause)}`);
  if (
    !(await claimLock(run.lock).catch((cause: unknown) => {
      throw refuse(cause);
    }))
  ) {
    throw new RunGoesOn();
  }
  try {
    // Nobody else adds to it from here on.
    const { events, tally, file } = await readOnce(run);
    if (events.at(-1)?.seq !== lastSeq) throw new RunGoesOn();
    const writer = new RunWriter(run, { file, tally }, report, onClosed);
    await writer.open();
    return writer;
  } catch (cause) {
    await releaseLock(run.lock);
    throw cause instanceof ExpectedError ? cause : refuse(cause);
  }
}
