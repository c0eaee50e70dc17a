import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Context } from './core/context.ts';
import { Cancelled, ExpectedError, InvalidOption } from './core/errors.ts';
import { estimate } from './core/estimate.ts';
import type { RunEvent, RunResult } from './core/events.ts';
import type { Model } from './core/model.ts';
import { defaultOptions, demoModels, type RunOptions } from './core/options.ts';
import { createEngine } from './engine.ts';
import { MemoFolder } from './runs/memoFolder.ts';
import { encodingNotices } from './sources/encodingNotes.ts';
import { readEncodingName } from './sources/encodings.ts';
import { leftOutNotices } from './sources/leftOut.ts';
import { readFilesContext } from './sources/readFile.ts';
import { readFolderContext } from './sources/readFolder.ts';
import type { SourceContext } from './sources/readText.ts';
import { answerText } from './terminal/answer.ts';
import { type AskArguments, readArguments, usage } from './terminal/arguments.ts';
import { estimateText } from './terminal/estimate.ts';
import { openEventsFile } from './terminal/eventsFile.ts';
import { createPaint, type Paint } from './terminal/paint.ts';
import { modelsOf, readEnvFile, readSurroundings } from './terminal/settings.ts';
import { StatusLine } from './terminal/statusLine.ts';
import { Trace } from './terminal/trace.ts';

const exitStatus = { answered: 0, failed: 1, limit: 3, cancelled: 130 } as const;
const badInput = 2;
const namingSecrets = 'name them with --include (and all others with "*"), or with --file';
/** ms after which a stopped run is given up with whatever hangs in it. */
const longestStopMs = 5_000;

/** The whole of `rlm`: arguments in, exit status out. */
async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => {
    // Asked a second time, the user means it.
    if (stop.signal.aborted) process.exit(exitStatus.cancelled);
    stop.abort();
    setTimeout(() => process.exit(exitStatus.cancelled), longestStopMs).unref();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const asked = readArguments(argv);
    if (asked === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    const prepared = await prepare(asked, stop.signal);
    return asked.estimate ? await sayEstimate(prepared) : await ask(prepared, stop.signal);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    process.stderr.write(`rlm: ${error.message}\n`);
    return error instanceof Cancelled ? exitStatus.cancelled : badInput;
  }
}

/** What a question needs before it is asked, and where to write. */
interface Prepared {
  readonly asked: AskArguments;
  readonly context: Context;
  readonly notices: readonly string[];
  readonly options: RunOptions;
  readonly model: Model;
  readonly paint: Paint;
  /** Writes for people: to standard error where standard output is for JSON. */
  readonly say: (text: string) => void;
  readonly isTerminal: boolean;
}

async function prepare(asked: AskArguments, signal: AbortSignal): Promise<Prepared> {
  const around = readSurroundings(process.env, readEnvFile('.env'));
  const progress = asked.json ? process.stderr : process.stdout;
  const isTerminal = progress.isTTY === true;
  const paint = createPaint(isTerminal && !process.env.NO_COLOR);
  const say = (text: string): void => void progress.write(text);

  const { openModel } = await import('./models/provider.ts');
  // An estimate sends nothing, so it needs no key.
  const noKey = asked.estimate && asked.provider === 'openai' ? 'none' : null;
  const model = await openModel({
    provider: asked.provider,
    apiKey: around.apiKey ?? noKey,
    baseUrl: asked.baseUrl ?? around.baseUrl,
    api: asked.api,
    prices: asked.prices,
    windows: asked.windows,
    headers: {},
    assetsFolder: __dirname,
  });
  const demo = model.provider === 'demo';
  if (demo && asked.provider === 'auto') {
    say(paint.yellow('No key and no base URL: this is the offline demo (fixed rules, no AI).\n'));
  }
  const models = demo ? demoModels : modelsOf(around);
  const options = { ...defaultOptions, ...models, ...asked.options };
  return { asked, ...(await readText(asked, signal)), options, model, paint, say, isTerminal };
}

