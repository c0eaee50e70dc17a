import {
  Cancelled,
  KeyMissing,
  KeyRefused,
  ServerFailed,
  ServerUnreachable,
  type WrongAddress,
} from '../core/errors.ts';
import { listPath, nameAddress, ownUrl, readAddress } from './address.ts';
import { type ConnectionOptions, keyHeaders, sendsKey } from './connectionFacts.ts';
import { clean, explainRedirect } from './failures.ts';
import { fetchDirectly, Redirected, readStart } from './fetching.ts';
import { createRedaction } from './redaction.ts';
import { foreign } from './refusals.ts';
import { readSaid } from './said.ts';
import { explainTransport, type TransportFailure } from './transport.ts';

/** What came of a request for a server's list of models. */
export type ListReply =
  | { readonly kind: 'unreached'; readonly failure: TransportFailure }
  | { readonly kind: 'redirected'; readonly error: WrongAddress }
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** False for a web page, plain words or nothing: whatever answered may be no API. */
      readonly isJson: boolean;
      readonly isPage: boolean;
      /** What it said in place of a list, short and without secrets. */
      readonly words: string;
      /** Names, in the server's order; null where it sent no list. */
      readonly models: readonly string[] | null;
    };

/** ms until the whole of the list has to be there. */
const patience = 20_000;
/** Bytes of it; the longest that is known has a tenth. */
const mostBytes = 16_777_216;

/**
 * Asks a server for the models that it offers: the smallest request there is, which tells whether it
 * is there at all. By itself and not by the openai package, since what came back is looked at
 * whatever it is, and a server is asked without a key too. Throws WrongAddress, TypeError for headers
 * that HTTP doesn't allow, and Cancelled.
 */
export async function requestList(
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<ListReply> {
  const { serves = 'openai' } = options;
  const apiKey = options.apiKey?.trim() || null;
  const url = readAddress(options.baseUrl?.trim() || ownUrl(serves), apiKey, serves);
  const base = nameAddress(url);
  const redact = createRedaction(options);
  const headers = new Headers();
  // One by one: what was given takes the place of a key's, however its name is written.
  for (const [name, value] of [
    ...Object.entries(keyHeaders(apiKey, url, serves)),
    ...Object.entries(options.headers),
  ])
    if (value !== null) headers.set(name, value);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${listPath(serves)}`;
  // Anthropic lists twenty unless more are asked for.
  if (serves === 'anthropic') url.searchParams.set('limit', '1000');
  const late = AbortSignal.timeout(patience);
  try {
    const response = await fetchDirectly(url, {
      headers,
      signal: AbortSignal.any([signal, late]),
    });
    const text = await readStart(response, mostBytes);
    const body = parse(text);
    const { words, isPage } = readSaid(text);
    return {
      kind: 'answered',
      status: response.status,
      isJson: body !== undefined,
      isPage,
      words: response.ok ? '' : clean(words, redact),
      models: response.ok ? namesIn(body) : null,
    };
  } catch (error) {
    if (signal.aborted) throw new Cancelled();
    if (error instanceof Redirected)
      return { kind: 'redirected', error: explainRedirect(error, base, redact) };
    const failure: TransportFailure = late.aborted
      ? { kind: 'failed', why: 'connecting timed out', retries: 0, fault: 'timedOut' }
      : explainTransport(error);
    return { kind: 'unreached', failure };
  }
}

/**
 * The models that a server offers, by name; empty where it lists none. Throws KeyMissing, KeyRefused,
 * WrongAddress, ServerUnreachable, ServerFailed, Cancelled.
 */
export async function listModels(
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { serves = 'openai' } = options;
  const address = readAddress(options.baseUrl?.trim() || ownUrl(serves), options.apiKey, serves);
  const { host } = address;
  const reply = await requestList(options, signal);
  if (reply.kind === 'redirected') throw reply.error;
  if (reply.kind === 'unreached')
    throw new ServerUnreachable(host, reply.failure.why, reply.failure.advice);
  const { status, isPage, models, words } = reply;
  if (status === 401 || (status === 403 && !isPage))
    throw sendsKey(options) ? new KeyRefused(host, words) : new KeyMissing(host, words);
  if (isPage) throw foreign({ url: nameAddress(address), serves });
  if (status >= 500 || status === 429) throw new ServerFailed(host, describeStatus(status, words));
  return models ?? [];
}

/** `status 503: Loading model`, as sentences name a server's failure. */
export function describeStatus(status: number, words: string): string {
  const plain = words.replace(/\.$/, '');
  return `status ${status}${plain && `: ${plain}`}`;
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
