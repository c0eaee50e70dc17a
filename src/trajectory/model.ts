import type { CallFinished, CallKind } from '../core/cellEvents.ts';
import type { TextRange } from '../core/context.ts';
import type { CellError, CellStatus } from '../core/environment.ts';
import type {
  Citation,
  LimitName,
  ModelReplied,
  Quote,
  RunFinished,
  RunStarted,
} from '../core/events.ts';
import type { Usage } from '../core/model.ts';
import type { TextRef } from '../core/textRef.ts';

/**
 * A run and its children as its events tell them, as plain data: what every view of a run reads. Nodes
 * name their parents by number, so there are no cycles. A node's `revision` changes whenever it or
 * anything below it does: a view that has drawn that revision has nothing to do. Only `applyEvent.ts`
 * writes.
 */
export interface Trajectory {
  /** The last event taken in; earlier ones that come again change nothing. */
  readonly seq: number;
  readonly revision: number;
  /** By path in the tree; `''` is the run that was asked for. */
  readonly runs: ReadonlyMap<string, RunModel>;
  /** By model and depth, in order of first use. */
  readonly costs: ReadonlyMap<string, CostRow>;
  /** A server has asked that nothing is sent before, ms since 1970; 0: none has. */
  readonly heldUntil: number;
  /** The latest request that is going to be sent again; null: none is. */
  readonly retry: RetryModel | null;
  /** A person is asked about the limit of money, and the tree waits. */
  readonly asksForMoney: boolean;
}

export interface RetryModel {
  readonly run: string;
  /** Null: the root model is asked. */
  readonly call: number | null;
  /** When, ms since 1970. */
  readonly at: number;
}

/** Something that a person should know, where it happened. */
export type NoticeModel =
  | {
      readonly kind: 'said';
      readonly text: string;
      /** The call that it is about; null: none. */
      readonly call: number | null;
      /** How often in a row; the text is the last one's. */
      readonly times: number;
      readonly isRetry: boolean;
    }
  /** The limit of money was raised, to so many USD. */
  | { readonly kind: 'raised'; readonly maxCostUsd: number };

/** A text of an event: whole, or its beginning and where the whole is. */
export interface StoredText {
  readonly text: string;
  readonly ref: TextRef | null;
}

export type RunState = 'running' | RunFinished['status'];

export interface RunModel {
  readonly path: string;
  readonly revision: number;
  /** The call that started this run; null for the root. */
  readonly parent: { readonly run: string; readonly call: number } | null;
  readonly runId: string;
  /** The run that this one follows up. */
  readonly follows: string | null;
  /** The run of which it took over all up to that iteration. */
  readonly forks: { readonly runId: string; readonly iteration: number } | null;
  readonly question: StoredText;
  readonly context: RunStarted['context'];
  readonly options: RunStarted['options'];
  readonly models: RunStarted['models'];
  /** ms since 1970, by the host's clock; of `lastAt` too, the time of the run's last event. */
  readonly startedAt: number;
  readonly lastAt: number;
  readonly state: RunState;
  readonly iterations: readonly IterationModel[];
  /** Index: call number less one; holes where an event is missing. */
  readonly calls: readonly (CallModel | undefined)[];
  readonly answer: AnswerModel | null;
  /** That of a part which was over before the run went on: it stays the answer where no other comes. */
  readonly answerBefore: AnswerModel | null;
  /** What models have read so far. */
  readonly ranges: readonly TextRange[];
  /** What code has searched; empty where that isn't known. */
  readonly searchedRanges: readonly TextRange[];
  /** Shares of the Context, 0 to 1; null where a record doesn't say. */
  readonly shares: { readonly read: number | null; readonly searched: number | null };
  readonly limit: { readonly name: LimitName; readonly value: number } | null;
  /** It uses a model whose price nobody knows, though its cost is limited. */
  readonly unpriced: boolean;
  /** Before the first iteration. */
  readonly notices: readonly NoticeModel[];
  readonly end: RunEnd | null;
}

export interface AnswerModel extends StoredText {
  /** What it is the value of; null where it was submitted as text. */
  readonly expression: string | null;
  /** It is no answer: the model said it in its last step, and nobody submitted it. */
  readonly isStep: boolean;
  readonly citations: readonly Citation[];
  readonly quotes: readonly Quote[];
}

