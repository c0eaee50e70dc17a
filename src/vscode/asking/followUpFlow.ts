import { ExpectedError } from '../../core/errors.ts';
import type { RunResult } from '../../core/events.ts';
import type { RunOptions } from '../../core/options.ts';
import type { Recording } from '../../core/recording.ts';
import { readConfigured } from '../models/configured.ts';
import { plainLine } from '../plainText.ts';
import { recordedSource } from '../texts/recordedSource.ts';
import type { TextSource } from '../texts/textSource.ts';
import { optionsOf } from './againFlow.ts';
import { type Asked, type AskServices, askAbout, type FollowUp } from './askFlow.ts';
import { type EarlierRun, type EarlierRunServices, readEarlierRun } from './earlierRun.ts';

/**
 * Asks a further question of an earlier run: in its REPL while that is kept, else in one that is built
 * again from its record, over its text as it stands today. Undefined when the person gives up; throws RunNotFound, TextGone and as `askAbout`.
 */
export async function askFollowUp(
  runId: string,
  given: Asked,
  services: AskServices & EarlierRunServices,
): Promise<RunResult | undefined> {
  const { source, options, followUp } = await followUpOn(runId, services);
  const asked = { ...given, options: { ...options, ...given.options }, followUp };
  return askAbout(source, asked, services);
}

/** What a further question of that run is put to. Throws RunNotFound. */
export async function followUpOn(
  runId: string,
  services: AskServices & EarlierRunServices,
): Promise<{
  readonly source: TextSource;
  /** Over the settings: those of the earlier run. */
  readonly options: Partial<RunOptions>;
  readonly followUp: FollowUp;
}> {
  const earlier = await readEarlierRun(runId, services);
  const options = optionsOf(earlier, await readConfigured(services));
  const isKept = services.canFollow(runId);
  const recording = isKept ? null : await readRecording(runId, services);
  const source = isKept ? keptSource(runId, earlier.context) : recordedSource(earlier.context);
  return { source, options, followUp: { runId, isKept, recording } };
}

/** Null for a record that nothing goes on from, such as a damaged one: the question is then asked anew. */
async function readRecording(
  runId: string,
  { recordings, log }: AskServices & EarlierRunServices,
): Promise<Recording | null> {
  try {
    return await recordings(runId);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    log.warn(plainLine(`Run ${runId} can't be built again: ${error.message}`));
    return null;
  }
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
