import {
  Cancelled,
  KeyRefused,
  ServerFailed,
  ServerUnreachable,
  WrongAddress,
} from '../core/errors.ts';
import { type ConnectionOptions, openAiUrl, readAddress } from './connection.ts';
import { explainTransport, type TransportFailure } from './transport.ts';

/** What came of a request for a server's list of models. */
export type ListReply =
  | { readonly kind: 'unreached'; readonly failure: TransportFailure }
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** False for a web page, plain words or nothing: whatever answered may be no API. */
      readonly isJson: boolean;
      readonly isPage: boolean;
      /** Names, in the server's order; null where it sent no list. */
      readonly models: readonly string[] | null;
    };

/** ms until the whole of the list has to be there. */
const patience = 20_000;

/**
 * Asks a server for the models that it offers: the smallest request there is, which tells whether it
 * is there at all. By itself and not by the openai package, since what came back is looked at
 * whatever it is, and a server is asked without a key too. Throws WrongAddress, TypeError for headers
 * that HTTP doesn't allow, and Cancelled.
 */
export async function requestList(
  { baseUrl, apiKey, headers }: ConnectionOptions,
  signal: AbortSignal,
): Promise<ListReply> {
  const url = readAddress(baseUrl ?? openAiUrl, apiKey);
  url.pathname += '/models';
  const sent = new Headers({ ...(apiKey && { Authorization: `Bearer ${apiKey}` }), ...headers });
  const late = AbortSignal.timeout(patience);
  try {
    const response = await fetch(url, { headers: sent, signal: AbortSignal.any([signal, late]) });
    const text = await response.text();
    const body = parse(text);
    return {
      kind: 'answered',
      status: response.status,
      isJson: body !== undefined,
      isPage: /^\s*<(?:!doctype|html|\?xml|head|body)/i.test(text),
      models: response.ok ? namesIn(body) : null,
    };
  } catch (error) {
    if (signal.aborted) throw new Cancelled();
    const failure: TransportFailure = late.aborted
      ? { kind: 'failed', why: 'connecting timed out', retries: 0, fault: 'timedOut' }
      : explainTransport(error);
    return { kind: 'unreached', failure };
  }
}

/**
 * The models that a server offers, by name; empty where it lists none. Throws KeyRefused,
 * WrongAddress, ServerUnreachable, ServerFailed, Cancelled.
 */
export async function listModels(
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { host, href } = readAddress(options.baseUrl ?? openAiUrl, options.apiKey);
  const reply = await requestList(options, signal);
  if (reply.kind === 'unreached') throw new ServerUnreachable(host, reply.failure.why);
  const { status, isPage, models } = reply;
  if (status === 401 || (status === 403 && !isPage)) throw new KeyRefused(host);
  if (isPage) throw new WrongAddress(href);
  if (status >= 500 || status === 429) throw new ServerFailed(host, `status ${status}`);
  return models ?? [];
}

/** OpenAI's `{ data: [{ id }] }`; some servers send the list alone, or call it `models`. */
function namesIn(body: unknown): readonly string[] | null {
  const list = isRecord(body) ? (body.data ?? body.models) : body;
  if (!Array.isArray(list)) return null;
  return list.flatMap((entry: unknown) => {
    const id = isRecord(entry) ? (entry.id ?? entry.name) : entry;
    return typeof id === 'string' && id !== '' ? [id] : [];
  });
}

function parse(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
