import type { StoredEvent } from '../../core/events.ts';
import { applyEvent, emptyTrajectory } from '../../trajectory/applyEvent.ts';
import { titleOfIteration } from '../../trajectory/titles.ts';

/** What of a run is told while it goes on, in the words of its model: one line for each iteration. */
export class RunProgress {
  readonly #trajectory = emptyTrajectory();
  #told = 0;

  /** The line that this event gives rise to; null for most. */
  take(event: StoredEvent): { readonly iteration: number; readonly title: string } | null {
    applyEvent(this.#trajectory, event);
    // A reply that still streams has no title yet.
    if (event.run !== '' || event.type === 'model.delta') return null;
    const iteration = this.#trajectory.runs.get('')?.iterations.at(-1);
    if (iteration === undefined || iteration.number <= this.#told) return null;
    const title = titleOfIteration(iteration, true);
    if (title.kind !== 'words') return null;
    this.#told = iteration.number;
    return { iteration: iteration.number, title: title.text };
  }
}
