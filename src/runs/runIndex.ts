import path from 'node:path';
import { codeOf } from './fault.ts';
import { readPlain } from './plainFile.ts';
import type { IndexEntry, RunSummary } from './storedShapes.ts';
import { writeWhole } from './wholeFile.ts';

/** What tells that an event file is still the one that was read. */
export type FileMark = Pick<IndexEntry, 'mtimeMs' | 'size'>;

/** An index of another version is no index: it is made anew. */
const version = 3;
/** Some 100,000 runs. */
const mostBytes = 256 * 1024 * 1024;

/**
 * The summaries of finished runs, so that the history needs no reading of their events. A cache:
 * whatever is missing or damaged in it is read from the run's folder again.
 */
export class RunIndex {
  readonly #file: string;
  #entries = new Map<string, IndexEntry>();
  #isChanged = false;

  constructor(runsFolder: string) {
    this.#file = path.join(runsFolder, 'index.json');
  }

  /** Reads what is there; a missing or damaged file is an empty index. */
  async load(): Promise<void> {
    this.#entries = new Map();
    this.#isChanged = false;
    const { parseIndex } = await import('./storedShapes.ts');
    try {
      this.#entries = parseIndex(
        (await readPlain(this.#file, mostBytes)).toString('utf8'),
        version,
      );
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  /** What is known of the run, if its event file is still the one that it was made from. */
  find(runId: string, mark: FileMark): Pick<IndexEntry, 'summary' | 'bytes'> | null {
    const entry = this.#entries.get(runId);
    if (entry === undefined || entry.mtimeMs !== mark.mtimeMs || entry.size !== mark.size) {
      return null;
    }
    return entry;
  }

  put(mark: FileMark, bytes: number, summary: RunSummary): void {
    const { mtimeMs, size } = mark;
    this.#entries.set(summary.runId, { mtimeMs, size, bytes, summary });
    this.#isChanged = true;
  }

  /** Forgets the runs whose folders are gone. */
  keepOnly(runIds: ReadonlySet<string>): void {
    for (const runId of [...this.#entries.keys()]) {
      if (!runIds.has(runId)) this.#isChanged = this.#entries.delete(runId);
    }
  }

  /** Writes it if it changed, whole or not at all. */
  async save(): Promise<void> {
    if (!this.#isChanged) return;
    const runs = Object.fromEntries(this.#entries);
    await writeWhole(this.#file, JSON.stringify({ version, runs }));
    this.#isChanged = false;
  }
}
