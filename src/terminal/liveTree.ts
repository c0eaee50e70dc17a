import type { RunEvent } from '../core/events.ts';
import { applyEvent, emptyTrajectory } from '../trajectory/applyEvent.ts';
import type { Trajectory } from '../trajectory/model.ts';

/**
 * The run that a terminal follows, as its events have told it so far. A follow-up is a run of its own.
 * Texts are shown as they come and not kept: in a long run they would be most of the memory.
 */
export class LiveTree {
  #now = emptyTrajectory();

  get now(): Trajectory {
    return this.#now;
  }

  take(event: RunEvent): void {
    if (event.type === 'run.started' && event.run === '') this.#now = emptyTrajectory();
    applyEvent(this.#now, withoutTexts(event));
  }
}

function withoutTexts(event: RunEvent): RunEvent {
  switch (event.type) {
    case 'model.delta':
      // That something streams is known by its first letter.
      return { ...event, text: event.text.slice(0, 1), restart: true };
    case 'model.replied':
      return { ...event, text: '', thoughts: '' };
    case 'cell.started':
      return { ...event, code: '' };
    case 'cell.finished':
      return { ...event, output: '' };
    case 'call.started':
      return { ...event, prompt: '' };
    case 'call.finished':
      return { ...event, response: '', thoughts: '' };
    default:
      return event;
  }
}
