import { Attempts } from './attempts.ts';
import { Budgets } from './budgetLeft.ts';
import type { CallCount } from './callCount.ts';
import type { Concurrency } from './concurrency.ts';
import type { Context } from './context.ts';
import type { CutPrompt, CutPrompts } from './cutPrompts.ts';
import { unlessStopped } from './deferred.ts';
import type { LimitName, RunEventBody } from './events.ts';
import type { ChildGates } from './gate.ts';
import type { Ledger } from './ledger.ts';
import type { Memo } from './memo.ts';
import type { Message, Model, ModelReply } from './model.ts';
import type { RunOptions, SettledOptions } from './options.ts';
import type { PaidCalls } from './paidCalls.ts';
import type { RunParts } from './parts.ts';
import type { ReasoningEffort } from './reasoningEffort.ts';
import type { Recorder } from './recorder.ts';
import type { CellPlace, Fork, Recording } from './recording.ts';
import type { RunReplay } from './replay/runReplay.ts';
import type { TreeReplay } from './replay/treeReplay.ts';
import type { CodeReading } from './reply/codeBlocks.ts';
import type { Unreported } from './unreported.ts';
import type { Spent } from './usage.ts';

/**
 * Asked once for a whole tree when a request doesn't fit its limit of money any more: `add` raises the
 * limit, `finish` ends the run with the best answer so far, `stop` cancels it. USD throughout;
 * `wantedUsd` is the most that the refused request could cost. The signal fires when the run ends
 * while the question is open.
 */
export type AskForMoney = (
  facts: { readonly spentUsd: number; readonly maxCostUsd: number; readonly wantedUsd: number },
  signal: AbortSignal,
) => Promise<
  | { readonly kind: 'add'; readonly usd: number }
  | { readonly kind: 'finish' }
  | { readonly kind: 'stop' }
>;

/** One question over one Context. */
export interface RunRequest {
  readonly runId: string;
  readonly question: string;
  readonly context: Context;
  readonly options: RunOptions;
  readonly model: Model;
  readonly signal: AbortSignal;
  /** What the user should know of the Context, recorded when the run has started. */
  readonly notices?: readonly string[];
  /** Where replies of earlier runs are found; absent: nowhere. */
  readonly memo?: Memo;
  /** Absent: the run ends at its limit of money with the best answer. */
  readonly onBudget?: AskForMoney;
  /**
   * The runId of the run that this one follows up: it goes on in the same REPL, over the same text,
   * whatever `context` is, and with the limits that the sandbox was made with.
   */
  readonly follows?: string;
  /** The record of that run, by which its REPL is built again where it is kept no more. */
  readonly followed?: Recording;
  /**
   * The record of this very run, which ended early or was cut off: it goes on from there, with the same
   * `runId` and question. Options other than limits and models are the record's, as is what it follows
   * up. Only what is new is emitted, `run.resumed` first; `seq` goes on. What can't be resumed (see
   * `whyNotResumed`) resolves to a result with the status `failed`, and emits nothing.
   */
  readonly resumes?: Recording;
  /**
   * The record of another run, whose first iterations this one takes over: they stand in its own record
   * too, as kept replies that cost nothing. Options other than limits and models, and what it follows up,
   * are that run's.
   */
  readonly forks?: Fork;
  /**
   * Receives the state of the REPL after a cell that ran into its deadline, which no replay could reach
   * again: bytes for `Recording.state`, 64 MB at most. Absent: such a run can't be resumed behind that cell.
   */
  readonly keepState?: (place: CellPlace, state: Uint8Array) => void;
}

/** A question whose run has begun. */
export interface SettledRequest extends RunRequest {
  readonly options: SettledOptions;
}

/** What all runs of one tree share. */
export interface Tree {
  readonly parts: RunParts;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly callCount: CallCount;
  /** Of requests to models, children's included. */
  readonly concurrency: Concurrency;
  readonly childGates: ChildGates;
  readonly paidCalls: PaidCalls;
  readonly cutPrompts: CutPrompts;
  readonly unreported: Unreported;
  readonly counts: { llm: number; rlm: number; memo: number; depth: number };
  /** What it has done already; null for one that begins. */
  readonly treeReplay: TreeReplay | null;
}

