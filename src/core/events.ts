import type { CallFinished, CallStarted, CellFinished, CellStarted } from './cellEvents.ts';
import type { ContextKind, Origin, TextRange } from './context.ts';
import type { CutPrompt } from './cutPrompts.ts';
import type { QuotePlace } from './environment.ts';
import type { Provider, Usage } from './model.ts';
import type { Language, SettledOptions } from './options.ts';
import type { TextField, TextRef } from './textRef.ts';
import type { TreeUsage } from './usage.ts';

export type RunStatus = 'answered' | 'limit' | 'cancelled' | 'failed';
export type LimitName = 'iterations' | 'cost' | 'tokens' | 'time' | 'subcalls' | 'errors';

/** A place in the Context that the answer points to, checked. */
export interface Citation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** In range: the lines exist. */
  readonly verified: boolean;
  /** They stood in a message that a model has answered; absent in records of earlier versions. */
  readonly shown?: boolean;
  /**
   * Characters of the longest of its lines, where that is so long (over 2,000) that naming it proves
   * nothing; absent in records of earlier versions.
   */
  readonly longLine?: number;
  /** Hex, of the cited lines joined with `\n`; `''` out of range, and where all are too long together. */
  readonly sha256: string;
}

/** What the answer gives as verbatim text, looked up in the Context. */
export interface Quote {
  /** Its first 2,000 characters. */
  readonly text: string;
  /** It stands there, but for white space, typography and what an ellipsis leaves out. */
  readonly verified: boolean;
  /** Where it stands first; null when it doesn't. */
  readonly place: QuotePlace | null;
}

export interface RunStarted {
  readonly type: 'run.started';
  /** Of the record: 1; absent in records of earlier versions. */
  readonly format?: number;
  /** Of all chance that its code can have, 32 bits; absent in records of earlier versions. */
  readonly seed?: number;
  readonly runId: string;
  /** The run that this one follows up; absent in records of earlier versions. */
  readonly follows?: string | null;
  /** The run whose iterations up to that one it has taken over; absent: it began by itself. */
  readonly forks?: {
    readonly runId: string;
    readonly iteration: number;
    /** With which those were run. */
    readonly options: readonly SettledOptions[];
  };
  /** The call of its parent that started this run, null for the root; absent in earlier versions' records. */
  readonly call?: number | null;
  readonly question: string;
  readonly context: {
    readonly kind: ContextKind;
    readonly chars: number;
    /** How many items. */
    readonly items: number;
    readonly lines: number;
    readonly label: string;
    readonly sources: readonly {
      readonly path: string;
      readonly chars: number;
      readonly lines: number;
      readonly origin: Origin | null;
    }[];
  };
  readonly options: SettledOptions;
  readonly models: {
    readonly root: string;
    readonly sub: string;
    readonly provider: Provider;
  };
}

/** A run goes on that had ended early, or was cut off. Of the record's events it alone may follow `run.finished`. */
export interface RunResumed {
  readonly type: 'run.resumed';
  /** With which it goes on. */
  readonly options: SettledOptions;
  readonly models: RunStarted['models'];
  /** By this run and its children before. */
  readonly spent: {
    readonly usage: TreeUsage;
    readonly costUsd: number | null;
    readonly durationMs: number;
  };
  /** Of a child: the call that it goes on for; the one that had started it was given up. Null for the root. */
  readonly call: number | null;
}

export interface IterationStarted {
  readonly type: 'iteration.started';
  readonly iteration: number;
}

/** Text as it streams; only live, never stored. `restart`: what came before is void. */
export interface ModelDelta {
  readonly type: 'model.delta';
  readonly iteration: number;
  readonly text: string;
  readonly restart?: true;
}

export interface ModelReplied {
  readonly type: 'model.replied';
  readonly iteration: number;
  /** `direct`: the whole text stood in the prompt. */
  readonly purpose: 'iteration' | 'answer' | 'compaction' | 'direct';
  /** Without its reasoning. */
  readonly text: string;
  /** What the model thought on the way; absent where nothing of it came. */
  readonly thoughts?: string;
  /** Paid by the run that was forked, not by this one. */
  readonly kept?: true;
  /** How it ended, where it did not end by itself. */
  readonly finish?: 'length' | 'filtered';
  /** What of the prompt was probably not read; absent where it was read whole. */
  readonly cut?: CutPrompt;
  /**
   * What was sent for it: so many of the messages that were sent for the reply before, the first ones, and
   * behind them these, as JSON (`[{"role": "user", "content": "..."}]`). Absent in records of earlier
   * versions, and in what comes late in a very long record.
   */
  readonly resent?: number;
  readonly sent?: string;
  /** Of all attempts that were billed. */
  readonly usage: Usage;
  readonly costUsd: number | null;
  readonly durationMs: number;
}

