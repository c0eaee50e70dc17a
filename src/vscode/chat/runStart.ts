import type { RunStarted } from '../../core/events.ts';
import type { LiveRun } from '../live/liveRun.ts';

/** How a run began: its text's parts and its models. Every run that has ended has begun. */
export function startOf(run: Pick<LiveRun, 'eventsSince'>): RunStarted {
  const started = run.eventsSince(0).find((event) => event.type === 'run.started');
  if (started?.type !== 'run.started') throw new Error('A run has ended that never began');
  return started;
}
