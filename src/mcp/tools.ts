import type {
  CallToolResult,
  McpServer,
  ServerContext,
  StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import { asError, EmptyQuestion, ExpectedError } from '../core/errors.ts';
import type { EncodingChoice } from '../sources/decode.ts';
import type { Asker } from './asker.ts';
import type { SessionMoney } from './money.ts';
import { refusalFor, type ToolResult } from './report.ts';
import type { Roots } from './roots.ts';
import type { Runs } from './runs.ts';
import { askShape, getShape, reportShape, stopShape } from './shapes.ts';
import { findTexts } from './texts.ts';
import { type Waiting, waitFor } from './waiting.ts';

/** What the tools work with. */
export interface Services {
  readonly roots: Roots;
  readonly runs: Runs;
  readonly money: SessionMoney;
  readonly encoding: EncodingChoice;
  /** Loads the engine when it is first called. */
  readonly asker: () => Promise<Asker>;
  readonly reportBug: (error: Error) => void;
}

const askDescription = `Answers a question about text that is too long to read: log files, exports, books, whole folders, up to 2 GB. The text doesn't go into your context. A model writes code that searches, counts and cuts it, and puts pieces of it to other models; you get the answer with the lines that it rests on.
Worth it where the text is longer than you can read, or where something must be counted or checked over all of it. Not worth it for a file that you can read yourself, or for finding one word: read or search then. It costs money and takes from seconds to minutes.
Name the text by path, paths or glob, below the folders that this server may read. An answer that takes longer than wait_seconds comes as a runId: call get_run with it.`;

/** Registers the tools of the server. */
export function registerTools(server: McpServer, services: Services): void {
  const annotations = { readOnlyHint: true, openWorldHint: true };
  server.registerTool(
    'ask_long_text',
    {
      ...{ title: 'Ask about a long text', description: askDescription, annotations },
      ...{ inputSchema: lenient(askShape), outputSchema: reportShape },
    },
    (asked, context) =>
      answer(services, async () => {
        const question = asked.question.trim();
        if (question === '') throw new EmptyQuestion();
        const { runs, money, asker, reportBug } = services;
        const text = await findTexts(services.roots, asked, services.encoding);
        const run = runs.begin(() => ({
          ...{ question, text, asker, reportBug },
          money: money.hold(asked.max_cost_usd),
        }));
        await waitFor(run, asked.wait_seconds, waitingOf(context));
        return run.result;
      }),
  );
  server.registerTool(
    'get_run',
    {
      title: 'Wait for an answer',
      description:
        'Waits for the answer of a run that ask_long_text has begun, and tells how far it is where it goes on.',
      ...{ annotations, inputSchema: lenient(getShape), outputSchema: reportShape },
    },
    (asked, context) =>
      answer(services, async () => {
        const run = services.runs.find(asked.run_id);
        await waitFor(run, asked.wait_seconds, waitingOf(context));
        return run.result;
      }),
  );
  server.registerTool(
    'stop_run',
    {
      title: 'Stop a run',
      description:
        'Ends a run that ask_long_text has begun, and returns what there is so far. It spends nothing more.',
      annotations: { ...annotations, idempotentHint: true },
      ...{ inputSchema: lenient(stopShape), outputSchema: reportShape },
    },
    (asked) =>
      answer(services, async () => {
        const run = services.runs.find(asked.run_id);
        run.stop();
        await run.done;
        return run.result;
      }),
  );
}

/** Every expected failure is a refusal with a sentence; anything else is a bug, and told as one. */
async function answer(
  services: Services,
  work: () => Promise<ToolResult>,
): Promise<CallToolResult> {
  try {
    return toolResult(await work());
  } catch (thrown) {
    const error = asError(thrown);
    if (!(error instanceof ExpectedError)) services.reportBug(error);
    return toolResult(refusalFor(error));
  }
}

function toolResult({ text, report, isError }: ToolResult): CallToolResult {
  return {
    content: [{ type: 'text', text }],
    ...(report !== null && { structuredContent: report }),
    ...(isError && { isError }),
  };
}

function waitingOf({ mcpReq }: ServerContext): Waiting {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return { signal: mcpReq.signal, tell: null };
  return {
    signal: mcpReq.signal,
    tell: (progress, message) => {
      const params = { progressToken, progress, message };
      // Where the connection is gone there is nobody to tell; its end stops the run.
      mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
    },
  };
}

/** The same shape for callers that write null where they have nothing to say. */
function lenient<Schema extends StandardSchemaWithJSON>(schema: Schema): Schema {
  const standard = schema['~standard'];
  const withoutNulls = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null))
      : value;
  const validate: typeof standard.validate = (value) => standard.validate(withoutNulls(value));
  return { '~standard': { ...standard, validate } } as Schema;
}
