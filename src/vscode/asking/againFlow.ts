import type { RunResult } from '../../core/events.ts';
import type { RunOptions } from '../../core/options.ts';
import { type Configured, readConfigured } from '../models/configured.ts';
import { readOptions } from '../settings/settings.ts';
import { optionSettings } from '../settings/settingTable.ts';
import { recordedSource } from '../texts/recordedSource.ts';
import { askAgainForm } from './againForm.ts';
import { type Asked, type AskServices, askAbout } from './askFlow.ts';
import { type EarlierRun, type EarlierRunServices, readEarlierRun } from './earlierRun.ts';

/**
 * Asks an earlier run's question again about its text as it stands today. Without a question or
 * options of the caller's, the person is shown what would be asked and can change it. Undefined when
 * they give up; throws RunNotFound, TextGone and as `askAbout`.
 */
export async function runAgain(
  runId: string,
  given: Asked,
  services: AskServices & EarlierRunServices,
): Promise<RunResult | undefined> {
  const earlier = await readEarlierRun(runId, services);
  const configured = await readConfigured(services);
  const first = {
    question: given.question ?? earlier.question,
    options: { ...optionsOf(earlier, configured), ...given.options },
  };
  const isGiven = given.question !== null || Object.keys(given.options).length > 0;
  const again = isGiven
    ? { ...first, isBrought: given.isBrought ?? false }
    : await askAgainForm({ kind: 'run', label: earlier.context.label }, first);
  return again === null ? undefined : askAbout(recordedSource(earlier.context), again, services);
}

/** Those of the earlier run, as far as they mean something here and lift no limit of the settings. */
export function optionsOf(
  { options, models }: Pick<EarlierRun, 'options' | 'models'>,
  configured: Pick<Configured, 'provider'>,
): Partial<RunOptions> {
  // Another provider has other models.
  const isSame = models.provider === configured.provider;
  const kept = optionSettings.filter(
    (name) => isSame || (name !== 'rootModel' && name !== 'subModel'),
  );
  const { maxCostUsd } = readOptions();
  const recorded = options.maxCostUsd ?? Number.POSITIVE_INFINITY;
  return {
    ...Object.fromEntries(kept.map((name) => [name, options[name]])),
    // A record may come from elsewhere: more money than the settings allow is for the person to say.
    ...(maxCostUsd !== null && { maxCostUsd: Math.min(maxCostUsd, recorded) }),
  };
}
