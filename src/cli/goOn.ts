import { fileURLToPath } from 'node:url';
import type { Context } from '../core/context.ts';
import { type ExpectedError, InvalidOption } from '../core/errors.ts';
import { demoModels, type RunOptions } from '../core/options.ts';
import { optionsOf } from '../core/recording.ts';
import { type RecordedRun, readRecordedRun, readRecordedText } from '../runs/recordedRun.ts';
import type { WholeRun } from '../runs/wholeRun.ts';
import { openEventsFile } from '../terminal/eventsFile.ts';
import type { ModelArguments } from '../terminal/flags.ts';
import { standardError, standardOutput } from '../terminal/output.ts';
import { createPaint } from '../terminal/paint.ts';
import type { AskSetup } from './askInTurn.ts';
import { openAskedModel } from './models.ts';

/** What was typed of a run that is gone on with. */
export interface GoingOn extends ModelArguments {
  readonly runFolder: string;
  readonly options: Partial<RunOptions>;
  readonly eventsFile: string | null;
  readonly json: boolean;
}

/** A kept run, and all that it takes to go on from it. */
export interface PreparedRun extends AskSetup {
  readonly recorded: RecordedRun;
  readonly context: Context;
  /** The run's own, over them what was typed. */
  readonly options: RunOptions;
}

/**
 * Reads the run and its text, and opens the model that answers from here on; sends nothing. `whyNot` says
 * why this run can't be gone on with in the way that is wanted. Rejects with ExpectedError.
 */
export async function prepareGoingOn(
  asked: GoingOn,
  whyNot: (run: WholeRun) => ExpectedError | null,
  signal: AbortSignal,
): Promise<PreparedRun> {
  const { json } = asked;
  const progress = json ? standardError : standardOutput;
  const paint = createPaint(progress.isTerminal && !process.env.NO_COLOR);
  const recorded = await readRecordedRun(asked.runFolder);
  const refusal = whyNot(recorded.run);
  if (refusal !== null) throw refusal;
  const { models, events: earlier } = recorded.run;
  const provider = providerOf(asked, models.provider);
  const opened = await openAskedModel({ ...asked, provider, estimate: false }, progress, paint);
  const { model, server } = opened;
  // Fixed rules would go on in place of a model.
  if (model.provider === 'demo' && models.provider !== 'demo' && provider === 'auto') {
    throw new InvalidOption(
      `This run asked ${models.root} and ${models.sub} of a server that its record doesn't name: give --base-url, or set OPENAI_API_KEY.`,
    );
  }
  const own = optionsOf(earlier);
  const { rootModel, subModel } = opened.options;
  const options = {
    ...own,
    ...(models.provider === 'demo' && { rootModel, subModel }),
    ...asked.options,
    ...(model.provider === 'demo' && demoModels),
  };
  const context = await readRecordedText(recorded, { signal });
  const events =
    asked.eventsFile === null
      ? null
      : await openEventsFile(asked.eventsFile, filesOf(recorded, context));
  return { recorded, context, options, model, server, events, paint, progress, json };
}

/** The run's own, where nothing typed says another and its record alone tells who is meant. */
function providerOf(
  { provider, baseUrl }: GoingOn,
  own: WholeRun['models']['provider'],
): GoingOn['provider'] {
  const isTold = own === 'demo' || own === 'anthropic';
  return provider === 'auto' && baseUrl === null && isTold ? own : provider;
}

/** Those that the events must not be written over: the text's, and the record. */
function filesOf({ run }: RecordedRun, { items }: Context): readonly string[] {
  const uris = items.flatMap(({ origin }) =>
    origin?.uri.startsWith('file:') ? [fileURLToPath(origin.uri)] : [],
  );
  return [...uris, run.folder.events];
}
