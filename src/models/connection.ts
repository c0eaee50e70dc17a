import { OpenAI } from 'openai';
import { InvalidOption, KeyMissing, KeyRefused, WrongAddress } from '../core/errors.ts';

/** Where OpenAI itself is. */
export const openAiUrl = 'https://api.openai.com/v1';

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
  /** Takes the key, whole or in part, and whatever looks like one, out of a server's words. */
  readonly redact: (text: string) => string;
}

/** A query in the base URL goes along with every request. Throws `WrongAddress`, `KeyMissing`, `KeyRefused` and `InvalidOption`; sends nothing. */
export function connect(options: ConnectionOptions): Connection {
  const apiKey = options.apiKey?.trim() || null;
  const address = readAddress(options.baseUrl?.trim() || openAiUrl, apiKey);
  const server = address.host;
  if (address.username !== '' || address.password !== '')
    throw new InvalidOption(
      'The base URL holds a user name or a password. Set the key or a header instead.',
    );
  const names = Object.keys(options.headers).map((name) => name.toLowerCase());
  const isAuthorized = apiKey !== null || names.some((name) => authorizing.has(name));
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
    redact: (text) => redact(text, apiKey),
  };
}

/** Azure wants a key in a header of its own; a bearer's token is something else there. */
function keyHeaders(apiKey: string | null, { hostname }: URL): Record<string, string | null> {
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

/** Without slashes at its end. Throws `WrongAddress`. */
export function readAddress(baseUrl: string, apiKey: string | null): URL {
  const address = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (address === null || !/^https?:$/.test(address.protocol))
    throw new WrongAddress(redact(baseUrl, apiKey));
  address.pathname = address.pathname.replace(/\/+$/, '');
  return address;
}

/** True for a server on this machine, which needs no key. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

export function isOpenAiHost(hostname: string): boolean {
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
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

function redact(text: string, apiKey: string | null): string {
  const known = apiKey !== null && apiKey.length >= 4 ? text.replaceAll(apiKey, '***') : text;
  return known
    .replace(/\b(?:sk|pk|key|rk)-[\w*.-]{6,}/gi, '***')
    .replace(/\bBearer\s+\S+/gi, 'Bearer ***');
}
