import type { StoredEvent } from '../../src/core/events.ts';
import { formatCount } from '../format.ts';

/** A replay's bar, and what happens at each step. */
export const replayStrings = {
  replay: 'Replay',
  replayStep: 'Step of the replay',
  replayStepOf: (step: number, steps: number) =>
    `step ${formatCount(step)} of ${formatCount(steps)}`,
  replayFirst: 'First step',
  replayBack: 'Step back (k)',
  replayNext: 'Step forward (j)',
  replayLast: 'Last step',
  replayPlay: 'Play',
  replayPause: 'Pause',
  replayLeave: 'Leave replay',
  /** What an event was, in a few words. */
  happened: (event: StoredEvent): string => {
    const within = event.run === '' ? '' : ` of child run ${event.run}`;
    switch (event.type) {
      case 'run.started':
        return event.run === '' ? 'the run starts' : `child run ${event.run} starts`;
      case 'iteration.started':
        return `iteration ${event.iteration}${within} starts`;
      case 'model.replied':
        return `the model replies in iteration ${event.iteration}${within}`;
      case 'model.failed':
        return `the model brings no reply in iteration ${event.iteration}${within}`;
      case 'cell.started':
        return `cell ${event.cell} of iteration ${event.iteration}${within} starts`;
      case 'cell.finished':
        return `cell ${event.cell} of iteration ${event.iteration}${within} ends`;
      case 'call.started':
        return `call ${event.call}${within} starts`;
      case 'call.finished':
        return `call ${event.call}${within} ends`;
      case 'limit.reached':
        return 'a limit is reached';
      case 'notice':
        return 'a notice comes';
      case 'coverage':
        return 'what was read so far';
      case 'answer':
        return `the answer${within}`;
      case 'run.finished':
        return event.run === '' ? 'the run ends' : `child run ${event.run} ends`;
      default:
        return '';
    }
  },
} as const;
