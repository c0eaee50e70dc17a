import type { RunEvent } from '../../src/core/events.ts';
import type { Usage } from '../../src/core/model.ts';

/** Who a tree's tokens were sent to and came from. */
export interface SpentTokens {
  /** To the root model, of the run itself; those that were read from a cache included. */
  readonly rootIn: number;
  readonly rootCached: number;
  readonly rootOut: number;
  /** Of all calls that code made, child runs included. */
  readonly subIn: number;
  readonly subCached: number;
  readonly subOut: number;
}

export const noTokens: SpentTokens = {
  rootIn: 0,
  rootCached: 0,
  rootOut: 0,
  subIn: 0,
  subCached: 0,
  subOut: 0,
};

/** What there is after one more event of a run. */
export function addTokens(before: SpentTokens, event: RunEvent): SpentTokens {
  switch (event.type) {
    case 'model.replied':
    case 'model.failed':
      return event.run === '' ? addRoot(before, event.usage) : addSub(before, event.usage);
    case 'call.finished':
      // What a child run has used, its own events say.
      return event.usage === null ? before : addSub(before, event.usage);
    default:
      return before;
  }
}

export function addRoot(before: SpentTokens, usage: Usage): SpentTokens {
  return {
    ...before,
    rootIn: before.rootIn + usage.inputTokens,
    rootCached: before.rootCached + usage.cachedInputTokens,
    rootOut: before.rootOut + usage.outputTokens,
  };
}

function addSub(before: SpentTokens, usage: Usage): SpentTokens {
  return {
    ...before,
    subIn: before.subIn + usage.inputTokens,
    subCached: before.subCached + usage.cachedInputTokens,
    subOut: before.subOut + usage.outputTokens,
  };
}
