import { randomUUID } from 'node:crypto';
import type { RunResult } from '../../core/events.ts';
import { whyNotForked } from '../../core/recording.ts';
import { readOptions } from '../settings/settings.ts';
import { type Again, askAgainForm } from './againForm.ts';
import type { Asked, AskServices } from './askFlow.ts';
import { moneyDecider } from './budgetDialog.ts';
import type { EarlierRunServices } from './earlierRun.ts';
import { tellOfEnd } from './endNotice.ts';
import { openModelFor, readKeptRecord, readKeptText } from './goOn.ts';

/**
 * A new run that begins with the first iterations of another one and goes on with other models or limits, or
 * with a remark of the person's to the model. Undefined when they give up; throws an ExpectedError where it
 * can't be had.
 */
export async function forkRun(
  runId: string,
  iteration: number,
  given: Asked,
  services: AskServices & EarlierRunServices,
): Promise<RunResult | undefined> {
  const kept = await readKeptRecord(
    runId,
    ({ events }) => whyNotForked(events, iteration),
    services,
  );
  const { recorded } = kept;
  const { question } = recorded.run.started;
  const first: Again = {
    question: given.question ?? '',
    options: { ...kept.options, ...given.options },
  };
  const isGiven = given.question !== null || Object.keys(given.options).length > 0;
  const wanted = isGiven ? first : await askAgainForm({ kind: 'fork', iteration }, first);
  if (wanted === null) return undefined;
  const chosen = readOptions(wanted.options);
  const { label } = recorded.run.started.context;
  if (given.isBrought && !(await services.confirm(label, first.question || question, chosen)))
    return undefined;
  const { model, options } = await openModelFor(chosen, services);
  const context = await readKeptText(kept);
  const remark = wanted.question.trim();
  const forks = {
    ...recorded.recording,
    iterations: iteration,
    ...(remark !== '' && { remark }),
  };
  const onBudget = moneyDecider(question);
  const run = await services.runs.start({
    ...{ runId: randomUUID(), question, context, options, model, forks },
    ...(onBudget && { onBudget }),
  });
  services.panels.show(run.runId, question);
  const result = await run.outcome;
  tellOfEnd(run.runId, question, result, services);
  return result;
}
