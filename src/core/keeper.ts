import type { Context } from './context.ts';
import type { Environment, EnvironmentOptions } from './environment.ts';
import type { PaidAnswers } from './paidCalls.ts';
import type { Clock } from './parts.ts';

/** A question of the user's and what a run answered. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/** What a run leaves to one that follows it up. */
export interface KeptRun {
  readonly environment: Environment;
  readonly context: Context;
  /** What the REPL was made with: it can't get others. */
  readonly limits: Omit<EnvironmentOptions, 'seed'>;
  /** Of the run and of those it followed up, oldest first. */
  readonly exchanges: readonly Exchange[];
  /** What was paid already. */
  readonly paid: PaidAnswers;
}

/** What a follow-up starts from; without an environment the REPL could not be had, and begins empty. */
export interface EarlierRun extends Omit<KeptRun, 'environment'> {
  readonly environment: Environment | null;
}

interface Entry {
  run: KeptRun;
  /** Its worker waits for a follow-up; forgotten otherwise. */
  stopTimer: (() => void) | null;
  /** Of the state alone. */
  stateBytes: number;
}

/** How much is kept for follow-ups. */
export interface KeeperBounds {
  /** ms for which a REPL is kept as it is, its worker waiting. */
  readonly liveMs: number;
  /** REPLs kept as they are; of the others, the state and the text. */
  readonly live: number;
  readonly runs: number;
  /** Of states and texts together, where no worker waits. */
  readonly bytes: number;
}

const usualBounds: KeeperBounds = {
  liveMs: 15 * 60_000,
  live: 2,
  runs: 20,
  bytes: 512 * 1_048_576,
};

/**
 * Keeps the REPLs of runs that have ended, for follow-up questions. A follow-up takes the REPL as it
 * is, or its state where it was taken already: what one follow-up does never shows in another of the
 * same run.
 */
export class Keeper {
  readonly #after: Clock['after'];
  readonly #bounds: KeeperBounds;
  /** By run, oldest first. */
  readonly #entries = new Map<string, Entry>();
  #isClosed = false;

  constructor(after: Clock['after'], bounds = usualBounds) {
    this.#after = after;
    this.#bounds = bounds;
  }

  has(runId: string): boolean {
    return this.#entries.has(runId);
  }

  /** Takes a run over that has ended, its environment included. */
  async keep(runId: string, run: KeptRun): Promise<void> {
    if (this.#isClosed) return run.environment.dispose();
    // Nobody could say which of two of that name is meant.
    while (this.#entries.has(runId)) await this.#forget(runId);
    // It may have been closed meanwhile.
    if (this.#isClosed) return run.environment.dispose();
    const entry: Entry = { run, stopTimer: null, stateBytes: 0 };
    entry.stopTimer = this.#after(this.#bounds.liveMs, () => void this.#rest(entry));
    this.#entries.set(runId, entry);
    const live = [...this.#entries.values()].filter(({ stopTimer }) => stopTimer !== null);
    const surplus = Math.max(0, live.length - this.#bounds.live);
    await Promise.all(live.slice(0, surplus).map((older) => this.#rest(older)));
  }

  /** What a follow-up of that run starts from, which is its own from now on; null when it is gone. */
  take(runId: string): KeptRun | null {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return null;
    const { run, stopTimer } = entry;
    const copy = run.environment.fork();
    if (stopTimer === null) return { ...run, environment: copy };
    entry.run = { ...run, environment: copy };
    void this.#rest(entry);
    return run;
  }

  /** Ends the oldest worker that waits for a follow-up; false when there is none. */
  makeRoom(): boolean {
    const oldest = [...this.#entries.values()].find(({ stopTimer }) => stopTimer !== null);
    if (oldest === undefined) return false;
    void this.#rest(oldest);
    return true;
  }

  async dispose(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#entries.keys()].map((runId) => this.#forget(runId)));
  }

  async #forget(runId: string): Promise<void> {
    const entry = this.#entries.get(runId);
    this.#entries.delete(runId);
    entry?.stopTimer?.();
    await entry?.run.environment.dispose();
  }

  async #rest(entry: Entry): Promise<void> {
    entry.stopTimer?.();
    entry.stopTimer = null;
    entry.stateBytes = await entry.run.environment.rest();
    await this.#prune();
  }

  /** Forgets the oldest of those at rest until the others are within the bounds. */
  async #prune(): Promise<void> {
    for (const [runId, { stopTimer }] of this.#entries) {
      const resting = [...this.#entries.values()].filter((entry) => entry.stopTimer === null);
      const { runs, bytes } = this.#bounds;
      if (resting.length <= runs && bytesOf(resting) <= bytes) return;
      if (stopTimer === null) await this.#forget(runId);
    }
  }
}

/** A text that several runs asked about is there once. */
function bytesOf(entries: readonly Entry[]): number {
  const texts = new Set(
    entries.flatMap(({ run }) => run.context.items.map(({ text }) => text.units)),
  );
  const states = entries.reduce((sum, { stateBytes }) => sum + stateBytes, 0);
  return [...texts].reduce((sum, { byteLength }) => sum + byteLength, states);
}
