import type { AnswerGiven, LimitName, RunFinished, RunStarted } from '../core/events.ts';
import type { compareShapes } from './pageShapes.ts';
import type { DataOf } from './shapes.ts';

type Params = DataOf<typeof compareShapes>;

/** What the page that compares two runs asks of the host. `side`: 0 or 1. */
export interface CompareRequests {
  /** Both as they stand now; sent when the page starts and when it comes back. */
  runs: {
    params: Params['runs'];
    result: { readonly runs: readonly [ComparedRun, ComparedRun]; readonly now: number };
  };
  /** Opens the file at the lines, numbered within the item of that run's Context. */
  openCitation: {
    params: Params['openCitation'];
    result: null;
  };
  showRun: { params: Params['showRun']; result: null };
}

/** A run without its steps, its texts whole. */
export interface ComparedRun
  extends Pick<RunStarted, 'question' | 'context' | 'options' | 'models'> {
  readonly runId: string;
  readonly status: 'running' | RunFinished['status'];
  /** ms since 1970. */
  readonly startedAt: number;
  readonly limit: LimitName | null;
  /** Why it failed, where it did. */
  readonly error: string | null;
  readonly iterations: number;
  readonly calls: number;
  /** Of the whole tree. */
  readonly tokens: number;
  /** USD; null when any part of it is unknown. */
  readonly costUsd: number | null;
  /** Null while it runs. */
  readonly durationMs: number | null;
  /** Share of the Context's characters, 0 to 1; null while it runs. */
  readonly coverage: number | null;
  /** Share that code has searched; null while it runs, and in records of earlier versions. */
  readonly searched: number | null;
  readonly answer: Pick<AnswerGiven, 'text' | 'citations'> | null;
}
