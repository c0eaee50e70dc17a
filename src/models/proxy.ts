import { InvalidOption } from '../core/errors.ts';
import { isLoopback } from './address.ts';
import { ProxyFailure } from './proxyFailure.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The proxy between here and a server, and the variable that names it. */
export interface Proxy {
  readonly url: URL;
  readonly variable: string;
}

const proxyAuthenticationRequired = 407;

/**
 * What HTTP_PROXY, HTTPS_PROXY and NO_PROXY say of a server, in lower case first, as curl reads them.
 * Null without a proxy, and for a server on this machine. Throws InvalidOption.
 */
export function findProxy(server: URL, environment: Variables): Proxy | null {
  if (
    isLoopback(server) ||
    isExcepted(server, readVariable(environment, 'NO_PROXY')?.value ?? '')
  ) {
    return null;
  }
  const found = readVariable(
    environment,
    server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY',
  );
  if (found === null) return null;
  const { name: variable, value } = found;
  const written = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(written) ? new URL(written) : null;
  // The value itself may hold a password.
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidOption(
      `${variable} names no proxy that can be used: it takes http://HOST:PORT or https://HOST:PORT.`,
    );
  }
  return { url, variable };
}

/** Lets every request of this process go through the proxy from now on. */
export async function goThroughProxy({ url }: Proxy, server: URL): Promise<void> {
  const { ProxyAgent, fetch } = await import('undici');
  const dispatcher = new ProxyAgent({
    uri: url.href,
    // Many proxies tunnel to HTTPS alone.
    proxyTunnel: server.protocol === 'https:',
  });
  const throughProxy = async (
    input: Parameters<typeof fetch>[0],
    init?: Parameters<typeof fetch>[1],
  ): ReturnType<typeof fetch> => {
    let response: Awaited<ReturnType<typeof fetch>>;
    try {
      response = await fetch(input, { ...init, dispatcher });
    } catch (error) {
      if (init?.signal?.aborted === true) throw error;
      throw new ProxyFailure(url.host, refusalOf(error), error);
    }
    if (response.status !== proxyAuthenticationRequired) return response;
    throw new ProxyFailure(url.host, proxyAuthenticationRequired);
  };
  // The same functions, but the package declares types of its own for what they take and give.
  globalThis.fetch = throughProxy as unknown as typeof globalThis.fetch;
}

/** The status with which a proxy refused, where the error says so; null for all other errors. */
function refusalOf(error: unknown): number | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    const status = /^Proxy response \((\d{3})\)/.exec(each.message)?.[1];
    if (status !== undefined) return Number(status);
    if (each.message.startsWith('Proxy Authentication Required')) {
      return proxyAuthenticationRequired;
    }
  }
  return null;
}

function readVariable(
  environment: Variables,
  upper: string,
): { readonly name: string; readonly value: string } | null {
  for (const name of [upper.toLowerCase(), upper]) {
    const value = environment[name]?.trim();
    if (value) return { name, value };
  }
  return null;
}

/** Whether a list of hosts, domains and `*`, each perhaps with a port, names the server. */
function isExcepted(server: URL, list: string): boolean {
  const hostname = server.hostname.replace(/^\[|\]$/g, '');
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, host = entry, only] = /^([^:]+|\[.+\]):(\d+)$/.exec(entry) ?? [];
      if (only !== undefined && only !== port) return false;
      const domain = host.replace(/^\*?\./, '').replace(/^\[|\]$/g, '');
      return hostname === domain || hostname.endsWith(`.${domain}`);
    });
}