/** The Context that the arguments name, and what the user should know about it. */
async function readText(
  asked: AskArguments,
  signal: AbortSignal,
): Promise<{ readonly context: Context; readonly notices: readonly string[] }> {
  const { encoding } = asked;
  const choice = encoding === null ? {} : { encoding: readEncodingName(encoding, '--encoding') };
  if (asked.folder === null) {
    const context = await readFilesContext(asked.files, undefined, { signal, ...choice });
    const notices = context.binaryPaths.map(
      (path) => `"${path || context.label}" looks like a binary file; it is read as text.`,
    );
    return { context, notices: [...notices, ...sayEncodings(context)] };
  }
  const { folder, include, exclude } = asked;
  const context = await readFolderContext(folder, { signal, include, exclude, ...choice });
  if (context.items.length === 0) {
    const why = leftOutNotices(context, namingSecrets).map((sentence) => ` ${sentence}`);
    throw new InvalidOption(`No text file of "${folder}" is left to ask about.${why.join('')}`);
  }
  return {
    context,
    notices: [...leftOutNotices(context, namingSecrets), ...sayEncodings(context)],
  };
}

function sayEncodings({ encodings, label }: SourceContext): string[] {
  return encodingNotices(encodings, label, 'with --encoding');
}

/** Says what the question will cost; asks nothing. */
async function sayEstimate(prepared: Prepared): Promise<number> {
  const { asked, context, options, model, paint, say } = prepared;
  const [{ countContextTokens }, { createTokenCounter }] = await Promise.all([
    import('./models/contextTokens.ts'),
    import('./models/tokens.ts'),
  ]);
  const { tokens } = await countContextTokens(context, createTokenCounter(__dirname));
  const chars = context.items.reduce((sum, { text }) => sum + text.length, 0);
  const { rootModel, subModel } = options;
  const root = model.facts(rootModel);
  const sub = model.facts(subModel);
  const estimated = estimate({ chars, tokens, options, root, sub, history: [] });
  const subject = { label: context.label, chars, tokens, rootModel, subModel };
  if (asked.json) process.stdout.write(`${JSON.stringify({ ...estimated, ...subject })}\n`);
  else say(estimateText(estimated, subject, paint));
  return 0;
}

/** Asks the question and its follow-ups; the exit status is the last one's. */
async function ask(prepared: Prepared, signal: AbortSignal): Promise<number> {
  const { asked, paint, say, isTerminal } = prepared;
  const events = asked.eventsFile === null ? null : await openEventsFile(asked.eventsFile);
  const trace = new Trace(say, paint);
  const status = isTerminal ? new StatusLine(say) : null;
  const emit = (event: RunEvent): void => {
    events?.append(event);
    status?.clear();
    trace.show(event);
    status?.show(event);
  };
  const engine = createEngine({
    distFolder: __dirname,
    reportBug: (error) => void process.stderr.write(`${error.stack ?? error.message}\n`),
  });
  const onFault = (sentence: string): void => say(paint.yellow(`${sentence}\n`));
  const memo = asked.memoFolder === null ? null : new MemoFolder(asked.memoFolder, { onFault });
  let result = await askOne(asked.question, undefined);
  for (const followUp of asked.followUps) {
    // What was stopped or failed is nothing to go on from.
    if (result.status === 'cancelled' || result.status === 'failed') break;
    say('\n');
    result = await askOne(followUp, result.runId);
  }
  await events?.close();
  await engine.dispose();
  if (asked.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  return exitStatus[result.status];

  async function askOne(question: string, follows: string | undefined): Promise<RunResult> {
    const { context, notices, options, model } = prepared;
    const runId = randomUUID();
    const request = {
      ...{ runId, question, context, options, model, signal },
      ...(follows === undefined ? { notices } : { follows }),
      ...(memo !== null && { memo }),
    };
    status?.start();
    const answered = await engine.ask(request, emit);
    status?.stop();
    if (!asked.json) say(answerText(answered, paint));
    return answered;
  }
}

// Every call of a batch listens to one signal; Node 20 takes more than ten for a leak.
setMaxListeners(0);
// A reader that has seen enough, `| head` for instance, is no failure.
process.stdout.on('error', () => process.exit());
main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = exitStatus.failed;
  },
);
