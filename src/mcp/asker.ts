import type { Context } from '../core/context.ts';
import type { RunEvent, RunResult } from '../core/events.ts';

/** One question, as the server has settled it. */
export interface AskedQuestion {
  readonly runId: string;
  readonly question: string;
  readonly context: Context;
  readonly notices: readonly string[];
  /** USD. */
  readonly maxCostUsd: number;
  readonly signal: AbortSignal;
}

export interface AskedResult {
  readonly result: RunResult;
  /** The text of the lines that each citation of the result names, in their order; null: none is there. */
  readonly citedLines: readonly (string | null)[];
  /** Where the run is kept; null: nowhere. */
  readonly runFolder: string | null;
}

/** The engine and who answers, as the server needs them. */
export interface Asker {
  /** What callers should know of who answers, in sentences. */
  readonly notices: readonly string[];
  /** Resolves for everything that can go wrong in a run; `emit` must not throw. */
  ask(asked: AskedQuestion, emit: (event: RunEvent) => void): Promise<AskedResult>;
}
