import type { ExpectedError } from '../errors.ts';
import type { RunEvent } from '../events.ts';
import type { CellPlace, Recording } from '../recording.ts';
import { type RecordedRun, readRecord } from './recordedRun.ts';
import { RunReplay } from './runReplay.ts';

/** What the runs of a tree that goes on have done already, by their record. */
export class TreeReplay {
  readonly events: readonly RunEvent[];
  /** Why the tree can't be rebuilt: it ends with that. */
  failure: ExpectedError | null = null;
  readonly #runs: ReadonlyMap<string, RecordedRun>;
  readonly #recording: Recording;
  readonly #isSilent: boolean;
  readonly #onFailure: () => void;
  readonly #onLive: () => void;

  /**
   * @param own.isSilent nothing goes on behind the record: what would ends the run.
   * @param own.onFailure ends the tree.
   * @param own.onLive told once, when the root does something that isn't recorded.
   */
  constructor(
    recording: Recording,
    own: {
      readonly isSilent: boolean;
      readonly onFailure: () => void;
      readonly onLive: () => void;
    },
  ) {
    this.#recording = recording;
    this.events = recording.events;
    this.#runs = readRecord(recording.events);
    this.#isSilent = own.isSilent;
    this.#onFailure = own.onFailure;
    this.#onLive = own.onLive;
  }

  /** Of the run of that path; null: it isn't recorded. */
  of(path: string): RunReplay | null {
    const record = this.#runs.get(path);
    if (record === undefined) return null;
    return new RunReplay(record, {
      isSilent: this.#isSilent,
      forkedAt: record.start.forks?.iteration ?? null,
      fail: (error) => this.fail(error),
      onLive: path === '' ? this.#onLive : () => {},
      state: (place) => this.#state(place),
      runs: this.#runs,
    });
  }

  /** Whether a call has started a child run, or is about to. */
  isChild(run: string, call: number): boolean {
    return this.#runs.get(run)?.calls.get(call)?.started.kind === 'rlm';
  }

  /** ms that the root has taken before. */
  get spentMs(): number {
    return this.#runs.get('')?.spentMs ?? 0;
  }

  /** Returns the error that the tree ends with: the first. */
  fail(error: ExpectedError): ExpectedError {
    if (this.failure !== null) return this.failure;
    this.failure = error;
    this.#onFailure();
    return error;
  }

  async #state(place: CellPlace): Promise<Uint8Array | null> {
    return (await this.#recording.state?.(place)) ?? null;
  }
}
