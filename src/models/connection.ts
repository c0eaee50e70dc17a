import { OpenAI } from 'openai';
import { InvalidOption, KeyMissing, KeyRefused } from '../core/errors.ts';
import { isLoopback, isOpenAiHost, openAiUrl, readAddress } from './address.ts';
import { fetchCompletion } from './fetching.ts';
import { createRedaction, type Redact } from './redaction.ts';

export interface ConnectionOptions {
  readonly apiKey: string | null;
  /** Null: OpenAI's own. */
  readonly baseUrl: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A server, and the client that talks to it. */
export interface Connection {
  readonly client: OpenAI;
  /** Host and port, as sentences name it: `api.openai.com`, `localhost:11434`. */
  readonly server: string;
  /** The base URL without anything secret in it. */
  readonly url: string;
  readonly isOpenAi: boolean;
  /** Whether requests bring a key, or a header that stands for one. */
  readonly isAuthorized: boolean;
  /** Takes what is secret in key, headers and address out of a server's words. */
  readonly redact: Redact;
  /** Sentences about what is dangerous with it though it works. */
  readonly warnings: readonly string[];
}

/** Whether requests bring a key, or a header that stands for one. */
export function sendsKey({ apiKey, headers }: ConnectionOptions): boolean {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  return Boolean(apiKey?.trim()) || names.some((name) => authorizing.has(name));
}

/** A query in the base URL goes along with every request. Throws `WrongAddress`, `KeyMissing`, `KeyRefused` and `InvalidOption`; sends nothing. */
export function connect(options: ConnectionOptions): Connection {
  const apiKey = options.apiKey?.trim() || null;
  const address = readAddress(options.baseUrl?.trim() || openAiUrl, apiKey);
  const redact = createRedaction(options);
  const server = address.host;
  if (address.username !== '' || address.password !== '')
    throw new InvalidOption(
      'The base URL holds a user name or a password. Set the key or a header instead.',
    );
  const isAuthorized = sendsKey(options);
  if (!isAuthorized && !isLoopback(address)) throw new KeyMissing(server);
  // A key that can't stand in a header would end in an error that quotes it.
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) throw new KeyRefused(server);
  checkHeaders(options.headers);
  const client = new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: `${address.origin}${address.pathname}`,
    defaultQuery: Object.fromEntries(address.searchParams),
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    fetch: fetchCompletion,
    logLevel: 'off',
    defaultHeaders: {
      ...inheritedHeaders(),
      ...keyHeaders(apiKey, address),
      ...options.headers,
    },
  });
  return {
    client,
    server,
    url: `${address.origin}${address.pathname}`,
    isOpenAi: isOpenAiHost(address.hostname),
    isAuthorized,
    redact,
    warnings: warningsOf(address, isAuthorized),
  };
}

/** Azure wants a key in a header of its own; a bearer's token is something else there. */
export function keyHeaders(
  apiKey: string | null,
  { hostname }: URL,
): Record<string, string | null> {
  const isAzure = /\.(?:openai|cognitiveservices|services\.ai)\.azure\.com$/.test(hostname);
  if (isAzure) return { Authorization: null, 'api-key': apiKey };
  return { Authorization: apiKey && `Bearer ${apiKey}` };
}

/** Headers that carry a key themselves, as Azure's does. */
const authorizing = new Set(['authorization', 'api-key', 'x-api-key']);

/** The package adds what `OPENAI_CUSTOM_HEADERS` holds, whatever the server: null takes it back. */
function inheritedHeaders(): Record<string, null> {
  const lines = (process.env.OPENAI_CUSTOM_HEADERS ?? '').split('\n');
  const names = lines
    .filter((line) => line.includes(':'))
    .map((line) => line.split(':', 1)[0] ?? '');
  return Object.fromEntries(names.map((name) => [name.trim(), null]));
}

/** What to say of a key that everyone on the way can read. */
export function warningsOf(address: URL, hasKey: boolean): readonly string[] {
  if (address.protocol !== 'http:' || !hasKey || isLoopback(address)) return [];
  return [
    `The API key and your text go to ${address.host} unencrypted, since the base URL begins with http://. Use https:// if the server has it.`,
  ];
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      new Headers([[name, value]]);
    } catch {
      // The error itself quotes the value, which may be a secret.
      throw new InvalidOption(
        `The header "${name}" has a name or value that HTTP does not allow.`,
        {
          header: name,
        },
      );
    }
  }
}
