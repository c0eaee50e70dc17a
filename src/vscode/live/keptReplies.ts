import type { Memo } from '../../core/memo.ts';
import type { AskEngine } from './liveRuns.ts';

/** The engine, which finds replies of earlier runs in the memo while `isWanted` says so. */
export function withMemo(ask: AskEngine, memo: Memo, isWanted: () => boolean): AskEngine {
  return (request, emit) => ask(isWanted() ? { ...request, memo } : request, emit);
}
