import { type FileHandle, mkdir, open } from 'node:fs/promises';
import type { RunEvent, StoredEvent } from '../core/events.ts';
import type { CellPlace } from '../core/recording.ts';
import type { EventFileState } from './eventFile.ts';
import { explainFault, type FaultReporter } from './fault.ts';
import { type KeptFrom, keepContext } from './keptContext.ts';
import { keepState } from './keptStates.ts';
import { openPlain } from './plainFile.ts';
import { fileMode, folderMode, locateText, type RunFolder } from './runFolder.ts';
import { releaseLock, takeLock } from './runLock.ts';
import { RunTally } from './runSummary.ts';
import { type KeptText, shortenEvent } from './storedEvent.ts';
import { writeWhole } from './wholeFile.ts';

/** The record of a run in progress, which belongs to this process. */
export interface RunRecord {
  /**
   * The event's stored form, at once; its way to the disk is queued, in order. `model.delta` passes
   * through and is not kept. Never throws because of the disk.
   */
  append(event: RunEvent): StoredEvent;
  /** The state of a REPL after a cell, for a run that is resumed; its way to the disk is queued too. */
  keepState(place: CellPlace, state: Uint8Array): void;
  /** Resolves when what was appended so far is on the disk, or can't be. */
  flush(): Promise<void>;
  /** Resolves when everything is on the disk, or can't be; the run is no longer this process's. */
  close(): Promise<void>;
}

/** An event on its way to the disk, or a state. */
interface Entry {
  readonly event: StoredEvent | null;
  /** Empty for a state. */
  readonly line: Buffer;
  readonly texts: readonly KeptText[];
  readonly state?: { readonly place: CellPlace; readonly bytes: Uint8Array };
}

/** Where the record of a run ends that goes on. */
export interface RecordEnd {
  readonly file: EventFileState;
  readonly tally: RunTally;
}

// What waits for a failing disk is kept up to this; beyond, the record ends where it is.
const mostWaitingBytes = 64 * 1024 * 1024;

/** Writes one run's folder. What couldn't be written is tried again with the next event. */
export class RunWriter implements RunRecord {
  readonly #run: RunFolder;
  /** What of it is still to be kept. */
  #context: KeptFrom;
  readonly #report: FaultReporter;
  readonly #onClosed: () => void;
  readonly #tally: RunTally;
  readonly #kept = new Set<string>();
  #waiting: Entry[] = [];
  #waitingBytes = 0;
  #handle: FileHandle | null = null;
  #folderMade = false;
  /** Null where the record begins with the run. */
  readonly #resumed: EventFileState | null;
  /** Where the next line goes: a line that broke off is written over. */
  #position = 0;
  #draining: Promise<void> | null = null;
  #faulted = false;
  #abandoned = false;
  #closed: Promise<void> | null = null;

  /**
   * `from`: the text asked about, of which the folder keeps what it takes to have it again, null for none
   * of that; or where the record ended that goes on.
   */
  constructor(
    run: RunFolder,
    from: KeptFrom | RecordEnd,
    report: FaultReporter,
    onClosed: () => void,
  ) {
    const resumed = from !== null && 'tally' in from ? from : null;
    this.#run = run;
    this.#resumed = resumed?.file ?? null;
    this.#context = from === null || 'tally' in from ? null : from;
    this.#report = report;
    this.#onClosed = onClosed;
    this.#tally = resumed?.tally ?? new RunTally(run.runId);
  }