/** Where one run stands in its tree: what is its own, and what all share. */
export interface RunScope extends Tree {
  readonly request: SettledRequest;
  /** The path of the run in the tree: `''`, `'1'`, `'1.2'`. */
  readonly path: string;
  /** The call of its parent that started it; null for the root. */
  readonly call: number | null;
  /** 0 for the root. */
  readonly depth: number;
  /** Fires when the run is stopped, the call that started it is given up, or the time is up. */
  readonly signal: AbortSignal;
  /** Of all chance that its code can have, 32 bits. */
  readonly seed: number;
  /** Told what a model has seen in this run: for a child, its parent. */
  readonly onSeen: (texts: readonly string[]) => void;
  /** Returns when that was, ms since 1970. */
  readonly record: (body: RunEventBody) => number;
  /** Those that were said. */
  readonly limitsReached: Set<LimitName>;
  /** What its code was told of what is left. */
  readonly budgets: Budgets;
  /** What it has done already, by its record; null for one that begins. */
  readonly replay: RunReplay | null;
}

export function createScope(
  tree: Tree,
  own: Omit<RunScope, keyof Tree | 'record' | 'limitsReached' | 'budgets' | 'replay'>,
): RunScope {
  const replay = tree.treeReplay?.of(own.path) ?? null;
  const record = (body: RunEventBody): number =>
    replay?.mutes(body) ? tree.parts.clock.now() : tree.recorder.record(own.path, body);
  return { ...tree, ...own, record, limitsReached: new Set(), budgets: new Budgets(), replay };
}

/** What the turns of a run's conversation have in common. */
export function cacheKeyOf({ request, path }: RunScope): string {
  return path === '' ? request.runId : `${request.runId}.${path}`;
}

/** How code in the replies of a run's models is read. */
export function codeReading({ request, parts }: RunScope): CodeReading {
  return { language: request.options.language, parses: parts.parses };
}

/** A request to a model within the budget. */
export interface Purchase {
  readonly model: string;
  readonly messages: readonly Message[];
  /** An upper bound of the prompt's tokens. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly signal: AbortSignal;
  readonly purpose?: 'request' | 'lastQuestion';
  /** Its number among the calls of the run, where it is one. */
  readonly call?: number;
  readonly reasoningEffort: ReasoningEffort;
  /** As ModelRequest has them. */
  readonly cacheKey?: string;
  readonly oneOff?: true;
  readonly onDelta?: (text: string) => void;
  readonly onRestart?: () => void;
  /** Told what was billed when there is no reply, before this is known. */
  readonly onLost?: (spent: Spent) => void;
}

/** A reply, and whether its prompt was read whole. */
export interface Bought extends ModelReply {
  /** Null where it was, as far as can be told. */
  readonly cut: CutPrompt | null;
  /** What was paid for it, attempts that broke off included. */
  readonly paid: Spent;
}

/**
 * Reserves the worst case, asks the model, and puts what was used into the ledger, however it ends.
 * Rejects with LimitRefused, Cancelled or what the model rejects with.
 */
export async function buy(scope: RunScope, purchase: Purchase): Promise<Bought> {
  const { model, messages, signal, reasoningEffort, cacheKey, oneOff } = purchase;
  const { onDelta, onRestart } = purchase;
  const attempts = new Attempts(scope, purchase);
  const started = scope.parts.clock.now();
  try {
    const reply = await scope.request.model.complete({
      model,
      messages,
      maxOutputTokens: await attempts.admit(false),
      signal,
      ...(reasoningEffort !== 'off' && { reasoningEffort }),
      ...(cacheKey !== undefined && { cacheKey }),
      ...(oneOff && { oneOff }),
      ...(onDelta && { onDelta }),
      ...(onRestart && { onRestart }),
      onNotice: (text) => attempts.tell({ text }),
      onBug: (error) => scope.parts.reportBug(error),
      ...attempts.listeners,
    });
    attempts.settle(reply);
    const { durationMs = scope.parts.clock.now() - started } = reply;
    scope.unreported.learn(model, messages, reply, durationMs);
    const { usage, costUsd } = reply;
    const paid = attempts.spent ?? { usage, costUsd };
    const judging = scope.cutPrompts.judge(model, messages, usage);
    return { ...reply, cut: await unlessStopped(judging, signal), paid };
  } catch (error) {
    await attempts.close();
    if (attempts.spent !== null) purchase.onLost?.(attempts.spent);
    throw error;
  }
}

/**
 * An upper bound of the tokens of a text: no tokenizer in use makes more of it than it has bytes of
 * UTF-8, and a UTF-16 unit is at most three of those.
 */
export function mostTokens(text: string): number {
  let extra = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) extra += unit > 0x7ff ? 2 : 1;
  }
  return text.length + extra;
}
