import { randomUUID } from 'node:crypto';
import type { Context } from './core/context.ts';
import { Cancelled, ExpectedError, InvalidOption } from './core/errors.ts';
import type { RunEvent, RunResult } from './core/events.ts';
import { defaultOptions, demoModels } from './core/options.ts';
import { createEngine } from './engine.ts';
import { leftOutNotices } from './sources/leftOut.ts';
import { readFilesContext } from './sources/readFile.ts';
import { readFolderContext } from './sources/readFolder.ts';
import { answerText } from './terminal/answer.ts';
import { type AskArguments, readArguments, usage } from './terminal/arguments.ts';
import { openEventsFile } from './terminal/eventsFile.ts';
import { createPaint } from './terminal/paint.ts';
import { readEnvFile, readSurroundings } from './terminal/settings.ts';
import { StatusLine } from './terminal/statusLine.ts';
import { Trace } from './terminal/trace.ts';

const exitStatus = { answered: 0, failed: 1, limit: 3, cancelled: 130 } as const;
const badInput = 2;
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
    const result = await ask(asked, stop.signal);
    return exitStatus[result.status];
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    process.stderr.write(`rlm: ${error.message}\n`);
    return error instanceof Cancelled ? exitStatus.cancelled : badInput;
  }
}

async function ask(asked: AskArguments, signal: AbortSignal): Promise<RunResult> {
  const around = readSurroundings(process.env, readEnvFile('.env'));
  const progress = asked.json ? process.stderr : process.stdout;
  const paint = createPaint(progress.isTTY === true && !process.env.NO_COLOR);
  const say = (text: string): void => void progress.write(text);

  const { openModel } = await import('./models/provider.ts');
  const model = await openModel({
    provider: asked.provider,
    apiKey: around.apiKey,
    baseUrl: asked.baseUrl ?? around.baseUrl,
    api: asked.api,
    prices: asked.prices,
    headers: {},
    assetsFolder: __dirname,
  });
  const demo = model.provider === 'demo';
  if (demo && asked.provider === 'auto') {
    say(paint.yellow('No key and no base URL: this is the offline demo (fixed rules, no AI).\n'));
  }
  const { context, notices } = await readText(asked, signal);
  const options = {
    ...defaultOptions,
    ...(demo && demoModels),
    ...(!demo && around.rootModel !== null && { rootModel: around.rootModel }),
    ...(!demo && around.subModel !== null && { subModel: around.subModel }),
    ...asked.options,
  };

  const events = asked.eventsFile === null ? null : await openEventsFile(asked.eventsFile);
  const trace = new Trace(say, paint);
  const status = progress.isTTY === true ? new StatusLine(say) : null;
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
  status?.start();
  const request = {
    runId: randomUUID(),
    question: asked.question,
    context,
    options,
    model,
    signal,
    notices,
  };
  const result = await engine.ask(request, emit);
  status?.stop();
  await events?.close();
  if (asked.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else say(answerText(result, paint));
  return result;
}

/** The Context that the arguments name, and what the user should know about it. */
async function readText(
  asked: AskArguments,
  signal: AbortSignal,
): Promise<{ readonly context: Context; readonly notices: readonly string[] }> {
  if (asked.folder === null) {
    const context = await readFilesContext(asked.files, undefined, { signal });
    const notices = context.binaryPaths.map(
      (path) => `"${path || context.label}" looks like a binary file; it is read as text.`,
    );
    return { context, notices };
  }
  const { folder, include, exclude } = asked;
  const context = await readFolderContext(folder, { signal, include, exclude });
  if (context.items.length === 0) {
    const why = leftOutNotices(context).map((sentence) => ` ${sentence}`);
    throw new InvalidOption(`No text file of "${folder}" is left to ask about.${why.join('')}`);
  }
  return { context, notices: leftOutNotices(context) };
}

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
