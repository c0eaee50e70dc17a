import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { InvalidOption, UnreadableFile } from '../core/errors.ts';
import type { StoredEvent } from '../core/events.ts';
import { codeOf, explainFault, explainUnread, type FaultReporter, type RunFault } from './fault.ts';
import { exists, measureRun, summariseDamaged } from './folderFacts.ts';
import type { KeptFrom } from './keptContext.ts';
import { expectFolder, openPlain } from './plainFile.ts';
import { RunGoesOn, resumeRecord } from './resumedRecord.ts';
import { folderMode, hashOf, isRunId, locateRun, type RunFolder } from './runFolder.ts';
import { RunIndex } from './runIndex.ts';
import { isLocked } from './runLock.ts';
import { readRunFolder } from './runReading.ts';
import { type RunRecord, RunWriter } from './runRecord.ts';
import type { ListedRun } from './runSummary.ts';
import { decodeText } from './storedEvent.ts';
import { readTextFile } from './textFile.ts';

export interface RunStoreOptions {
  /** Told once a run and fault; without it they become warnings of the process. */
  readonly onFault?: FaultReporter;
}

/**
 * The runs on disk: a folder each, named by its id, with `events.jsonl`, `texts/<sha256>.txt` and,
 * while it runs, `lock`; `pinned` in those that a person keeps. `index.json` beside them is a cache of the summaries.
 */
export class RunStore {
  readonly #folder: string;
  readonly #index: RunIndex;
  readonly #onFault: FaultReporter;
  readonly #open = new Map<string, RunWriter>();
  readonly #reported = new Set<string>();
  #listing: Promise<unknown> = Promise.resolve();
  #deletions = 0;

  constructor(folder: string, options: RunStoreOptions = {}) {
    this.#folder = folder;
    this.#index = new RunIndex(folder);
    this.#onFault = options.onFault ?? ((sentence) => process.emitWarning(sentence));
  }

