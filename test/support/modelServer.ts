// A local server that speaks OpenAI's Chat Completions and Responses and Anthropic's Messages, scripted, for tests, benches
// and trials: real HTTP, streaming or not, with every way of failing that a real one has.
//
//   node test/support/modelServer.ts --port 8080 --script script.json [--latency MS] [--record FILE]
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { messagesFormat } from './messagesFormat.ts';
import { chatFormat, type Format, readMessages, responsesFormat } from './modelFormats.ts';
import {
  type Answer,
  type Fault,
  type Part,
  type Recorded,
  type Reply,
  readScript,
  type Script,
} from './modelScript.ts';

export interface ServerOptions {
  readonly port?: number;
  /** ms before the first byte of each reply. */
  readonly latencyMs?: number;
  /** Refuses other keys with 401. */
  readonly key?: string;
  /** Parameters that are refused by name, with 400. */
  readonly refuses?: readonly string[];
  /** What other paths than those of completions answer, by path: JSON. */
  readonly tells?: Readonly<Record<string, object>>;
  readonly onRequest?: (request: Recorded) => void;
}

export interface ModelServer {
  /** The base URL, ending in `/v1`. */
  readonly url: string;
  readonly requests: readonly Recorded[];
  /** Most requests that were open at once. */
  readonly peak: () => number;
  /** Resolves when a request matches. */
  readonly seen: (matches: (request: Recorded) => boolean) => Promise<Recorded>;
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

const formats: Readonly<Record<string, Format>> = {
  '/v1/chat/completions': chatFormat,
  '/v1/responses': responsesFormat,
  '/v1/messages': messagesFormat,
};

export async function startModelServer(
  script: Script,
  options: ServerOptions = {},
): Promise<ModelServer> {
  const requests: Recorded[] = [];
  const turns = new Map<string, number>();
  const watchers = new Set<() => void>();
  let open = 0;
  let peak = 0;
  const changed = () => {
    for (const watcher of watchers) watcher();
  };

  async function answer(recorded: Recorded): Promise<Answer> {
    const part = script[recorded.model] ?? script['*'];
    if (part === undefined) return unknownModel(recorded.model);
    if (typeof part === 'function') return part(recorded);
    if (!isList(part)) return part;
    const turn = turns.get(recorded.model) ?? 0;
    turns.set(recorded.model, turn + 1);
    return part[turn] ?? { status: 400, message: `The script of ${recorded.model} has ended` };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    const told = options.tells?.[path];
    if (told !== undefined) return sendJson(response, told);
    if (path === '/v1/models') return sendJson(response, listModels(script));
    const format = formats[path];
    if (format === undefined)
      return fail(response, chatFormat, { status: 404, body: '404 page not found' });
    const body = await readBody(request);
    const messages = readMessages(format.api, body);
    const recorded: Recorded = {
      index: requests.length + 1,
      api: format.api,
      model: String(body.model),
      messages,
      prompt: messages.at(-1)?.content ?? '',
      headers: request.headers,
      body,
      at: Date.now(),
      cancelled: false,
      sentChars: 0,
    };
    requests.push(recorded);
    options.onRequest?.(recorded);
    response.on('close', () => {
      recorded.cancelled = !response.writableFinished;
      changed();
    });
    changed();
    const key = request.headers['x-api-key'] ?? request.headers.authorization?.slice(7);
    if (options.key !== undefined && key !== options.key)
      return fail(response, format, {
        status: 401,
        code: 'invalid_api_key',
        message: 'Incorrect API key',
      });
    const refused = options.refuses?.find((name) => name in body);
    if (refused !== undefined) return fail(response, format, refusal(refused));
    const given = await answer(recorded);
    const reply = typeof given === 'string' ? { text: given } : given;
    await wait('status' in reply ? options.latencyMs : (reply.delayMs ?? options.latencyMs));
    if ('status' in reply) return fail(response, format, reply);
    if (body.stream !== true || reply.plain) {
      const whole = JSON.stringify(format.whole(recorded, reply));
      const isWhole = reply.breaks !== 'end';
      recorded.sentChars = isWhole ? (reply.reasoning ?? '').length + reply.text.length : 0;
      return sendJson(response, isWhole ? whole : whole.slice(0, whole.length / 2));
    }
    return stream(response, format, recorded, reply);
  }

  const server = createServer((request, response) => {
    open += 1;
    peak = Math.max(peak, open);
    response.on('close', () => {
      open -= 1;
    });
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else fail(response, chatFormat, { status: 400, message: `The script failed: ${error}` });
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given');
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    peak: () => peak,
    seen: (matches) =>
      new Promise((resolve) => {
        const look = () => {
          const found = requests.find(matches);
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function stream(
  response: ServerResponse,
  format: Format,
  request: Recorded,
  reply: Reply,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const send = (events: string) => response.write(events);
  if (reply.events !== undefined) {
    response.end(reply.events);
    return;
  }
  const text = reply.breaks ? reply.text.slice(0, Math.ceil(reply.text.length / 2)) : reply.text;
  send(format.opening(request, reply));
  request.sentChars += (reply.reasoning ?? '').length;
  const size = reply.pieceChars ?? 64;
  for (let at = 0; at < text.length && !response.destroyed; at += size) {
    const piece = text.slice(at, at + size);
    send(format.piece(piece));
    request.sentChars += piece.length;
    await wait(reply.pieceDelayMs);
  }
  switch (reply.breaks) {
    case 'socket':
      // What was written must have left before the connection breaks.
      await new Promise((resolve) => response.write(': \n\n', resolve));
      response.destroy();
      return;
    case 'hang':
      return;
    case 'malformed':
      send('data: {"choices": [{"del\n\n');
      break;
    case 'error':
      send(format.error('The server had an error while processing your request'));
      break;
    case 'end':
      break;
    case undefined:
      send(format.closing(request, reply));
  }
  response.end();
}

function fail(response: ServerResponse, format: Format, fault: Fault): void {
  if (fault.status === -1) return;
  if (fault.status === 0) {
    response.destroy();
    return;
  }
  const body = fault.body ?? JSON.stringify(format.failure(fault));
  const kind = /^\s*[{[]/.test(body)
    ? 'application/json'
    : body.startsWith('<')
      ? 'text/html'
      : 'text/plain';
  response.writeHead(fault.status, { 'content-type': kind, ...fault.headers });
  response.end(body);
}

function unknownModel(model: string): Fault {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return { status: 404, code: 'model_not_found', type: 'invalid_request_error', message };
}

function refusal(parameter: string): Fault {
  const instead =
    { max_tokens: 'max_completion_tokens', max_completion_tokens: 'max_tokens' }[parameter] ?? null;
  const advice = instead === null ? '' : ` Use '${instead}' instead.`;
  const message = `Unsupported parameter: '${parameter}' is not supported with this model.${advice}`;
  return { status: 400, code: 'unsupported_parameter', type: 'invalid_request_error', message };
}

function listModels(script: Script) {
  const names = Object.keys(script).filter((name) => name !== '*');
  return { object: 'list', data: names.map((id) => ({ id, object: 'model', owned_by: 'script' })) };
}

/** `body`: text is JSON already. */
function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

function isList(part: Part): part is readonly Answer[] {
  return Array.isArray(part);
}

function wait(ms = 0): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}

// No top-level await: suites that run inside VS Code are bundled as CommonJS.
if (import.meta.main) void serveScript();

async function serveScript(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      script: { type: 'string' },
      latency: { type: 'string', default: '0' },
      record: { type: 'string' },
    },
  });
  const { record } = values;
  if (values.script === undefined) throw new Error('--script FILE is missing');
  const server = await startModelServer(readScript(readFileSync(values.script, 'utf8')), {
    port: Number(values.port),
    latencyMs: Number(values.latency),
    ...(record && {
      onRequest: (request) => appendFileSync(record, `${JSON.stringify(request)}\n`),
    }),
  });
  console.log(`Listening at ${server.url}`);
}
