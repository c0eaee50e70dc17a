import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Context } from '../core/context.ts';
import { estimate } from '../core/estimate.ts';
import type { RunResult } from '../core/events.ts';
import type { RunOptions } from '../core/options.ts';
import type { RunRequest } from '../core/scope.ts';
import type { KeptFrom } from '../runs/keptContext.ts';
import { MemoFolder } from '../runs/memoFolder.ts';
import type { RecordedRun } from '../runs/recordedRun.ts';
import type { AskArguments } from '../terminal/askArguments.ts';
import { estimateText } from '../terminal/estimate.ts';
import { openEventsFile } from '../terminal/eventsFile.ts';
import { standardError, standardOutput } from '../terminal/output.ts';
import { createPaint } from '../terminal/paint.ts';
import { type AskSetup, askInTurn, beginKeeping, faultTeller } from './askInTurn.ts';
import { prepareGoingOn } from './goOn.ts';
import { prepareKeepFolder } from './keepRuns.ts';
import { openAskedModel, sayServer } from './models.ts';
import { readContext } from './readContext.ts';

/** What a question needs before it is asked, and where to write. */
interface Prepared extends AskSetup {
  readonly asked: AskArguments;
  readonly context: Context;
  readonly notices: readonly string[];
  readonly options: RunOptions;
  /** In which runs are kept; null: nowhere. */
  readonly keepFolder: string | null;
  /** The kept run that the question follows up; null: none. */
  readonly recorded: RecordedRun | null;
}

/** Reads all that a question needs; sends nothing of it. Rejects with ExpectedError. */
export async function prepareAsk(asked: AskArguments, signal: AbortSignal): Promise<Prepared> {
  if (asked.followUpOf !== null) return prepareFollowUp(asked, asked.followUpOf, signal);
  const { json } = asked;
  const progress = json ? standardError : standardOutput;
  const paint = createPaint(progress.isTerminal && !process.env.NO_COLOR);
  const { model, server, options } = await openAskedModel(asked, progress, paint);
  const keepFolder =
    asked.keepFolder === null || asked.estimate ? null : await prepareKeepFolder(asked.keepFolder);
  const events =
    asked.eventsFile === null || asked.estimate
      ? null
      : await openEventsFile(asked.eventsFile, asked.files);
  const text = await readContext(asked, events, signal).catch(async (error: unknown) => {
    await events?.discard();
    throw error;
  });
  const setup = { model, server, events, paint, progress, json };
  const chosen = { ...options, ...asked.options };
  return { asked, ...text, options: chosen, keepFolder, recorded: null, ...setup };
}

/** With models and limits as the earlier run had them, where no others are named. */
async function prepareFollowUp(
  asked: AskArguments,
  runFolder: string,
  signal: AbortSignal,
): Promise<Prepared> {
  const keepFolder = asked.keepFolder === null ? null : await prepareKeepFolder(asked.keepFolder);
  const run = await prepareGoingOn({ ...asked, runFolder }, () => null, signal);
  return { ...run, asked, notices: [], keepFolder };
}

/** Says what the question will cost; asks the server for what its models take, and no more. */
export async function sayEstimate(prepared: Prepared, signal: AbortSignal): Promise<number> {
  const { asked, context, options, model, server, paint, progress } = prepared;
  const [{ countContextTokens }, { createTokenCounter }, { askWindows }] = await Promise.all([
    import('../models/contextTokens.ts'),
    import('../models/tokens.ts'),
    import('../models/knownWindows.ts'),
  ]);
  const { tokens } = await countContextTokens(context, createTokenCounter(__dirname));
  const chars = context.items.reduce((sum, { text }) => sum + text.length, 0);
  const { rootModel, subModel } = options;
  sayServer(server, progress, paint);
  const { windows, warnings } = await askWindows(model, [rootModel, subModel], signal);
  const root = model.facts(rootModel);
  const sub = model.facts(subModel);
  const estimated = estimate({ chars, tokens, options, root, sub, history: [] });
  const { label } = context;
  const subject = { label, chars, tokens, rootModel, subModel, windows, warnings };
  if (asked.json) standardOutput.writeJson({ ...estimated, ...subject });
  else progress.write(estimateText(estimated, subject, paint));
  return 0;
}

/** Asks the question and its follow-ups; the exit status is the last one's. */
export async function ask(prepared: Prepared, signal: AbortSignal): Promise<number> {
  const { asked, context, options, keepFolder, progress } = prepared;
  const onFault = faultTeller(prepared);
  const memo = asked.memoFolder === null ? null : new MemoFolder(asked.memoFolder, { onFault });
  return askInTurn(prepared, signal, async (ask) => {
    const askOne = async (question: string, begun: Begun): Promise<RunResult> => {
      const runId = randomUUID();
      const keeping = await beginKeeping(keepFolder, runId, begun.from, onFault);
      const request = { runId, question, context, options, ...begun.request };
      return ask({ ...request, ...(memo !== null && { memo }) }, keeping);
    };
    let result = await askOne(asked.question, firstOf(prepared));
    for (const followUp of asked.followUps) {
      // What was stopped or failed is nothing to go on from.
      if (result.status === 'cancelled' || result.status === 'failed') break;
      progress.write('\n');
      const { runId } = result;
      const from = { follows: path.join(keepFolder ?? '', runId) };
      result = await askOne(followUp, { request: { follows: runId }, from });
    }
    return result;
  });
}

/** What a run begins with, and what its folder keeps the text of. */
interface Begun {
  readonly request: Pick<RunRequest, 'notices' | 'follows' | 'followed'>;
  readonly from: KeptFrom;
}

function firstOf({ recorded, notices, context }: Prepared): Begun {
  if (recorded === null) return { request: { notices }, from: context };
  const { run, recording } = recorded;
  return {
    request: { follows: run.started.runId, followed: recording },
    from: { follows: run.folder.folder },
  };
}