  /**
   * Begins the record of a run, which belongs to this process until it is closed. Rejects with
   * InvalidOption when the id can't name a folder or is taken; a failing disk is reported instead,
   * and the record then keeps trying. `from`: the text asked about, of which the folder keeps what it takes
   * to go on with the run later, or the folder of the run in whose REPL this one goes on.
   */
  async create(runId: string, from: KeptFrom = null): Promise<RunRecord> {
    const run = locateRun(this.#folder, runId);
    if (this.#open.has(runId)) throw new InvalidOption(`There is a run "${runId}" already.`);
    const writer = new RunWriter(run, from, this.#onFault, () => this.#open.delete(runId));
    this.#open.set(runId, writer);
    try {
      await mkdir(this.#folder, { recursive: true, mode: folderMode });
      await writer.open();
    } catch (cause) {
      if (codeOf(cause) === 'EEXIST' && (await exists(run.folder))) {
        this.#open.delete(runId);
        throw new InvalidOption(`There is a run "${runId}" already.`);
      }
      writer.fault(cause);
    }
    return writer;
  }

  /**
   * Goes on with the record of a run that ended early or was cut off; it belongs to this process until it
   * is closed. `lastSeq`: the number of its last event. Rejects with RunGoesOn where another process has
   * it, or has added to it since that was read.
   */
  async resume(runId: string, lastSeq: number): Promise<RunRecord> {
    if (this.#open.has(runId)) throw new RunGoesOn();
    const run = locateRun(this.#folder, runId);
    const writer = await resumeRecord(run, lastSeq, this.#onFault, () => this.#open.delete(runId));
    this.#open.set(runId, writer);
    return writer;
  }

  /**
   * All runs, the latest first. Reads the events of those alone that changed since the last time.
   * A run whose window is gone gets its end written, status `interrupted`; a folder without events
   * that can be read is listed as `damaged`.
   */
  async list(): Promise<ListedRun[]> {
    // One after the other: they share the index.
    const listing = this.#listing.then(() => this.#list());
    this.#listing = listing.catch(() => undefined);
    return listing;
  }

  /**
   * The events of a run after number `since` (0: all), those included that are still on their way
   * to the disk. Damaged lines are left out and reported. Rejects with UnreadableFile when there is
   * no such run.
   */
  async read(runId: string, since = 0): Promise<StoredEvent[]> {
    const run = locateRun(this.#folder, runId);
    const writer = this.#open.get(runId);
    await writer?.flush();
    // Taken before the file is read: what is written meanwhile is then found twice, never missed.
    const unwritten = writer?.unwritten ?? [];
    let events: readonly StoredEvent[] = [];
    if (writer === undefined || (await exists(run.events))) {
      const reading = await readRunFolder(run, writer !== undefined).catch((cause: unknown) => {
        const why = explainUnread(cause);
        throw new UnreadableFile(`run ${runId}`, why);
      });
      this.#reportAll(reading.faults);
      events = reading.events;
    }
    const last = events.at(-1)?.seq ?? 0;
    return [...events, ...unwritten.filter((event) => event.seq > last)].filter(
      (event) => event.seq > since,
    );
  }

  /** Where a run is kept, or would be. */
  folderOf(runId: string): string {
    return locateRun(this.#folder, runId).folder;
  }

  /** A text that an event's `refs` names. Rejects with UnreadableFile when it is gone or damaged. */
  async readText(runId: string, sha256: string): Promise<string> {
    const run = locateRun(this.#folder, runId);
    const unwritten = this.#open.get(runId)?.unwrittenText(sha256);
    if (unwritten !== undefined) return decodeText(unwritten);
    return await readTextFile(run, sha256).catch((cause: unknown) => {
      if (cause instanceof InvalidOption) throw cause;
      const why = explainUnread(cause);
      throw new UnreadableFile(`a text of run ${runId}`, why);
    });
  }

  /** The hashes of all texts that are kept beside a run's events, in no order. */
  async textHashes(runId: string): Promise<readonly string[]> {
    const run = locateRun(this.#folder, runId);
    const unwritten = this.#open.get(runId)?.unwrittenTexts ?? [];
    const names = await readdir(run.texts).catch((cause: unknown) => {
      // A run whose texts are all short has no folder for long ones.
      if (codeOf(cause) === 'ENOENT') return [];
      throw new UnreadableFile(`the texts of run ${runId}`, explainFault(cause));
    });
    return [...new Set([...names.flatMap(hashOf), ...unwritten])];
  }

  /**
   * Removes a run and its texts; one that is not there is as good as removed. Rejects with
   * InvalidOption while it runs, here or in another window.
   */
  async delete(runId: string): Promise<void> {
    const run = locateRun(this.#folder, runId);
    if (this.#open.has(runId) || (await isLocked(run.lock))) {
      throw new InvalidOption('This run is still going on. Stop it before you delete it.');
    }
    // Out of the way in one step: a deletion that breaks off leaves no half of a run.
    this.#deletions += 1;
    const removed = path.join(
      this.#folder,
      `${deletedPrefix}${runId}-${process.pid}-${this.#deletions}`,
    );
    try {
      await rename(run.folder, removed);
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return;
      throw new UnreadableFile(`run ${runId}`, explainFault(cause));
    }
    await this.#sweep(await readdir(this.#folder));
  }

  /**
   * Keeps a run whatever the history's size, or no more. It is noted in the run's folder. Rejects
   * with UnreadableFile when there is no such run or its folder is protected.
   */
  async setPinned(runId: string, pinned: boolean): Promise<void> {
    const { folder, pin } = locateRun(this.#folder, runId);
    try {
      await expectFolder(folder);
      if (pinned) await (await openPlain(pin, 'make')).close();
      else await rm(pin, { force: true });
    } catch (cause) {
      throw new UnreadableFile(`run ${runId}`, explainFault(cause));
    }
  }

  /** Removes what is left of deleted runs, those included whose deletion broke off. */
  async #sweep(names: readonly string[]): Promise<void> {
    for (const name of names.filter((each) => each.startsWith(deletedPrefix))) {
      await rm(path.join(this.#folder, name), { recursive: true, force: true }).catch((cause) =>
        this.#reportFault("What is left of a deleted run can't be removed", cause),
      );
    }
  }

  async #list(): Promise<ListedRun[]> {
    const runIds = await this.#findRuns();
    await this.#index
      .load()
      .catch((cause) => this.#reportFault("The index of runs can't be read", cause));
    const summaries: ListedRun[] = [];
    for (let start = 0; start < runIds.length; start += runsAtOnce) {
      const batch = runIds.slice(start, start + runsAtOnce);
      const found = await Promise.all(
        batch.map((runId) => this.#look(locateRun(this.#folder, runId))),
      );
      summaries.push(...found.filter((summary) => summary !== null));
    }
    this.#index.keepOnly(new Set(runIds));
    await this.#index
      .save()
      .catch((cause) => this.#reportFault("The index of runs can't be kept", cause));
    return summaries.sort((a, b) => b.startedAt - a.startedAt || (a.runId < b.runId ? 1 : -1));
  }

  async #findRuns(): Promise<string[]> {
    try {
      const entries = await readdir(this.#folder, { withFileTypes: true });
      await this.#sweep(entries.map(({ name }) => name));
      const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      return folders.filter(isRunId);
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return [];
      throw new UnreadableFile('the history of runs', explainFault(cause));
    }
  }

  /** Null for a folder that holds nothing: a run that is just beginning, or a shell. */
  async #look(run: RunFolder): Promise<ListedRun | null> {
    const { runId } = run;
    const writer = this.#open.get(runId);
    const pinned = await exists(run.pin).catch(() => false);
    if (writer !== undefined) {
      return writer.tally.isEmpty ? null : { ...writer.tally.summary(), pinned, bytes: 0 };
    }
    let cause: unknown = null;
    try {
      const known = this.#index.find(runId, await lstat(run.events));
      if (known !== null) return { ...known.summary, pinned, bytes: known.bytes };
      const { tally, mark, faults } = await readRunFolder(run, false);
      this.#reportAll(faults);
      const bytes = await measureRun(run);
      if (tally.isFinished) this.#index.put(mark, bytes, tally.summary());
      if (!tally.isEmpty) return { ...tally.summary(), pinned, bytes };
    } catch (error) {
      cause = error;
    }
    const bytes = await measureRun(run);
    const damaged = await summariseDamaged(run, bytes, cause);
    if (damaged === null) return null;
    this.#reportFault(`Run ${runId} can't be read`, cause ?? new Error('it has no events'));
    return { ...damaged, pinned, bytes };
  }

  #reportFault(what: string, cause: unknown): void {
    this.#reportAll([{ sentence: `${what}: ${explainFault(cause)}.`, cause }]);
  }

  #reportAll(faults: readonly RunFault[]): void {
    for (const { sentence, cause } of faults) {
      if (this.#reported.has(sentence)) continue;
      this.#reported.add(sentence);
      this.#onFault(sentence, cause);
    }
  }
}

// Folders on their way out; also those of a deletion that broke off.
const deletedPrefix = '.deleted-';

// Files open at a time while the index is rebuilt.
const runsAtOnce = 16;
