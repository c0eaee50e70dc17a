import { ExpectedError } from '../../core/errors.ts';
import type { RunResult } from '../../core/events.ts';
import type { RunOptions } from '../../core/options.ts';
import { whyNotFollowed } from '../../core/recording.ts';
import type { RecordedRun } from '../../runs/recordedRun.ts';
import { readConfigured } from '../models/configured.ts';
import { plainLine } from '../plainText.ts';
import { recordedSource } from '../texts/recordedSource.ts';
import type { Reading, SourceText, TextSource } from '../texts/textSource.ts';
import { optionsOf } from './againFlow.ts';
import { type Asked, type AskServices, askAbout, type FollowUp } from './askFlow.ts';
import { type EarlierRun, type EarlierRunServices, readEarlierRun } from './earlierRun.ts';
import { readerAt } from './goOn.ts';

/**
 * Asks a further question of an earlier run: in its REPL while that is kept or can be built again from its
 * record, else about its text as it stands today, with what was asked and answered. Undefined when the person gives up; throws RunNotFound, TextGone and as `askAbout`.
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
  if (services.canFollow(runId))
    return {
      source: keptSource(runId, earlier.context),
      options,
      followUp: { runId, isKept: true },
    };
  const rebuilt = await readRebuilt(runId, services);
  return rebuilt === null
    ? { source: recordedSource(earlier.context), options, followUp: { runId, isKept: false } }
    : { ...rebuiltSource(earlier.context, rebuilt, runId), options };
}

/** What a run's REPL can be built again by; null where its record can't be read, or says too little. */
export async function readRebuilt(
  runId: string,
  { store, log }: Pick<EarlierRunServices, 'store'> & Pick<AskServices, 'log'>,
): Promise<RecordedRun | null> {
  try {
    const { readRecordedRun } = await import('../../runs/recordedRun.ts');
    const recorded = await readRecordedRun(store.folderOf(runId));
    return whyNotFollowed(recorded.run.events) === null ? recorded : null;
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    log.warn(plainLine(`Run ${runId} can't be built again: ${error.message}`));
    return null;
  }
}

/**
 * The text as it was, over which the earlier run's REPL is built again; where it has changed since, the text
 * as it stands today, and the question goes on from what was asked and answered.
 */
function rebuiltSource(
  context: EarlierRun['context'],
  recorded: RecordedRun,
  runId: string,
): { readonly source: TextSource; readonly followUp: FollowUp } {
  const today = recordedSource(context);
  let lost: ExpectedError | null = null;
  const read = async (reading: Reading): Promise<SourceText> => {
    try {
      const { signal } = reading;
      const { readRecordedText } = await import('../../runs/recordedRun.ts');
      const text = await readRecordedText(recorded, { signal, readerOf: readerAt });
      return { context: text, notices: [], leftOut: [] };
    } catch (error) {
      // Its class is another one in each bundle.
      if (!(error instanceof ExpectedError) || error.name !== 'TextNotAsItWas') throw error;
      lost = error;
      return await today.read(reading).text;
    }
  };
  const { recording } = recorded;
  return {
    source: {
      ...today,
      read: (reading) => ({ size: Promise.resolve(null), text: read(reading) }),
    },
    followUp: {
      runId,
      isKept: false,
      followed: () => (lost === null ? recording : { ...recording, lost }),
    },
  };
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
