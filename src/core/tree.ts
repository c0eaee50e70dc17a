import { moneySource } from './budgetQuestion.ts';
import { CallCount } from './callCount.ts';
import { Concurrency } from './concurrency.ts';
import { CutPrompts } from './cutPrompts.ts';
import { ChildGates } from './gate.ts';
import { Ledger } from './ledger.ts';
import { type PaidAnswers, PaidCalls } from './paidCalls.ts';
import type { RunParts } from './parts.ts';
import { RecordBound } from './recordBound.ts';
import { Recorder } from './recorder.ts';
import { type Recording, startOf } from './recording.ts';
import { restoreSpent } from './replay/spentBefore.ts';
import { TreeReplay } from './replay/treeReplay.ts';
import { createScope, type RunScope, type SettledRequest } from './scope.ts';
import { seedOf } from './seed.ts';
import { Unreported } from './unreported.ts';

/** What a tree has done already. */
export interface RunBefore {
  readonly recording: Recording;
  /** Nothing goes on behind the record. */
  readonly isSilent: boolean;
}

/**
 * The scope of a tree's root: its one ledger, recorder and concurrency, its limits of time and of the record's
 * length, and the question that it asks at its limit of money. `fell` lets go of the timer; `paid` is of a run that this one
 * follows up; `before` is what the tree has done already.
 */
export function plantTree(
  asked: SettledRequest,
  parts: RunParts,
  paid?: PaidAnswers,
  before: RunBefore | null = null,
): { readonly root: RunScope; readonly fell: () => void } {
  const { options, onBudget } = asked;
  const stopped = new AbortController();
  const request = { ...asked, signal: AbortSignal.any([asked.signal, stopped.signal]) };
  const timeUp = new AbortController();
  const recordFull = new AbortController();
  const lost = new AbortController();
  const signal = AbortSignal.any([request.signal, timeUp.signal, recordFull.signal, lost.signal]);
  const timer = { stop: () => {} };
  const startTimer = (spentMs: number): void => {
    const { timeoutSeconds } = options;
    if (timeoutSeconds === null) return;
    const leftMs = Math.max(0, timeoutSeconds * 1_000 - spentMs);
    timer.stop = parts.clock.after(leftMs, () => timeUp.abort());
  };
  const treeReplay: TreeReplay | null =
    before &&
    new TreeReplay(before.recording, {
      isSilent: before.isSilent,
      onFailure: () => lost.abort(),
      onLive: () => startTimer(treeReplay?.spentMs ?? 0),
    });
  const bound = new RecordBound(() => recordFull.abort(), parts.recordLimits);
  const recorder = new Recorder(parts, bound, (run) => ledger.usageOf(run));
  const moreMoney =
    onBudget === undefined
      ? null
      : moneySource({
          onBudget,
          signal,
          stop: () => stopped.abort(),
          onAsked: (text) => recorder.record('', { type: 'notice', text, asks: true }),
          onRaised: (maxCostUsd) => recorder.record('', { type: 'budget.raised', maxCostUsd }),
          reportBug: parts.reportBug,
        });
  const ledger = new Ledger(options, moreMoney);
  const tree = {
    parts,
    recorder,
    ledger,
    callCount: new CallCount(options.maxSubcalls),
    concurrency: new Concurrency(options.concurrency, parts.clock),
    childGates: new ChildGates(options.concurrency),
    paidCalls: new PaidCalls(paid),
    cutPrompts: new CutPrompts(asked.model, parts.reportBug),
    unreported: new Unreported(asked.model, parts.reportBug),
    counts: { llm: 0, rlm: 0, memo: 0, depth: 0 },
    treeReplay,
  };
  if (treeReplay === null) startTimer(0);
  else {
    recorder.restore(treeReplay.events);
    restoreSpent(tree, treeReplay.events);
  }
  const recorded = before && startOf(before.recording.events);
  return {
    root: createScope(tree, {
      ...{ request, path: '', call: null, depth: 0, signal, onSeen: () => {} },
      seed: recorded?.seed ?? seedOf(parts, asked.runId),
    }),
    fell: () => timer.stop(),
  };
}
