import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UnreadableFile } from '../core/errors.ts';
import type { RunEvent, RunStarted, StoredEvent } from '../core/events.ts';
import { codeOf, explainFault, explainUnread, type RunFault } from './fault.ts';
import { type RunFolder, runFolderAt } from './runFolder.ts';
import { isLocked } from './runLock.ts';
import { readRunFolder } from './runReading.ts';
import { textFields } from './storedEvent.ts';
import type { RunSummary } from './storedShapes.ts';
import { readTextFile } from './textFile.ts';

/** A run's folder read to the last text. */
export interface WholeRun {
  readonly folder: RunFolder;
  /** The root's; its question whole. */
  readonly started: RunEvent & RunStarted;
  /** In order, with all texts in place; what is damaged is left out. */
  readonly events: readonly RunEvent[];
  /** Those that it was last asked of. */
  readonly models: RunStarted['models'];
  readonly summary: RunSummary;
  /** The process that it belongs to lives: it is still being written. */
  readonly isRunning: boolean;
  /** What couldn't be read of it; none where it is as it was written. */
  readonly faults: readonly RunFault[];
}

/**
 * Reads the run whose folder a person named, wherever it stands; one whose process is gone gets its
 * end written, status `interrupted`. Rejects with UnreadableFile, in a sentence, for what is no
 * folder of a run, is damaged from its first line on, or was written by a later version.
 */
export async function readWholeRun(named: string): Promise<WholeRun> {
  const folder = await findRunFolder(named);
  const reading = await readRunFolder(folder, false).catch((cause: unknown) => {
    if (codeOf(cause) !== 'ENOENT') throw new UnreadableFile(named, explainFault(cause));
    throw new UnreadableFile(named, notAFolderOfARun);
  });
  const faults = [...reading.faults];
  const texts = new TextsOf(folder, faults);
  const events: RunEvent[] = [];
  for (const event of reading.events) events.push(await texts.putInto(event));
  if (events.length === 0 && faults.length === 0) {
    throw new UnreadableFile(named, 'it was cut off before anything of the run was recorded');
  }
  const [started] = events;
  if (started?.type !== 'run.started' || started.run !== '') {
    throw new UnreadableFile(named, "its record is damaged: the run's beginning is missing");
  }
  return {
    folder,
    started,
    events,
    models: lastModels(started, events),
    summary: { ...reading.tally.summary(), runId: started.runId },
    isRunning: await isLocked(folder.lock),
    faults,
  };
}

const notAFolderOfARun = 'it is not the folder of a run, which has a file "events.jsonl"';

function lastModels(started: RunStarted, events: readonly RunEvent[]): RunStarted['models'] {
  const resumed = events.findLast(({ type, run }) => type === 'run.resumed' && run === '');
  return resumed?.type === 'run.resumed' ? resumed.models : started.models;
}

/** What a person names may be a link; in a run's folder none is followed. */
async function findRunFolder(named: string): Promise<RunFolder> {
  const folder = await realpath(path.resolve(named)).catch((cause: unknown) => {
    throw new UnreadableFile(named, explainUnread(cause));
  });
  if (!(await lstat(folder)).isDirectory()) throw new UnreadableFile(named, notAFolderOfARun);
  return runFolderAt(folder);
}

/** The long texts of one run, each read once. */
class TextsOf {
  readonly #run: RunFolder;
  readonly #faults: RunFault[];
  readonly #read = new Map<string, string | null>();

  constructor(run: RunFolder, faults: RunFault[]) {
    this.#run = run;
    this.#faults = faults;
  }

  /** The event as it happened; a text that is lost stays as short as it stands in the event. */
  async putInto({ refs, ...event }: StoredEvent): Promise<RunEvent> {
    const whole: Partial<Record<string, string>> = {};
    for (const field of textFields) {
      const sha256 = refs?.[field]?.sha256;
      const text = sha256 === undefined ? null : await this.#text(sha256);
      if (text !== null) whole[field] = text;
    }
    return { ...event, ...whole } as RunEvent;
  }

  async #text(sha256: string): Promise<string | null> {
    const known = this.#read.get(sha256);
    if (known !== undefined) return known;
    const text = await readTextFile(this.#run, sha256).catch((cause: unknown) => {
      const why = explainUnread(cause);
      const sentence = `A text of run ${this.#run.runId} (${sha256}) can't be read: ${why}.`;
      this.#faults.push({ sentence, cause });
      return null;
    });
    this.#read.set(sha256, text);
    return text;
  }
}
