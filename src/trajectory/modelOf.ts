import type { StoredEvent } from '../core/events.ts';
import { applyEvent, emptyTrajectory } from './applyEvent.ts';
import type { Trajectory } from './model.ts';

/** What the events of a run come to. */
export function modelOf(events: readonly StoredEvent[]): Trajectory {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  return model;
}
