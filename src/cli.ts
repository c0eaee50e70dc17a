import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { addAbortSignal } from 'node:stream';
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
import { diskReader, type FileKind } from './sources/fileReader.ts';
import { leftOutNotices } from './sources/leftOut.ts';
import { readFilesContext, standardInputPath } from './sources/readFile.ts';
import { readFolderContext } from './sources/readFolder.ts';
import type { SourceContext } from './sources/readText.ts';
import { withoutFile } from './sources/withoutFile.ts';
import { answerText } from './terminal/answer.ts';
import { type AskArguments, readArguments, usage } from './terminal/arguments.ts';
import { estimateText } from './terminal/estimate.ts';
import { type EventsFile, openEventsFile } from './terminal/eventsFile.ts';
import { Interrupt } from './terminal/interrupt.ts';
import { type Output, standardError, standardOutput } from './terminal/output.ts';
import { createPaint, type Paint } from './terminal/paint.ts';
import { printableLine } from './terminal/printable.ts';
import { modelsOf, readEnvFile, readSurroundings, type Surroundings } from './terminal/settings.ts';
import { StatusLine } from './terminal/statusLine.ts';
import { Trace } from './terminal/trace.ts';

const exitStatus = { answered: 0, failed: 1, limit: 3, cancelled: 130 } as const;
const badInput = 2;
const namingSecrets = 'name them with --include (and all others with "*"), or with --file';

/** The whole of `rlm`: arguments in, exit status out. */
async function main(argv: readonly string[]): Promise<number> {
  const interrupt = new Interrupt(exitStatus.cancelled);
  let preparing: Promise<Prepared> | null = null;
  try {
    const asked = readArguments(argv);
    if (asked === 'help') {
      standardOutput.write(usage);
      return 0;
    }
    preparing = prepare(asked, interrupt.signal);
    const prepared = await interrupt.unlessStopped(preparing);
    return asked.estimate
      ? await interrupt.unlessStopped(sayEstimate(prepared, interrupt.signal))
      : await ask(prepared, interrupt.signal);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    standardError.write(`rlm: ${printableLine(error.message)}\n`);
    if (!(error instanceof Cancelled)) return badInput;
    if (preparing !== null) await interrupt.leave(preparing);
    return process.exit(exitStatus.cancelled);
  }
}

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

async function prepare(asked: AskArguments, signal: AbortSignal): Promise<Prepared> {
  const envFile = readEnvFile('.env');
  const around = readSurroundings(process.env, envFile.variables);
  const progress = asked.json ? standardError : standardOutput;
  const paint = createPaint(progress.isTerminal && !process.env.NO_COLOR);
  if (envFile.notice !== null) progress.write(paint.yellow(`${envFile.notice}\n`));

  const { chooseProvider, openModel } = await import('./models/provider.ts');
  const settings = {
    provider: asked.provider,
    // For an estimate OpenAI is asked nothing, and other servers only what their models take.
    apiKey: around.apiKey ?? (asked.estimate && asked.provider === 'openai' ? 'none' : null),
    baseUrl: asked.baseUrl ?? around.baseUrl,
    api: asked.api,
    prices: asked.prices,
    windows: asked.windows,
    headers: {},
    assetsFolder: __dirname,
  };
  const isDemo = chooseProvider(settings) === 'demo';
  const server = isDemo ? null : await reachServer(settings.baseUrl, asked, around);
  const model = await openModel(settings);
  if (isDemo && asked.provider === 'auto') {
    progress.write(
      paint.yellow('No key and no base URL: this is the offline demo (fixed rules, no AI).\n'),
    );
  }
  const models = isDemo ? demoModels : modelsOf(around);
  const options = { ...defaultOptions, ...models, ...asked.options };
  const events =
    asked.eventsFile === null || asked.estimate
      ? null
      : await openEventsFile(asked.eventsFile, asked.files);
  const text = await readText(asked, events, signal).catch(async (error: unknown) => {
    await events?.discard();
    throw error;
  });
  return { asked, ...text, options, model, server, events, paint, progress };
}

/**
 * Where the requests will go and who says so, `127.0.0.1:8080 (--base-url)`; lets them take the proxy
 * that the environment names. Null where none will go, and where that is no address, which is told when
 * it is used.
 */
