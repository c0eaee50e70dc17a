import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Context } from '../core/context.ts';
import { estimate } from '../core/estimate.ts';
import type { RunResult } from '../core/events.ts';
import type { RunOptions } from '../core/options.ts';
import { MemoFolder } from '../runs/memoFolder.ts';
import type { AskArguments } from '../terminal/askArguments.ts';
import { estimateText } from '../terminal/estimate.ts';
import { openEventsFile } from '../terminal/eventsFile.ts';
import { standardError, standardOutput } from '../terminal/output.ts';
import { createPaint } from '../terminal/paint.ts';
import { askInTurn, beginKeeping, type Desk, faultTeller } from './askInTurn.ts';
import { prepareKeepFolder } from './keepRuns.ts';
import { openAskedModel, sayServer } from './models.ts';
import { readContext } from './readContext.ts';

/** What a question needs before it is asked, and where to write. */
interface Prepared extends Desk {
  readonly asked: AskArguments;
  readonly context: Context;
  readonly notices: readonly string[];
  readonly options: RunOptions;
  /** In which runs are kept; null: nowhere. */
  readonly keepFolder: string | null;
}

/** Reads all that a question needs; sends nothing of it. Rejects with ExpectedError. */
export async function prepareAsk(asked: AskArguments, signal: AbortSignal): Promise<Prepared> {
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
  const desk = { model, server, events, paint, progress, json };
  return { asked, ...text, options: { ...options, ...asked.options }, keepFolder, ...desk };
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
  const { asked, context, notices, options, keepFolder, progress } = prepared;
  const onFault = faultTeller(prepared);
  const memo = asked.memoFolder === null ? null : new MemoFolder(asked.memoFolder, { onFault });
  return askInTurn(prepared, signal, async (ask) => {
    const askOne = async (question: string, follows?: string): Promise<RunResult> => {
      const runId = randomUUID();
      const from =
        follows === undefined ? context : { follows: path.join(keepFolder ?? '', follows) };
      const keeping = await beginKeeping(keepFolder, runId, from, onFault);
      const told = follows === undefined ? { notices } : { follows };
      const request = {
        runId,
        question,
        context,
        options,
        ...told,
        ...(memo !== null && { memo }),
      };
      return ask(request, keeping);
    };
    let result = await askOne(asked.question);
    for (const followUp of asked.followUps) {
      // What was stopped or failed is nothing to go on from.
      if (result.status === 'cancelled' || result.status === 'failed') break;
      progress.write('\n');
      result = await askOne(followUp, result.runId);
    }
    return result;
  });
}
