import * as vscode from 'vscode';
import type { RunEvent, RunResult, StoredEvent } from '../../core/events.ts';
import type { RunRequest } from '../../core/scope.ts';
import { afterRecord } from '../../runs/afterRecord.ts';
import type { RunRecord } from '../../runs/runRecord.ts';
import type { RunStore } from '../../runs/runStore.ts';
import { LiveRun } from './liveRun.ts';

/** The engine, as it is handed in: resolves for everything that can go wrong in a run. */
export type AskEngine = (
  request: RunRequest,
  emit: (event: RunEvent) => void,
) => Promise<RunResult>;

export interface Appended {
  readonly run: LiveRun;
  readonly event: StoredEvent;
}

/** ms between two tellings of trees and status bar that something went on. */
const progressInterval = 200;

/** The runs of this window: starts them, records them, tells of them, stops them. */
export class LiveRuns implements vscode.Disposable {
  readonly #store: RunStore;
  readonly #ask: AskEngine;
  readonly #running = new Map<string, { readonly run: LiveRun; readonly record: RunRecord }>();
  readonly #appended = new vscode.EventEmitter<Appended>();
  readonly #progressed = new vscode.EventEmitter<void>();
  readonly #settled = new vscode.EventEmitter<LiveRun>();
  #progressTimer: NodeJS.Timeout | null = null;

  /** Each event of each run, as it is recorded (and `model.delta`). */
  readonly onDidAppend = this.#appended.event;
  /** A run started, went on or ended; at most every 200 ms. */
  readonly onDidProgress = this.#progressed.event;
  /** A run has ended and its record is closed. */
  readonly onDidSettle = this.#settled.event;

  constructor(store: RunStore, ask: AskEngine) {
    this.#store = store;
    this.#ask = ask;
  }

  /** Newest first. */
  get all(): readonly LiveRun[] {
    return [...this.#running.values()].map(({ run }) => run).reverse();
  }

  get(runId: string): LiveRun | undefined {
    return this.#running.get(runId)?.run;
  }

  /** Resolves when the run is on its way; its `outcome` is the result. */
  async start(request: Omit<RunRequest, 'signal'>): Promise<LiveRun> {
    const { runId, question, options } = request;
    const run = new LiveRun({ runId, question, options, label: request.context.label });
    const record = await this.#store.create(
      runId,
      request.follows === undefined ? request.context : null,
    );
    return this.#begin(request, run, record);
  }

  /**
   * Goes on with a run that is over, in its own record. `earlier`: all that is recorded of it. Rejects as
   * RunStore.resume.
   */
  async resume(
    request: Omit<RunRequest, 'signal'>,
    earlier: readonly StoredEvent[],
  ): Promise<LiveRun> {
    const { runId, question, options } = request;
    const record = await this.#store.resume(runId, earlier.at(-1)?.seq ?? 0);
    const run = new LiveRun({ runId, question, options, label: request.context.label });
    for (const event of earlier) run.add(event);
    return this.#begin(request, run, record);
  }

  #begin(request: Omit<RunRequest, 'signal'>, run: LiveRun, record: RunRecord): LiveRun {
    this.#running.set(run.runId, { run, record });
    this.#progress();
    run.settle(this.#execute(request, run, record));
    return run;
  }

  async #execute(
    request: Omit<RunRequest, 'signal'>,
    run: LiveRun,
    record: RunRecord,
  ): Promise<RunResult> {
    try {
      const recorded: RunRequest = {
        ...request,
        signal: run.signal,
        model: afterRecord(request.model, record),
        keepState: (place, state) => record.keepState(place, state),
      };
      return await this.#ask(recorded, (event) => {
        // After the window has let go of its runs, nothing more is recorded.
        if (!this.#running.has(run.runId)) return;
        const stored = record.append(event);
        run.add(stored);
        this.#appended.fire({ run, event: stored });
        if (event.type !== 'model.delta') this.#progress();
      });
    } finally {
      if (this.#running.has(run.runId)) await record.close();
      this.#running.delete(run.runId);
      this.#settled.fire(run);
      this.#progress();
    }
  }

  /**
   * The window goes away: requests in flight are aborted, but not recorded as stopped by the user, so
   * that the runs show as interrupted.
   */
  async release(): Promise<void> {
    const open = [...this.#running.values()];
    this.#running.clear();
    for (const { run } of open) run.stop();
    await Promise.all(open.map(({ record }) => record.close()));
  }

  dispose(): void {
    if (this.#progressTimer !== null) clearTimeout(this.#progressTimer);
    this.#appended.dispose();
    this.#progressed.dispose();
    this.#settled.dispose();
  }

  #progress(): void {
    this.#progressTimer ??= setTimeout(() => {
      this.#progressTimer = null;
      this.#progressed.fire();
    }, progressInterval);
  }
}
