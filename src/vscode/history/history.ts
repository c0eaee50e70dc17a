import * as vscode from 'vscode';
import { filterRuns, parseFilter } from '../../runs/runFilter.ts';
import { type RunOrder, sortRuns } from '../../runs/runOrder.ts';
import type { RunStore } from '../../runs/runStore.ts';
import type { ListedRun } from '../../runs/runSummary.ts';
import { chooseExcess } from '../../runs/sizeLimit.ts';
import { formatBytes } from '../figures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';

export interface HistoryParts {
  readonly runs: LiveRuns;
  readonly store: RunStore;
  /** The runs that are being looked at: the size limit leaves them alone. */
  readonly shown: () => Iterable<string>;
  /** The most that the folder may hold (bytes); throws InvalidOption for a wrong setting. */
  readonly readLimit: () => number;
  /** For the log: what was removed because of the limit. */
  readonly note: (line: string) => void;
  readonly onFailure: (failure: unknown) => void;
}

/** All runs of the folder: those of this window as they stand now, the others as the disk has them. */
export class History implements vscode.Disposable {
  readonly #parts: HistoryParts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #trimmed = new vscode.EventEmitter<readonly ListedRun[]>();
  readonly #subscription: vscode.Disposable;
  /** Kept while nothing ends, since views ask several times a second while something runs. */
  #stored: Promise<ListedRun[]> | null = null;
  #trimming: Promise<void> | null = null;

  /** A run ended, was pinned or deleted, or may have changed on disk. */
  readonly onDidChange = this.#changed.event;
  /** Runs were removed because the history was larger than it may be. */
  readonly onDidTrim = this.#trimmed.event;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
    this.#subscription = parts.runs.onDidSettle(() => {
      this.forget();
      void this.#trim();
    });
  }

  /** In the order of date, unless another is asked for; those running first. */
  async list(order: RunOrder = 'date'): Promise<ListedRun[]> {
    this.#stored ??= this.#parts.store.list();
    const stored = await this.#stored.catch((error: unknown) => {
      this.#stored = null;
      throw error;
    });
    // The first listing shows what there is; what is too much goes after it.
    if (this.#trimming === null) void this.#trim();
    const folders = new Map(stored.map((run) => [run.runId, run]));
    const live = this.#parts.runs.all.map((run) => {
      const { pinned = false, bytes = 0 } = folders.get(run.runId) ?? {};
      folders.delete(run.runId);
      return { ...run.summary(), pinned, bytes };
    });
    return sortRuns([...live, ...folders.values()], order);
  }

  /** Those of the runs that a filter, as it is typed, lets through; in their order. */
  async filter(runs: readonly ListedRun[], text: string): Promise<ListedRun[]> {
    return filterRuns(runs, parseFilter(text), (runId, sha256) =>
      this.#parts.store.readText(runId, sha256),
    );
  }

  async delete(runId: string): Promise<void> {
    await this.#parts.store.delete(runId);
    this.forget();
  }

  async setPinned(runId: string, pinned: boolean): Promise<void> {
    await this.#parts.store.setPinned(runId, pinned);
    this.forget();
  }

  /** Reads the disk anew at the next question. */
  forget(): void {
    this.#stored = null;
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#trimmed.dispose();
  }

  /** One after the other, so that nothing is removed on the word of an older listing. */
  #trim(): Promise<void> {
    const before = this.#trimming ?? Promise.resolve();
    this.#trimming = before.then(() => this.#removeExcess()).catch(this.#parts.onFailure);
    return this.#trimming;
  }

  async #removeExcess(): Promise<void> {
    const { store, shown, readLimit, note } = this.#parts;
    const kept = new Set([...shown(), ...this.#parts.runs.all.map(({ runId }) => runId)]);
    const excess = chooseExcess(await store.list(), readLimit(), kept);
    const removed: ListedRun[] = [];
    for (const run of excess) {
      try {
        await store.delete(run.runId);
        removed.push(run);
        const size = formatBytes(run.bytes);
        const moment = new Date(run.startedAt).toISOString();
        note(
          `Removed for rlm.history.maxMegabytes: ${run.runId}, ${moment}, ${size}: ${run.question}`,
        );
      } catch (failure) {
        this.#parts.onFailure(failure);
      }
    }
    if (removed.length === 0) return;
    this.#trimmed.fire(removed);
    this.forget();
  }
}