  /** Makes the folder; rejects with node's error, after which the first event tries again. */
  async open(): Promise<FileHandle> {
    if (this.#resumed !== null) return await this.#reopen(this.#resumed);
    if (!this.#folderMade) {
      await mkdir(this.#run.folder, { mode: folderMode });
      this.#folderMade = true;
    }
    await mkdir(this.#run.texts, { recursive: true, mode: folderMode });
    // The lock first: events without one are those of a run whose window is gone.
    await takeLock(this.#run.lock);
    this.#handle ??= await open(this.#run.events, 'wx', fileMode);
    return this.#handle;
  }

  /** The lock is taken already. */
  async #reopen({ end, isOpen }: EventFileState): Promise<FileHandle> {
    if (this.#handle !== null) return this.#handle;
    await mkdir(this.#run.texts, { recursive: true, mode: folderMode });
    const handle = await openPlain(this.#run.events, 'change');
    try {
      await handle.truncate(end);
      if (isOpen) await handle.write('\n', end);
    } catch (cause) {
      await handle.close();
      throw cause;
    }
    this.#position = isOpen ? end + 1 : end;
    this.#handle = handle;
    return handle;
  }

  get tally(): RunTally {
    return this.#tally;
  }

  /** Events that are not on the disk yet. */
  get unwritten(): readonly StoredEvent[] {
    return this.#waiting.flatMap(({ event }) => (event === null ? [] : [event]));
  }

  /** The bytes of a text that is not on the disk yet. */
  unwrittenText(sha256: string): Buffer | undefined {
    return this.#waiting.flatMap((entry) => entry.texts).find((text) => text.sha256 === sha256)
      ?.bytes;
  }

  /** The hashes of those. */
  get unwrittenTexts(): readonly string[] {
    return this.#waiting.flatMap(({ texts }) => texts.map(({ sha256 }) => sha256));
  }

  append(event: RunEvent): StoredEvent {
    if (event.type === 'model.delta') return event;
    const { stored, texts } = shortenEvent(event);
    if (this.#closed !== null) {
      this.fault(new Error(`"${event.type}" came after the record was closed`));
      return stored;
    }
    this.#tally.add(stored);
    const line = Buffer.from(`${JSON.stringify(stored)}\n`);
    this.#queue({ event: stored, line, texts });
    return stored;
  }

  keepState(place: CellPlace, bytes: Uint8Array): void {
    if (this.#closed !== null) return;
    this.#queue({ event: null, line: Buffer.alloc(0), texts: [], state: { place, bytes } });
  }

  #queue(entry: Entry): void {
    if (this.#abandoned) return;
    this.#waiting.push(entry);
    this.#waitingBytes += sizeOf(entry);
    if (this.#faulted && this.#waitingBytes > mostWaitingBytes) {
      this.#abandoned = true;
      this.#waiting = [];
    }
    this.#startDraining();
  }

  /** Resolves when nothing is on its way to the disk. */
  async flush(): Promise<void> {
    while (this.#draining !== null) await this.#draining;
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  /** Reports the first thing that goes wrong; the run itself goes on. */
  fault(cause: unknown): void {
    if (this.#faulted) return;
    this.#faulted = true;
    this.#report(
      `The run goes on, but its record may be incomplete: ${explainFault(cause)}.`,
      cause,
    );
  }

  #startDraining(): void {
    if (this.#draining === null && this.#waiting.length > 0) this.#draining = this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const batch = [...this.#waiting];
        await this.#write(batch);
        this.#waiting.splice(0, batch.length);
        this.#waitingBytes -= batch.reduce((sum, entry) => sum + sizeOf(entry), 0);
      }
    } catch (cause) {
      this.fault(cause);
    } finally {
      this.#draining = null;
    }
  }

  /** Texts and states before the lines that tell of them, so that no reader finds a name without its text. */
  async #write(batch: readonly Entry[]): Promise<void> {
    const handle = this.#handle ?? (await this.open());
    await this.#keepContext();
    for (const { texts, state } of batch) {
      for (const text of texts) await this.#keep(text);
      if (state !== undefined) await keepState(this.#run, state.place, state.bytes);
    }
    const lines = Buffer.concat(batch.map((entry) => entry.line));
    for (let written = 0; written < lines.length; ) {
      const left = lines.length - written;
      const result = await handle.write(lines, written, left, this.#position + written);
      written += result.bytesWritten;
    }
    this.#position += lines.length;
  }

  /** Before the first event, so that no run that has begun is without. */
  async #keepContext(): Promise<void> {
    if (this.#context === null) return;
    const context = this.#context;
    this.#context = null;
    // Of a run that can't be resumed, the events are worth having all the same.
    await keepContext(this.#run, context).catch((cause: unknown) => this.fault(cause));
  }

  async #keep({ sha256, bytes }: KeptText): Promise<void> {
    if (this.#kept.has(sha256)) return;
    await writeWhole(locateText(this.#run, sha256), bytes);
    this.#kept.add(sha256);
  }

  async #end(): Promise<void> {
    await this.flush();
    this.#startDraining();
    await this.flush();
    try {
      await this.#handle?.close();
      await releaseLock(this.#run.lock);
    } catch (cause) {
      this.fault(cause);
    }
    this.#onClosed();
  }
}

function sizeOf({ texts, line, state }: Entry): number {
  const own = line.length + (state?.bytes.length ?? 0);
  return texts.reduce((sum, text) => sum + text.bytes.length, own);
}
