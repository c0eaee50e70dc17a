import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from '../core/context.ts';
import type { RunResult } from '../core/events.ts';
import { defaultOptions } from '../core/options.ts';
import type { Asker } from '../mcp/asker.ts';
import { SessionMoney } from '../mcp/money.ts';
import { openRoots } from '../mcp/roots.ts';
import { Runs } from '../mcp/runs.ts';
import { serveMcp } from '../mcp/server.ts';
import type { RunStore } from '../runs/runStore.ts';
import { TextItem } from '../sandbox/text/textItem.ts';
import { readEncodingName } from '../sources/encodings.ts';
import type { Interrupt } from '../terminal/interrupt.ts';
import { type McpArguments, mcpUsage, readMcpArguments } from '../terminal/mcpArguments.ts';
import { standardError, standardOutput } from '../terminal/output.ts';
import { createPaint } from '../terminal/paint.ts';
import { printableLine } from '../terminal/printable.ts';
import { askRecorded } from './askRecorded.ts';
import { exitStatus } from './exitStatus.ts';
import { prepareKeepFolder } from './keepRuns.ts';
import { openAskedModel, sayServer } from './models.ts';

/** Runs that one may cost before the server has spent what it may. */
const usualRuns = 10;
/** ms after which a server without a client is given up with whatever hangs in it. */
const longestEndMs = 5_000;
/** Characters of the cited lines that are looked at. */
const mostCited = 2_000;
const demoAnswers = ['The offline demo answers: fixed rules, no AI.'];

/** `rlm mcp`: serves until standard input ends; the exit status. Rejects with ExpectedError. */
export async function serve(argv: readonly string[], interrupt: Interrupt): Promise<number> {
  const asked = readMcpArguments(argv);
  if (asked === 'help') {
    standardOutput.write(mcpUsage);
    return 0;
  }
  const { encoding, maxSessionUsd } = asked;
  const roots = await openRoots(asked.roots);
  const keepFolder = asked.keepFolder === null ? null : await prepareKeepFolder(asked.keepFolder);
  const maxRunUsd = asked.options.maxCostUsd ?? defaultOptions.maxCostUsd ?? 0;
  const reportBug = (error: Error): void =>
    standardError.write(`${error.stack ?? error.message}\n`);
  const setup = {
    ...{
      roots,
      reportBug,
      runs: new Runs(),
      asker: onceItWorks(() => openAsker(asked, keepFolder, reportBug)),
    },
    money: new SessionMoney(maxRunUsd, maxSessionUsd ?? usualRuns * maxRunUsd),
    encoding: encoding === null ? {} : { encoding: readEncodingName(encoding, '--encoding') },
  };
  const connection = {
    input: process.stdin,
    write: (message: unknown) => standardOutput.writeJson(message),
    onTrouble: (error: Error) => standardError.write(`rlm: ${printableLine(error.message)}\n`),
  };
  if (process.stdin.isTTY)
    standardError.write('A client starts this server and speaks to it. Ctrl-C ends it.\n');
  // A run whose file hangs in the kernel would keep a server alive that nobody is connected to.
  process.stdin.once('end', () => void setTimeout(() => process.exit(0), longestEndMs).unref());
  await serveMcp(connection, setup, await readVersion(), interrupt.signal);
  return interrupt.signal.aborted ? exitStatus.cancelled : 0;
}

/** Loads the engine and who answers. Rejects with ExpectedError. */
async function openAsker(
  asked: McpArguments,
  keepFolder: string | null,
  reportBug: (error: Error) => void,
): Promise<Asker> {
  const paint = createPaint(false);
  const [{ createEngine }, { model, server, options }] = await Promise.all([
    import('../engine.ts'),
    openAskedModel({ ...asked, estimate: false }, standardError, paint),
  ]);
  sayServer(server, standardError, paint);
  const isDemo = model.provider === 'demo';
  const who = isDemo
    ? demoAnswers
    : server === null
      ? []
      : [`Models of ${printableLine(server)} answer.`];
  const store = keepFolder === null ? null : await openStore(keepFolder);
  return {
    notices: who,
    ask: async ({ runId, question, context, notices, maxCostUsd, signal }, emit) => {
      // Nobody asks on: so nothing of a run is kept when it is over.
      const engine = createEngine({ distFolder: __dirname, reportBug });
      const chosen = { ...options, ...asked.options, maxCostUsd };
      const request = { runId, question, context, notices, options: chosen, model, signal };
      const record = (await store?.create(runId, context)) ?? null;
      const result = await askRecorded(engine, request, record, emit);
      await engine.dispose();
      const runFolder = keepFolder === null ? null : path.join(keepFolder, runId);
      return { result, citedLines: citedLines(result, context), runFolder };
    },
  };
}

async function openStore(folder: string): Promise<RunStore> {
  const { RunStore } = await import('../runs/runStore.ts');
  return new RunStore(folder, {
    onFault: (sentence) => standardError.write(`${printableLine(sentence)}\n`),
  });
}

/** Calls once; again only after what was rejected. */
function onceItWorks<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}

function citedLines({ citations }: RunResult, context: Context): (string | null)[] {
  const items = new Map<string, TextItem>();
  return citations.map(({ path: name, startLine, endLine, verified }) => {
    const found = context.items.find((item) => item.path === name);
    if (found === undefined || !verified) return null;
    const item = items.get(name) ?? new TextItem(name, found.text);
    items.set(name, item);
    const start = item.lines.start(startLine - 1);
    const end = item.lines.end(endLine - 1);
    return item.slice(start, Math.min(end, start + mostCited));
  });
}

async function readVersion(): Promise<string> {
  const text = await readFile(path.join(__dirname, '../package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
