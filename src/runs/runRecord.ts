import { type FileHandle, mkdir, open, rename, writeFile } from 'node:fs/promises';
import type { RunEvent, StoredEvent } from '../core/events.ts';
import { explainFault, type FaultReporter } from './fault.ts';
import { fileMode, folderMode, locateText, type RunFolder } from './runFolder.ts';
import { releaseLock, takeLock } from './runLock.ts';
import { RunTally } from './runSummary.ts';
import { type KeptText, shortenEvent } from './storedEvent.ts';

/** The record of a run in progress, which belongs to this process. */
export interface RunRecord {
  /**
   * The event's stored form, at once; its way to the disk is queued, in order. `model.delta` passes
   * through and is not kept. Never throws because of the disk.
   */
  append(event: RunEvent): StoredEvent;
  /** Resolves when everything is on the disk, or can't be; the run is no longer this process's. */
  close(): Promise<void>;
}

interface Entry {
  readonly event: StoredEvent;
  readonly line: Buffer;
  readonly texts: readonly KeptText[];
}

// What waits for a failing disk is kept up to this; beyond, the record ends where it is.
const mostWaitingBytes = 64 * 1024 * 1024;

/** Writes one run's folder. What couldn't be written is tried again with the next event. */
export class RunWriter implements RunRecord {
  readonly #run: RunFolder;
  readonly #report: FaultReporter;
  readonly #onClosed: () => void;
  readonly #tally: RunTally;
  readonly #kept = new Set<string>();
  #waiting: Entry[] = [];
  #waitingBytes = 0;
  #handle: FileHandle | null = null;
  #folderMade = false;
  /** Where the next line goes: a line that broke off is written over. */
  #position = 0;
  #draining: Promise<void> | null = null;
  #faulted = false;
  #abandoned = false;
  #closed: Promise<void> | null = null;

  constructor(run: RunFolder, report: FaultReporter, onClosed: () => void) {
    this.#run = run;
    this.#report = report;
    this.#onClosed = onClosed;
    this.#tally = new RunTally(run.runId);
  }

  /** Makes the folder; rejects with node's error, after which the first event tries again. */
  async open(): Promise<FileHandle> {
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

  get tally(): RunTally {
    return this.#tally;
  }

  /** Events that are not on the disk yet. */
  get unwritten(): readonly StoredEvent[] {
    return this.#waiting.map((entry) => entry.event);
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
    if (this.#abandoned) return stored;
    const line = Buffer.from(`${JSON.stringify(stored)}\n`);
    this.#waiting.push({ event: stored, line, texts });
    this.#waitingBytes += sizeOf({ line, texts });
    if (this.#faulted && this.#waitingBytes > mostWaitingBytes) {
      this.#abandoned = true;
      this.#waiting = [];
    }
    this.#startDraining();
    return stored;
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

  /** Texts before the lines that name them, so that no reader finds a name without its text. */
  async #write(batch: readonly Entry[]): Promise<void> {
    const handle = this.#handle ?? (await this.open());
    for (const { texts } of batch) for (const text of texts) await this.#keep(text);
    const lines = Buffer.concat(batch.map((entry) => entry.line));
    for (let written = 0; written < lines.length; ) {
      const left = lines.length - written;
      const result = await handle.write(lines, written, left, this.#position + written);
      written += result.bytesWritten;
    }
    this.#position += lines.length;
  }

  async #keep({ sha256, bytes }: KeptText): Promise<void> {
    if (this.#kept.has(sha256)) return;
    const file = locateText(this.#run, sha256);
    await writeFile(`${file}.new`, bytes, { mode: fileMode });
    await rename(`${file}.new`, file);
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

function sizeOf(entry: Pick<Entry, 'line' | 'texts'>): number {
  return entry.texts.reduce((sum, text) => sum + text.bytes.length, entry.line.length);
}
