import { InvalidOption, KeyMissing, KeyRefused } from '../core/errors.ts';
import {
  isAnthropicHost,
  isLoopback,
  isOpenAiHost,
  ownUrl,
  readAddress,
  type ServerApi,
} from './address.ts';
import { createRedaction, type Redact } from './redaction.ts';

export interface ConnectionOptions {
  /** Whose API the server has; absent: OpenAI's. */
  readonly serves?: ServerApi;
  readonly apiKey: string | null;
  /** Null: the own one of the API's maker. */
  readonly baseUrl: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is known of a server before anything is sent to it. */
export interface ConnectionFacts {
  /** Whose API it has. */
  readonly serves: ServerApi;
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

/** A server that can be asked things beside completions. */
export interface Connection extends ConnectionFacts {
  /** Asks an absolute address of the server, with key and headers; rejects for any status but a good one. */
  readonly request: (
    method: 'get' | 'post',
    url: string,
    options: { readonly signal: AbortSignal; readonly body?: object },
  ) => Promise<Response>;
}

/** What a client of a server is made with. */
export interface ClientSettings {
  readonly facts: ConnectionFacts;
  readonly apiKey: string | null;
  /** Sent with every request, what was given over what the key needs; null: not sent. */
  readonly headers: Readonly<Record<string, string | null>>;
  readonly query: Readonly<Record<string, string>>;
}

/** Whether requests bring a key, or a header that stands for one. */
export function sendsKey({ apiKey, headers }: ConnectionOptions): boolean {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  return Boolean(apiKey?.trim()) || names.some((name) => authorizing.has(name));
}

/**
 * Checks where and how a server is to be asked. A query in the base URL goes along with every request.
 * Throws `WrongAddress`, `KeyMissing`, `KeyRefused` and `InvalidOption`; sends nothing.
 */
export function readConnection(options: ConnectionOptions): ClientSettings {
  const { serves = 'openai' } = options;
  const apiKey = options.apiKey?.trim() || null;
  const address = readAddress(options.baseUrl?.trim() || ownUrl(serves), apiKey, serves);
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
  return {
    apiKey,
    headers: { ...keyHeaders(apiKey, address, serves), ...options.headers },
    query: Object.fromEntries(address.searchParams),
    facts: {
      serves,
      server,
      url: `${address.origin}${address.pathname}`.replace(/\/$/, ''),
      isOpenAi: isOpenAiHost(address.hostname),
      isAuthorized,
      redact,
      warnings: warningsOf(address, isAuthorized),
    },
  };
}

/** The version of Anthropic's API that requests are written for. */
const anthropicVersion = '2026-10-21';

/**
 * The headers of a key. Azure wants it in a header of its own: a bearer's token is something else there.
 * So does Anthropic; servers with its API take it from that header or from a bearer's.
 */
export function keyHeaders(
  apiKey: string | null,
  { hostname }: URL,
  serves: ServerApi = 'openai',
): Record<string, string | null> {
  const bearer = apiKey && `Bearer ${apiKey}`;
  if (serves === 'anthropic')
    return {
      'anthropic-version': anthropicVersion,
      'x-api-key': apiKey,
      Authorization: isAnthropicHost(hostname) ? null : bearer,
    };
  const isAzure = /\.(?:openai|cognitiveservices|services\.ai)\.azure\.com$/.test(hostname);
  if (isAzure) return { Authorization: null, 'api-key': apiKey };
  return { Authorization: bearer };
}

/** Headers that carry a key themselves, as Azure's does. */
const authorizing = new Set(['authorization', 'api-key', 'x-api-key']);

/** Headers that a package adds from a variable of the environment, whatever the server: null takes them back. */
export function inheritedHeaders(lines = ''): Record<string, null> {
  const names = lines
    .split('\n')
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
