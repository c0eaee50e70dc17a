import { randomUUID } from 'node:crypto';
import type { Context } from '../core/context.ts';
import { estimate } from '../core/estimate.ts';
import type { RunResult } from '../core/events.ts';
import type { Model } from '../core/model.ts';
import type { RunOptions } from '../core/options.ts';
import { createEngine } from '../engine.ts';
import { MemoFolder } from '../runs/memoFolder.ts';
import type { AskArguments } from '../terminal/askArguments.ts';
import { estimateText } from '../terminal/estimate.ts';
import { type EventsFile, openEventsFile } from '../terminal/eventsFile.ts';
import { type Output, standardError, standardOutput } from '../terminal/output.ts';
import { createPaint, type Paint } from '../terminal/paint.ts';
import { printableLine } from '../terminal/printable.ts';
import { exitStatus } from './exitStatus.ts';
import { LiveTrace } from './liveTrace.ts';
import { openAskedModel, sayServer } from './models.ts';
import { readContext } from './readContext.ts';

/** What a question needs before it is asked, and where to write. */
interface Prepared {
  readonly asked: AskArguments;
  readonly context: Context;
  readonly notices: readonly string[];
  readonly options: RunOptions;
  readonly model: Model;
  /** The server that will be asked, in words; null where none is. */
  readonly server: string | null;
  readonly events: EventsFile | null;
  readonly paint: Paint;
  /** For people: standard error where standard output is for JSON. */
  readonly progress: Output;
}

/** Reads all that a question needs; sends nothing of it. Rejects with ExpectedError. */
export async function prepareAsk(asked: AskArguments, signal: AbortSignal): Promise<Prepared> {
  const progress = asked.json ? standardError : standardOutput;
  const paint = createPaint(progress.isTerminal && !process.env.NO_COLOR);
  const { model, server, options } = await openAskedModel(asked, progress, paint);
  const events =
    asked.eventsFile === null || asked.estimate
      ? null
      : await openEventsFile(asked.eventsFile, asked.files);
  const text = await readContext(asked, events, signal).catch(async (error: unknown) => {
    await events?.discard();
    throw error;
  });
  const chosen = { ...options, ...asked.options };
  return { asked, ...text, options: chosen, model, server, events, paint, progress };
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
  const { asked, context, notices, options, model, server, events, paint, progress } = prepared;
  const live = new LiveTrace(progress, paint, events, asked.json);
  const engine = createEngine({
    distFolder: __dirname,
    reportBug: (error) => standardError.write(`${error.stack ?? error.message}\n`),
  });
  const onFault = (sentence: string): void =>
    progress.write(paint.yellow(`${printableLine(sentence)}\n`));
  const memo = asked.memoFolder === null ? null : new MemoFolder(asked.memoFolder, { onFault });
  const askOne = (question: string, follows?: string): Promise<RunResult> =>
    live.ask(engine, {
      ...{ runId: randomUUID(), question, context, options, model, signal },
      ...(follows === undefined ? { notices } : { follows }),
      ...(memo !== null && { memo }),
    });
  sayServer(server, progress, paint);
  let result = await askOne(asked.question);
  for (const followUp of asked.followUps) {
    // What was stopped or failed is nothing to go on from.
    if (result.status === 'cancelled' || result.status === 'failed') break;
    progress.write('\n');
    result = await askOne(followUp, result.runId);
  }
  await events?.close();
  await engine.dispose();
  if (asked.json) standardOutput.writeJson(result);
  return exitStatus[result.status];
}
