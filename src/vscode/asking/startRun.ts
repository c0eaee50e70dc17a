import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Model } from '../../core/model.ts';
import { demoModels, type RunOptions } from '../../core/options.ts';
import type { Recording } from '../../core/recording.ts';
import type { AskForMoney } from '../../core/scope.ts';
import type { LiveRun } from '../live/liveRun.ts';
import type { LiveRuns } from '../live/liveRuns.ts';
import { plainLine, plainText } from '../plainText.ts';
import type { SourceText } from '../texts/textSource.ts';

export interface StartServices {
  readonly runs: LiveRuns;
  readonly log: vscode.LogOutputChannel;
}

/** A question and all that it takes to ask it. */
export interface ReadyQuestion {
  readonly question: string;
  readonly text: SourceText;
  readonly options: RunOptions;
  readonly model: Model;
  readonly onBudget?: AskForMoney | undefined;
  /** The earlier run in whose REPL it goes on. */
  readonly follows?: string | undefined;
  /** Its record, where its REPL has to be built again. */
  readonly followed?: Recording | undefined;
}

/** Begins a run, and logs its begin and its end. */
export async function startRun(
  { question, text, options: given, model, onBudget, follows, followed }: ReadyQuestion,
  { runs, log }: StartServices,
): Promise<LiveRun> {
  const { context, notices, leftOut } = text;
  const options = model.provider === 'demo' ? { ...given, ...demoModels } : given;
  const run = await runs.start({
    runId: randomUUID(),
    question,
    context,
    options,
    model,
    notices,
    ...(onBudget && { onBudget }),
    ...(follows !== undefined && { follows }),
    ...(followed !== undefined && { followed }),
  });
  const { label } = context;
  log.info(plainLine(`Run ${run.runId}: "${label}", ${model.provider}, ${options.rootModel}.`));
  if (leftOut.length > 0) {
    log.info(plainLine(`Run ${run.runId}: ${leftOut.length} left out of "${label}":`));
    log.info(leftOut.map(plainLine).join('\n'));
  }
  run.outcome.then(
    ({ status, durationMs, usageSummary }) =>
      log.info(`Run ${run.runId}: ${status} after ${durationMs} ms. ${plainText(usageSummary)}`),
    // Whoever waits for the outcome tells of it.
    () => {},
  );
  return run;
}
