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
import { createScope, type RunScope, type SettledRequest } from './scope.ts';
import { seedOf } from './seed.ts';
import { Unreported } from './unreported.ts';

/**
 * The scope of a tree's root: its one ledger, recorder and concurrency, its limits of time and of the record's
 * length, and the question that it asks at its limit of money. `fell` lets go of the timer; `paid` is of a run that this one
 * follows up.
 */
export function plantTree(
  asked: SettledRequest,
  parts: RunParts,
  paid?: PaidAnswers,
): { readonly root: RunScope; readonly fell: () => void } {
  const { options, onBudget } = asked;
  const stopped = new AbortController();
  const request = { ...asked, signal: AbortSignal.any([asked.signal, stopped.signal]) };
  const timeUp = new AbortController();
  const recordFull = new AbortController();
  const signal = AbortSignal.any([request.signal, timeUp.signal, recordFull.signal]);
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
  };
  const { timeoutSeconds } = options;
  const fell =
    timeoutSeconds === null
      ? () => {}
      : parts.clock.after(timeoutSeconds * 1_000, () => timeUp.abort());
  return {
    root: createScope(tree, {
      ...{ request, path: '', call: null, depth: 0, signal, onSeen: () => {} },
      seed: seedOf(parts, asked.runId),
    }),
    fell,
  };
}
