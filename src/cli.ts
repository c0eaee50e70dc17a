import { randomUUID } from 'node:crypto';
import type { Context } from './core/context.ts';
import { Cancelled, ExpectedError, InvalidOption } from './core/errors.ts';
import type { RunEvent, RunResult } from './core/events.ts';
import { defaultOptions, demoModels } from './core/options.ts';
import { number } from './core/prompts.ts';
import { createEngine } from './engine.ts';
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

/** The whole of `rlm`: arguments in, exit status out. */
async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => {
    // Asked a second time, the user means it.
    if (stop.signal.aborted) process.exit(exitStatus.cancelled);
    stop.abort();
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
  const context = await readText(asked, signal, (sentence) => say(paint.yellow(`${sentence}\n`)));
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
  };
  const result = await engine.ask(request, emit);
  status?.stop();
  await events?.close();
  if (asked.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else say(answerText(result, paint));
  return result;
}

/** The Context that the arguments name. `warn` gets a sentence for each thing to know about it. */
async function readText(
  asked: AskArguments,
  signal: AbortSignal,
  warn: (sentence: string) => void,
): Promise<Context> {
  if (asked.folder === null) {
    const context = await readFilesContext(asked.files, undefined, { signal });
    for (const path of context.binaryPaths) {
      warn(`"${path || context.label}" looks like a binary file; it is read as text.`);
    }
    return context;
  }
  const { include, exclude } = asked;
  const context = await readFolderContext(asked.folder, {
    signal,
    ...(include.length > 0 && { include }),
    ...(exclude.length > 0 && { exclude }),
  });
  if (context.items.length === 0) {
    throw new InvalidOption(`No text file of "${asked.folder}" is left to ask about.`);
  }
  const [first] = context.skipped;
  if (first !== undefined) {
    const more = context.skipped.length - 1;
    const others = more === 0 ? '' : ` and ${number(more)} more`;
    warn(`Left out: "${first.path}" (${first.why})${others}.`);
  }
  return context;
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
