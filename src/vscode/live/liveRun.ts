import { deferred } from '../../core/deferred.ts';
import type { ModelDelta, RunEvent, RunResult, StoredEvent } from '../../core/events.ts';
import type { RunOptions } from '../../core/options.ts';
import { RunTally } from '../../runs/runSummary.ts';
import type { RunSummary } from '../../runs/storedShapes.ts';
import { applyEvent, emptyTrajectory } from '../../trajectory/applyEvent.ts';

/** A run of this window, from its start until its record is closed. */
export class LiveRun {
  readonly runId: string;
  readonly question: string;
  /** What its text is called. */
  readonly label: string;
  /** What the views of this window read. */
  readonly trajectory = emptyTrajectory();
  #options: RunOptions;
  readonly #startedAt = Date.now();
  readonly #controller = new AbortController();
  /** Its line of the history. */
  readonly #tally: RunTally;
  /** In memory as well as on disk, so that a page gets them without a gap and without waiting. */
  readonly #events: StoredEvent[] = [];
  /** What each run of the tree has streamed of the reply it is writing. */
  readonly #streams = new Map<string, RunEvent & ModelDelta>();
  readonly #outcome = deferred<RunResult>();

  constructor(start: {
    readonly runId: string;
    readonly question: string;
    readonly label: string;
    readonly options: RunOptions;
  }) {
    this.runId = start.runId;
    this.#options = start.options;
    this.question = start.question;
    this.label = start.label;
    this.#tally = new RunTally(start.runId);
  }

  /** As they stand: the limit of money may have been raised. */
  get options(): RunOptions {
    return this.#options;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolves when the run has ended and its record is closed. */
  get outcome(): Promise<RunResult> {
    return this.#outcome.promise;
  }

  stop(): void {
    this.#controller.abort();
  }

  settle(outcome: Promise<RunResult>): void {
    this.#outcome.resolve(outcome);
  }

  add(event: StoredEvent): void {
    if (event.type === 'model.delta') {
      const before = event.restart ? '' : (this.#streams.get(event.run)?.text ?? '');
      this.#streams.set(event.run, { ...event, text: before + event.text });
      return;
    }
    if (event.type === 'run.resumed' && event.run === '') this.#options = event.options;
    if (event.type === 'budget.raised')
      this.#options = { ...this.#options, maxCostUsd: event.maxCostUsd };
    if (event.type === 'model.replied' || event.type === 'model.failed')
      this.#streams.delete(event.run);
    this.#events.push(event);
    this.#tally.add(event);
    applyEvent(this.trajectory, event);
  }

  /** The record after event `since`; with `streamed`, also what of a reply has come so far. */
  eventsSince(since: number): readonly StoredEvent[] {
    const streamed = [...this.#streams.values()].map((delta) => ({
      ...delta,
      restart: true as const,
    }));
    return [...this.#events.filter(({ seq }) => seq > since), ...streamed];
  }

  summary(): RunSummary {
    const summary = this.#tally.summary();
    if (!this.#tally.isEmpty) return summary;
    return {
      ...summary,
      question: this.question,
      label: this.label,
      startedAt: this.#startedAt,
      rootModel: this.options.rootModel,
    };
  }
}
