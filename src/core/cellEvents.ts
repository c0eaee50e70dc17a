import type { BudgetTold } from './budgetLeft.ts';
import type { CutPrompt } from './cutPrompts.ts';
import type { CellError, CellStatus } from './environment.ts';
import type { Usage } from './model.ts';

// What is recorded of the cells of a run, and of the calls that their code makes.

export type CallKind = 'llm' | 'rlm';

export interface CellStarted {
  readonly type: 'cell.started';
  readonly iteration: number;
  readonly cell: number;
  readonly code: string;
  /** What the clock of its code said then, ms since 1970, where that is not `at`: it was begun before. */
  readonly clock?: number;
}

export interface CellFinished {
  readonly type: 'cell.finished';
  readonly iteration: number;
  readonly cell: number;
  readonly status: CellStatus;
  /** As the model sees it. */
  readonly output: string;
  /** Characters printed in truth. */
  readonly outputChars: number;
  readonly error: CellError | null;
  readonly durationMs: number;
  /** What `budget()` has told the code, in order; absent where it wasn't asked. */
  readonly budgets?: readonly BudgetTold[];
  /** Calls that were refused and of which nothing else is recorded; absent where there were none. */
  readonly refused?: number;
  /** What the model was told of the cell besides; absent where that was nothing. */
  readonly notes?: readonly string[];
}

export interface CallStarted {
  readonly type: 'call.started';
  /** Counts from 1 over one run of the tree. */
  readonly call: number;
  readonly kind: CallKind;
  readonly model: string;
  readonly promptChars: number;
  readonly promptSha256: string;
  readonly prompt: string;
  readonly iteration: number;
  readonly cell: number;
  /** The name that the code called, `llm_query_batched` for instance. */
  readonly name: string;
  /** The same number for all calls of one batch; null for single calls. */
  readonly batch: number | null;
  /** Of an `rlm` call: hex, by which one of the same question and context is known. */
  readonly askedSha256?: string;
  /** Of one about items: what of the model their number in a prompt was made for. */
  readonly room?: { readonly window: number | null; readonly maxOutput: number | null };
}

export interface CallFinished {
  readonly type: 'call.finished';
  readonly call: number;
  readonly status: 'ok' | 'error' | 'cancelled' | 'memo';
  /** Paid by an earlier run, or by the one that was forked, not by this one. */
  readonly kept?: true;
  /** How the reply ended, where it did not end by itself. */
  readonly finish?: 'length' | 'filtered';
  /** What of the prompt was probably not read; absent where it was read whole. */
  readonly cut?: CutPrompt;
  /** Of a child that a limit of its tree ended. */
  readonly limited?: true;
  /** Without its reasoning. */
  readonly response: string;
  /** What the model thought on the way; absent where nothing of it came. */
  readonly thoughts?: string;
  readonly responseChars: number;
  /** Of all attempts that were billed. Null for an `rlm` call: its child's calls carry their own. */
  readonly usage: Usage | null;
  readonly costUsd: number | null;
  readonly durationMs: number;
  readonly error: { readonly name: string; readonly message: string } | null;
}