export interface RunEnd
  extends Pick<RunFinished, 'reason' | 'limit' | 'costUsd' | 'durationMs' | 'error'> {
  /** Some of its tokens, and so its cost, were counted here. */
  readonly isEstimated: boolean;
}

export interface IterationModel {
  readonly run: string;
  /** From 1. */
  readonly number: number;
  readonly revision: number;
  readonly startedAt: number;
  /** When the model was last asked; null while it isn't. */
  readonly askedAt: number | null;
  /** What has streamed of the reply that is awaited. */
  readonly streaming: string;
  readonly replies: readonly ReplyModel[];
  /** On requests that brought none. */
  readonly lost: Spent;
  readonly cells: readonly CellModel[];
  readonly notices: readonly NoticeModel[];
}

export interface ReplyModel extends StoredText {
  readonly purpose: ModelReplied['purpose'];
  readonly thoughts: StoredText | null;
  /** Null where the record doesn't say it; see `ModelReplied`. */
  readonly sent: { readonly resent: number; readonly added: StoredText } | null;
  readonly usage: Usage;
  readonly costUsd: number | null;
  /** ms since 1970. */
  readonly finishedAt: number;
  readonly durationMs: number;
}

export interface CellModel {
  readonly run: string;
  readonly iteration: number;
  /** From 1. */
  readonly number: number;
  readonly revision: number;
  readonly startedAt: number;
  readonly code: StoredText;
  readonly status: 'running' | CellStatus;
  readonly output: StoredText;
  readonly outputChars: number;
  readonly error: CellError | null;
  /** When it ended, ms since 1970; null while it runs. */
  readonly finishedAt: number | null;
  /** ms of computing; null while it runs. */
  readonly durationMs: number | null;
  readonly groups: readonly CallGroup[];
}

/** Calls of one cell that belong together: one batch, or single calls of one name in a row. */
export interface CallGroup {
  readonly revision: number;
  readonly name: string;
  readonly batch: number | null;
  /** The model of its calls; null once they differ. */
  readonly model: string | null;
  readonly kind: CallKind;
  readonly calls: readonly number[];
  readonly pending: number;
  readonly failed: number;
  readonly stopped: number;
  readonly memo: number;
  readonly promptChars: number;
  readonly spent: Spent;
  readonly startedAt: number;
  /** When the last of them ended; null while any runs. */
  readonly finishedAt: number | null;
}

export interface CallModel {
  readonly run: string;
  readonly iteration: number;
  readonly cell: number;
  /** Index among its cell's groups. */
  readonly group: number;
  readonly number: number;
  readonly revision: number;
  readonly kind: CallKind;
  readonly name: string;
  readonly model: string;
  readonly prompt: StoredText;
  readonly promptChars: number;
  readonly status: 'running' | CallFinished['status'];
  readonly response: StoredText;
  readonly responseChars: number;
  readonly thoughts: StoredText | null;
  readonly usage: Usage | null;
  readonly costUsd: number | null;
  readonly error: CallFinished['error'];
  readonly startedAt: number;
  /** ms; null while it runs. */
  readonly durationMs: number | null;
  /** Path of the run it started; null for a plain completion. */
  readonly child: string | null;
}

/** USD that is known, and whether more was spent at an unknown price. */
export interface Spent {
  readonly usd: number;
  readonly unknown: boolean;
  /** Of some of it the tokens were counted here, since no reply reported them. */
  readonly estimated: boolean;
}

export interface CostRow {
  readonly model: string;
  /** 0: the root model's own requests; 1: sub-calls of the root run; and so on. */
  readonly depth: number;
  readonly calls: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly estimated: boolean;
  readonly spent: Spent;
}

/** The same data, for the one place that writes it. */
export type Draft<Value> =
  Value extends ReadonlyMap<infer Key, infer Item>
    ? Map<Key, Draft<Item>>
    : Value extends readonly (infer Item)[]
      ? Draft<Item>[]
      : Value extends object
        ? { -readonly [Field in keyof Value]: Draft<Value[Field]> }
        : Value;