async function reachServer(
  baseUrl: string | null,
  asked: AskArguments,
  around: Surroundings,
): Promise<string | null> {
  const [{ isOpenAiHost, openAiUrl }, { findProxy, goThroughProxy }] = await Promise.all([
    import('./models/address.ts'),
    import('./models/proxy.ts'),
  ]);
  const address = baseUrl?.trim() || openAiUrl;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // An estimate asks for windows alone, and OpenAI's API doesn't tell them.
  if (asked.estimate && isOpenAiHost(url.hostname)) return null;
  const proxy = findProxy(url, process.env);
  if (proxy !== null) await goThroughProxy(proxy, url);
  const said = asked.baseUrl?.trim() ? '--base-url' : around.baseUrlFrom;
  const way = proxy === null ? '' : `, through the proxy ${proxy.url.host} (${proxy.variable})`;
  return `${url.host} (${baseUrl?.trim() ? said : "OpenAI's own address"})${way}`;
}

function sayServer({ server, progress, paint }: Prepared): void {
  if (server !== null) progress.write(paint.dim(`Asking ${printableLine(server)}.\n`));
}

/** The Context that the arguments name, and what the user should know about it. */
async function readText(
  asked: AskArguments,
  events: EventsFile | null,
  signal: AbortSignal,
): Promise<{ readonly context: Context; readonly notices: readonly string[] }> {
  const { files, folder, include, exclude, eventsFile, encoding } = asked;
  const choice = encoding === null ? {} : { encoding: readEncodingName(encoding, '--encoding') };
  for (const file of files) {
    if (file !== standardInputPath && (await isKind(file, 'folder')))
      throw new InvalidOption(`"${file}" is a folder: use --dir.`);
  }
  if (folder !== null && (await isKind(folder, 'file'))) {
    throw new InvalidOption(`"${folder}" is a file: use --file.`);
  }
  if (folder === null) {
    const standardInput = files.includes(standardInputPath)
      ? addAbortSignal(signal, process.stdin)
      : undefined;
    const context = await readFilesContext(files, undefined, {
      signal,
      ...choice,
      ...(standardInput && { standardInput }),
    });
    const notices = context.binaryPaths.map(
      (path) => `"${path || context.label}" looks like a binary file; it is read as text.`,
    );
    return { context, notices: [...notices, ...sayEncodings(context)] };
  }
  const reader =
    events === null || eventsFile === null
      ? diskReader
      : withoutFile(diskReader, eventsFile, events.isAt);
  const context = await readFolderContext(folder, {
    signal,
    include,
    exclude,
    reader,
    ...choice,
  });
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

/** False where there is nothing, which is told when it is read. */
async function isKind(path: string, kind: FileKind): Promise<boolean> {
  return diskReader.stat(path).then(
    (facts) => facts.kind === kind,
    () => false,
  );
}

/** Says what the question will cost; asks the server for what its models take, and no more. */
async function sayEstimate(prepared: Prepared, signal: AbortSignal): Promise<number> {
  const { asked, context, options, model, paint, progress } = prepared;
  const [{ countContextTokens }, { createTokenCounter }, { askWindows }] = await Promise.all([
    import('./models/contextTokens.ts'),
    import('./models/tokens.ts'),
    import('./models/knownWindows.ts'),
  ]);
  const { tokens } = await countContextTokens(context, createTokenCounter(__dirname));
  const chars = context.items.reduce((sum, { text }) => sum + text.length, 0);
  const { rootModel, subModel } = options;
  sayServer(prepared);
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
async function ask(prepared: Prepared, signal: AbortSignal): Promise<number> {
  const { asked, events, paint, progress } = prepared;
  const trace = new Trace((text) => progress.write(text), paint);
  const status = progress.isTerminal ? new StatusLine(progress) : null;
  const emit = (event: RunEvent): void => {
    events?.append(event);
    status?.clear();
    trace.show(event);
    status?.show(event);
  };
  const engine = createEngine({
    distFolder: __dirname,
    reportBug: (error) => standardError.write(`${error.stack ?? error.message}\n`),
  });
  const onFault = (sentence: string): void =>
    progress.write(paint.yellow(`${printableLine(sentence)}\n`));
  const memo = asked.memoFolder === null ? null : new MemoFolder(asked.memoFolder, { onFault });
  sayServer(prepared);
  let result = await askOne(asked.question, undefined);
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
    if (!asked.json) progress.write(answerText(answered, paint, trace.endsWithStep));
    return answered;
  }
}

// Every call of a batch listens to one signal; Node 20 takes more than ten for a leak.
setMaxListeners(0);
// A reader that has seen enough, `| head` for instance, is no failure.
standardOutput.onClosed(() => process.exit());
// Node itself would print a bug as it stands.
process.on('uncaughtException', (error) => {
  standardError.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(exitStatus.failed);
});
void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
