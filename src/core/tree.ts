import type { Context } from './context.ts';
import type { Ledger } from './ledger.ts';
import type { Message, Model, ModelReply } from './model.ts';
import type { RunOptions } from './options.ts';
import type { Recorder, RunParts } from './parts.ts';

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
}

/** What all runs of one tree share. */
export interface Tree {
  readonly request: RunRequest;
  readonly parts: RunParts;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  /** Fires when the tree is stopped or its time is up. */
  readonly signal: AbortSignal;
  readonly counts: { llm: number; rlm: number; memo: number; iterations: number };
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
  readonly onDelta?: (text: string) => void;
  readonly onRestart?: () => void;
}

/**
 * Reserves the worst case, asks the model, and puts what was used into the ledger. `run` is the path
 * of the run that asks. Rejects with LimitRefused, Cancelled or what the model rejects with.
 */
export async function buy(tree: Tree, run: string, purchase: Purchase): Promise<ModelReply> {
  const { model, messages, signal, inputTokens } = purchase;
  const facts = tree.request.model.facts(model);
  const wanted = Math.min(purchase.outputTokens, facts.maxOutput ?? Number.POSITIVE_INFINITY);
  const reservation = await tree.ledger.reserve(
    { model, inputTokens, outputTokens: wanted, price: facts.price },
    signal,
    purchase.purpose,
  );
  try {
    const reply = await tree.request.model.complete({
      model,
      messages,
      maxOutputTokens: reservation.outputTokens,
      signal,
      ...(purchase.onDelta && { onDelta: purchase.onDelta }),
      ...(purchase.onRestart && { onRestart: purchase.onRestart }),
      onNotice: (text) => tree.recorder.record(run, { type: 'notice', text }),
    });
    reservation.settle(reply);
    return reply;
  } finally {
    reservation.release();
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
