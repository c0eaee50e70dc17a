import * as vscode from 'vscode';
import type { RunStore } from '../runs/runStore.ts';
import type { RunSummary } from '../runs/runSummary.ts';
import type { LiveRuns } from './liveRuns.ts';

/** All runs of the folder: those of this window as they stand now, the others as the disk has them. */
export class History implements vscode.Disposable {
  readonly #runs: LiveRuns;
  readonly #store: RunStore;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  /** Kept while nothing ends, since views ask several times a second while something runs. */
  #stored: Promise<RunSummary[]> | null = null;

  /** A run ended, was deleted, or may have changed on disk. */
  readonly onDidChange = this.#changed.event;

  constructor(runs: LiveRuns, store: RunStore) {
    this.#runs = runs;
    this.#store = store;
    this.#subscription = runs.onDidSettle(() => this.forget());
  }

  /** Those running first, then by date. */
  async list(): Promise<RunSummary[]> {
    this.#stored ??= this.#store.list();
    const stored = await this.#stored.catch((error: unknown) => {
      this.#stored = null;
      throw error;
    });
    const live = this.#runs.all.map((run) => run.summary());
    const here = new Set(live.map(({ runId }) => runId));
    const others = stored.filter(({ runId }) => !here.has(runId));
    const rank = ({ status }: RunSummary): number => (status === 'running' ? 0 : 1);
    return [...live, ...others].sort(
      (one, other) => rank(one) - rank(other) || other.startedAt - one.startedAt,
    );
  }

  async delete(runId: string): Promise<void> {
    await this.#store.delete(runId);
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
  }
}