/** A request to the root model that was billed and brought no reply: it was stopped, cut off, timed out. */
export interface ModelFailed {
  readonly type: 'model.failed';
  readonly iteration: number;
  readonly purpose: ModelReplied['purpose'];
  /** Estimated, as all that no reply reports. */
  readonly usage: Usage;
  readonly costUsd: number | null;
  readonly durationMs: number;
}

export interface LimitReached {
  readonly type: 'limit.reached';
  readonly limit: LimitName;
  /** What the limit was set to. */
  readonly value: number;
}

/** The caller was asked at the limit of money, and has raised it for the whole tree. */
export interface BudgetRaised {
  readonly type: 'budget.raised';
  /** The new limit, USD. */
  readonly maxCostUsd: number;
}

/** Something the user should know. */
export interface Notice {
  readonly type: 'notice';
  readonly text: string;
  /** A server has asked to be left alone till then, ms since 1970: nothing is sent before. */
  readonly until?: number;
  /** A request is sent again then, ms since 1970. */
  readonly retryAt?: number;
  /** The call that it is about; absent: it is about none, or the root model is asked. */
  readonly call?: number;
  /** The run waits for a person's decision: a `budget.raised`, or what ends it, says that it came. */
  readonly asks?: true;
  /** The model whose price is unknown, so that the limit of money can't hold: where that is said. */
  readonly unpriced?: string;
  /** What the user has told the model, after the iterations that a fork has taken over. */
  readonly remark?: true;
  /** The conversation was compacted. */
  readonly compacts?: true;
}

/** What of the Context was seen by models and searched by code so far; see `Covered`. */
export interface CoverageReported {
  readonly type: 'coverage';
  /** Seen; of very many ranges the longest alone. */
  readonly ranges: readonly TextRange[];
  /** Shares of the Context's characters, 0 to 1; absent in records of earlier versions. */
  readonly coverage?: number;
  readonly searched?: number;
  /** Absent where all was searched, or none, and in records of earlier versions. */
  readonly searchedRanges?: readonly TextRange[];
}

export interface AnswerGiven {
  readonly type: 'answer';
  readonly text: string;
  /** What stood in FINAL(...) or in a `final` block, and was computed; absent: it stands as submitted. */
  readonly expression?: string;
  /** It is what the model said in its last step, at a limit or a stop: nobody submitted it. */
  readonly step?: true;
  readonly citations: readonly Citation[];
  /** Absent in records of earlier versions. */
  readonly quotes?: readonly Quote[];
}

export interface RunFinished {
  readonly type: 'run.finished';
  /** `interrupted`: its window went away; only in a run's folder. */
  readonly status: RunStatus | 'interrupted';
  readonly reason: string | null;
  readonly limit: LimitName | null;
  readonly usage: TreeUsage;
  readonly costUsd: number | null;
  readonly durationMs: number;
  /** Share of the Context's characters that was printed or sent, 0 to 1. */
  readonly coverage: number;
  /** Share that code has searched, 0 to 1; absent in records of earlier versions. */
  readonly searched?: number;
  readonly error: { readonly name: string; readonly message: string } | null;
}

export type RunEventBody =
  | RunStarted
  | RunResumed
  | IterationStarted
  | ModelDelta
  | ModelReplied
  | ModelFailed
  | CellStarted
  | CellFinished
  | CallStarted
  | CallFinished
  | LimitReached
  | BudgetRaised
  | Notice
  | CoverageReported
  | AnswerGiven
  | RunFinished;

/** One line of the record of a run: numbered, timed, naming its run in the tree. */
export type RunEvent = RunEventBody & {
  /** 1, 2, 3 ...; 0 on `model.delta`, which is not part of the record. */
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  /** The path of the run in the tree: `''`, `'1'`, `'1.2'`: a run's children are counted from 1. */
  readonly run: string;
};

/**
 * An event as a run's folder and the page have it: a text of over 4,096 characters is cut to its
 * first 512 in place, and `refs` says under which hash the whole of it can be fetched.
 */
export type StoredEvent = RunEvent & {
  readonly refs?: Readonly<Partial<Record<TextField, TextRef>>>;
};

/** The JSON result of cli.md: what the runner prints and the commands return. */
export interface RunResult {
  readonly runId: string;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly limit: LimitName | null;
  readonly answer: string;
  readonly citations: readonly Citation[];
  /** Empty when the run was stopped: whoever stops it doesn't wait for them. */
  readonly quotes: readonly Quote[];
  readonly coverage: number;
  readonly searched: number;
  /** Of the code that the model wrote. */
  readonly language: Language;
  readonly iterations: number;
  readonly calls: { readonly llm: number; readonly rlm: number; readonly memo: number };
  readonly depth: number;
  readonly usage: TreeUsage;
  readonly costUsd: number | null;
  readonly usageSummary: string;
  readonly durationMs: number;
  readonly error: { readonly name: string; readonly message: string } | null;
}
