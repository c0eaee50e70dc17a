import { WrongAddress } from '../core/errors.ts';
import { createRedaction } from './redaction.ts';

/** Whose API a server has. */
export type ServerApi = 'openai' | 'anthropic';

/** Where OpenAI itself is. */
export const openAiUrl = 'https://api.openai.com/v1';

/** What differs by API in an address. */
const addressForms: Readonly<
  Record<ServerApi, { own: string; endpoint: RegExp; advice: string; list: string }>
> = {
  openai: {
    own: openAiUrl,
    endpoint: /\/(?:(?:chat\/)?completions|responses)$/,
    advice: 'A base URL reads like https://api.openai.com/v1 or http://localhost:11434/v1.',
    list: '/models',
  },
  anthropic: {
    own: 'https://api.anthropic.com',
    endpoint: /(?:\/v1)?\/messages$/,
    advice: 'A base URL of this API reads like https://api.anthropic.com.',
    list: '/v1/models',
  },
};

/** The base URL of who has made the API. */
export function ownUrl(api: ServerApi): string {
  return addressForms[api].own;
}

/** Where a server lists its models, behind its base URL. */
export function listPath(api: ServerApi): string {
  return addressForms[api].list;
}

/**
 * A base URL, without slashes at its end; of Anthropic's API also without `/v1`, which belongs to its
 * paths. Throws `WrongAddress`, which says what is wrong with it and how it should read, as far as that
 * shows.
 */
export function readAddress(
  baseUrl: string,
  apiKey: string | null,
  api: ServerApi = 'openai',
): URL {
  const form = addressForms[api];
  const text = baseUrl.trim();
  const redact = createRedaction({ apiKey, baseUrl: null, headers: {} });
  const named = redact(withoutSecrets(text));
  const wrong = (what: string, instead: string): WrongAddress => {
    const behind = text.includes('?') ? ' with the query behind it' : '';
    const better = `Set the base URL to ${redact(withoutSecrets(instead))}${behind}.`;
    return new WrongAddress(named, what, better);
  };
  const quoted = /^["'`“”‘’<]+(.*?)["'`“”‘’>]+$/.exec(text)?.[1]?.trim();
  if (quoted !== undefined) throw wrong('stands in quotes', quoted);
  if (/^https?:\S*\s/.test(text)) throw wrong('has blanks in it', text.replace(/\s/g, ''));
  const address = URL.canParse(text) ? new URL(text) : null;
  if (address === null || !/^https?:$/.test(address.protocol)) {
    const full = withScheme(text);
    if (full !== null)
      throw wrong(`has no ${full.startsWith('https') ? 'https' : 'http'}:// in front`, full);
    throw new WrongAddress(named, 'is no address of a server', form.advice);
  }
  address.pathname = address.pathname.replace(/\/+$/, '');
  const endpoint = form.endpoint.exec(address.pathname)?.[0];
  if (endpoint !== undefined) {
    const base = `${address.origin}${address.pathname.slice(0, -endpoint.length)}`;
    throw wrong(`ends in ${endpoint}, which is added to the base URL by itself`, base);
  }
  if (api === 'anthropic') address.pathname = address.pathname.replace(/\/v1$/, '');
  return address;
}

/**
 * What was given as an address, without a query and without the user and password before the host,
 * which may all be secrets. Where it can't be told what the host is, all goes up to the last `@`.
 */
function withoutSecrets(text: string): string {
  const [, scheme = '', rest = ''] = /^(["'`“”‘’<]*(?:https?:)?[\\/]*)([^?#]*)/i.exec(text) ?? [];
  const isClear = /^https?:/i.test(text) ? URL.canParse(text) : withScheme(text) !== null;
  const host = rest.replace(isClear ? /^[^\\/]*@/ : /^.*@/s, '');
  // A password with a `?` or `#` in it, whose host is behind that.
  const isPassword = !isClear && /[?#].*@/s.test(text);
  return `${scheme}${isPassword ? host.replace(/:(?!\d{1,5}(?:\/|$)).*$/s, '') : host}`;
}

/** What was meant by a host, or a host and a port, without a scheme; null for other text. */
function withScheme(text: string): string | null {
  const bare = text.replace(/^(?:https?)?:?\/{1,2}/i, '');
  if (
    !/^(?:localhost|\[[\da-f:]+\]|[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d))(?::\d{1,5})?(?:[/?#]\S*)?$/i.test(
      bare,
    )
  )
    return null;
  const isNear = /^(?:localhost|\[|[\w-]+:\d|\d+\.\d+\.\d+\.\d+)/i.test(bare);
  return `${isNear ? 'http' : 'https'}://${bare}`;
}

/** An address as sentences name it: its query may hold a key. */
export function nameAddress({ origin, pathname }: URL): string {
  return `${origin}${pathname === '/' ? '' : pathname}`;
}

const ownHost =
  /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;

/** True for a server on this machine, which needs no key. */
export function isLoopback({ hostname }: URL): boolean {
  return ownHost.test(hostname);
}

export function isAnthropicHost(hostname: string): boolean {
  return hostname === 'api.anthropic.com';
}

export function isOpenAiHost(hostname: string): boolean {
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}
