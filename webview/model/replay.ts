import type { StoredEvent } from '../../src/core/events.ts';
import { applyEvent, emptyTrajectory } from '../../src/trajectory/applyEvent.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';

/**
 * Above every revision that the run's own model comes to, so that no view takes a moment of the replay
 * for what it has drawn. The same moment has the same revisions each time.
 */
const firstRevision = 1e9;

/** A run as it was after each of its events: the reducer over the first so many of them. */
export class Replay {
  readonly #events: readonly StoredEvent[];
  #model = startModel();
  #step = 0;

  /** `events`: a whole record, which has at least one event. */
  constructor(events: readonly StoredEvent[]) {
    this.#events = events;
    this.go(1);
  }

  /** From 1: how many events have happened. */
  get step(): number {
    return this.#step;
  }

  get steps(): number {
    return this.#events.length;
  }

  /** The event that happened last. */
  get event(): StoredEvent | undefined {
    return this.#events[this.#step - 1];
  }

  get model(): Trajectory {
    return this.#model;
  }

  /** ms since 1970, by the clock of that time. */
  get now(): number {
    return this.event?.at ?? 0;
  }

  /** Goes to a step, or to the nearest that there is. */
  go(step: number): void {
    const to = Math.max(1, Math.min(this.steps, Math.round(step)));
    // The reducer knows no way back: it begins anew, which takes a few ms even for long runs.
    if (to < this.#step) {
      this.#model = startModel();
      this.#step = 0;
    }
    for (const event of this.#events.slice(this.#step, to)) applyEvent(this.#model, event);
    this.#step = to;
  }
}

function startModel(): Trajectory {
  return { ...emptyTrajectory(), revision: firstRevision };
}
