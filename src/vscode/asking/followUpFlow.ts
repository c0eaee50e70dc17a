import type { RunResult } from '../../core/events.ts';
import { readConfigured } from '../models/configured.ts';
import { recordedSource } from '../texts/recordedSource.ts';
import type { TextSource } from '../texts/textSource.ts';
import { optionsOf } from './againFlow.ts';
import { type Asked, type AskServices, askAbout } from './askFlow.ts';
import { type EarlierRun, type EarlierRunServices, readEarlierRun } from './earlierRun.ts';

/**
 * Asks a further question of an earlier run: in its REPL while that is kept, else anew about its text
 * as it stands today. Undefined when the person gives up; throws RunNotFound, TextGone and as `askAbout`.
 */
export async function askFollowUp(
  runId: string,
  given: Asked,
  services: AskServices & EarlierRunServices,
): Promise<RunResult | undefined> {
  const earlier = await readEarlierRun(runId, services);
  const options = {
    ...optionsOf(earlier, await readConfigured(services)),
    ...given.options,
  };
  const isKept = services.canFollow(runId);
  const source = isKept ? keptSource(runId, earlier.context) : recordedSource(earlier.context);
  return askAbout(source, { ...given, options, followUp: { runId, isKept } }, services);
}

/** The text that the earlier run's REPL still holds: nothing of it is read or sent there again. */
function keptSource(runId: string, { kind, label }: EarlierRun['context']): TextSource {
  const text = { context: { kind, items: [], label }, notices: [], leftOut: [] };
  return {
    label,
    key: runId,
    isLong: false,
    read: () => ({ size: Promise.resolve(null), text: Promise.resolve(text) }),
  };
}
