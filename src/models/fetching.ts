import { readSaid, type Said } from './said.ts';

/** A server answered with an error: as a status, or within a reply that had begun well. */
export class Refused extends Error {
  /** HTTP status; undefined within a reply of status 200. */
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly said: Said;
  /** The limit of reply tokens that the request asked for; null without one. */
  sent: number | null = null;
  constructor(status: number | undefined, headers: Headers | undefined, said: Said) {
    super(`The server refused with ${status ?? 'an error'}`);
    this.name = 'Refused';
    this.status = status;
    this.headers = headers;
    this.said = said;
  }
}

/** A request got no answer at all. */
export class Unanswered extends Error {
  /** What fetch threw. No `cause`, in whose words makers' packages look for timeouts. */
  readonly thrown: unknown;
  constructor(thrown: unknown) {
    super('There was no answer');
    this.name = 'Unanswered';
    this.thrown = thrown;
  }
}

/** A server named another address in place of an answer. */
export class Redirected extends Error {
  /** The new address without a query and what is before its host, of any length; null where it can't be seen. */
  readonly to: string | null;
  constructor(to: string | null) {
    super('The server redirects');
    this.name = 'Redirected';
    this.to = to;
  }
}

/** Bytes of an error's body that are read; the rest says nothing more. */
const mostErrorBytes = 65_536;

/**
 * fetch that follows no redirect, since text and key would go to whoever a server names. Throws
 * `Redirected`, and what fetch throws.
 */
export async function fetchDirectly(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const location = response.headers.get('location');
  const isRedirect = response.status >= 300 && response.status < 400 && location !== null;
  if (response.type !== 'opaqueredirect' && !isRedirect) return response;
  await response.body?.cancel();
  const from = input instanceof Request ? input.url : String(input);
  throw new Redirected(location === null ? null : readTarget(location, from));
}

/**
 * The same for the clients of makers' packages: every status but a good one is thrown as `Refused`, and
 * what fetch throws as `Unanswered`, since packages look into errors for what to hide of them.
 */
export async function fetchCompletion(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const response = await fetchDirectly(input, init).catch((error: unknown) => {
    throw error instanceof Redirected ? error : new Unanswered(error);
  });
  if (response.ok) return response;
  const said = readSaid(await readStart(response, mostErrorBytes));
  throw new Refused(response.status, response.headers, said);
}

/** The first bytes of a body as text; the connection is closed after them. */
export async function readStart(response: Response, mostBytes: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop early cancels the body.
  for await (const part of response.body) {
    text += decoder.decode(part, { stream: true });
    bytes += part.byteLength;
    if (bytes >= mostBytes) break;
  }
  return text + decoder.decode();
}

function readTarget(location: string, from: string): string | null {
  if (!URL.canParse(location, from)) return null;
  const { origin, pathname } = new URL(location, from);
  return origin === 'null' ? null : `${origin}${pathname}`;
}
