import type { LimitName, RunResult } from '../../core/events.ts';
import type { NumericOption } from '../../core/options.ts';
import { limitOfEnd, optionsOf, whyNotResumed } from '../../core/recording.ts';
import { readOptions } from '../settings/settings.ts';
import type { Asked, AskServices } from './askFlow.ts';
import { moneyDecider } from './budgetDialog.ts';
import type { EarlierRunServices } from './earlierRun.ts';
import { tellOfEnd } from './endNotice.ts';
import { openModelFor, readKeptRecord, readKeptText } from './goOn.ts';
import { askRaisedLimit } from './raisedLimit.ts';

/**
 * Goes on with a run that was cut off, stopped, failed or ended by a limit, in its own record and panel.
 * Undefined when the person gives up; throws an ExpectedError where it can't go on.
 */
export async function resumeRun(
  runId: string,
  given: Pick<Asked, 'options' | 'isBrought'>,
  services: AskServices & EarlierRunServices,
): Promise<RunResult | undefined> {
  const kept = await readKeptRecord(runId, ({ events }) => whyNotResumed(events), services);
  const { recorded } = kept;
  const { events, started } = recorded.run;
  const { question } = started;
  const wanted = { ...kept.options, ...checked(given.options) };
  const label = started.context.label;
  if (given.isBrought && !(await services.confirm(label, question, wanted))) return undefined;
  const limit = limitOfEnd(events);
  const isGiven = Object.keys(given.options).length > 0;
  // More than it had, which may be more than the settings allow a new run.
  const raised =
    limit === null || isGiven ? {} : await askRaisedLimit(limitOptions[limit], optionsOf(events));
  if (raised === null) return undefined;
  const { model, options } = await openModelFor({ ...wanted, ...raised }, services);
  const context = await readKeptText(kept);
  const onBudget = moneyDecider(question);
  const resumes = recorded.recording;
  const request = { runId, question, context, options, model, resumes };
  const run = await services.runs.resume(
    { ...request, ...(onBudget && { onBudget }) },
    await services.store.read(runId),
  );
  services.panels.show(runId, question);
  const result = await run.outcome;
  tellOfEnd(runId, question, result, services);
  return result;
}

/** As the settings check them. Throws InvalidOption. */
function checked(options: Readonly<Record<string, unknown>>) {
  const all = readOptions(options);
  const names = Object.keys(options) as (keyof typeof all)[];
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

const limitOptions: Readonly<Record<LimitName, NumericOption>> = {
  iterations: 'maxIterations',
  cost: 'maxCostUsd',
  tokens: 'maxTokens',
  time: 'timeoutSeconds',
  subcalls: 'maxSubcalls',
  errors: 'maxConsecutiveErrors',
};
