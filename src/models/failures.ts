import {
  Cancelled,
  ExpectedError,
  ServerFailed,
  ServerUnreachable,
  StreamCut,
  WrongAddress,
} from '../core/errors.ts';
import type { ConnectionFacts } from './connectionFacts.ts';
import { readMeaning } from './dialects/read.ts';
import { Redirected, Refused, Unanswered } from './fetching.ts';
import type { Redact } from './redaction.ts';
import { explainRefusal, foreign } from './refusals.ts';
import { type Failure, longestNamedWaitMs } from './retry.ts';
import { stripTags } from './said.ts';
import { CutStream, EndlessReply, ForeignReply } from './stream.ts';
import { explainTransport } from './transport.ts';
import { readRetryAfter, readWaitAsked } from './waits.ts';
import { Overtime, Silence } from './watch.ts';

/** Every retry costs what the server has already billed. */
const cutRetries = 3;

/**
 * Says what a failed request means for the user, and whether it is worth another attempt. Null for
 * what is no failure of a server: a bug.
 */
export function explainFailure(
  thrown: unknown,
  model: string,
  connection: ConnectionFacts,
): Failure | null {
  const error = unwrap(thrown);
  const { server, url, redact } = connection;
  const final = (ending: ExpectedError): Failure => settle(ending, ending.message, 0);
  if (error instanceof ExpectedError) return error instanceof Cancelled ? null : final(error);
  if (error instanceof Silence)
    return final(new ServerFailed(server, `nothing came from it for ${spell(error.ms)}`));
  if (error instanceof Overtime)
    return final(new ServerFailed(server, `its reply was not complete after ${spell(error.ms)}`));
  if (error instanceof EndlessReply)
    return final(new ServerFailed(server, 'its reply is longer than any could be'));
  if (error instanceof ForeignReply) return final(foreign(connection, clean(error.words, redact)));
  if (error instanceof Redirected) return final(explainRedirect(error, url, redact));
  if (error instanceof Refused) return explainRefused(error, model, connection);
  const cut = settle(
    new StreamCut(server),
    `${server} broke off in the middle of its reply`,
    cutRetries,
  );
  if (error instanceof CutStream || (error instanceof SyntaxError && isFromStream(error)))
    return cut;
  const { kind, why, retries, advice } = explainTransport(error);
  if (kind === 'silent') return final(new ServerFailed(server, 'nothing came from it for minutes'));
  if (error instanceof Unanswered)
    return settle(
      new ServerUnreachable(server, why, advice),
      `${server} can't be reached: ${why}`,
      retries,
    );
  // Connections that break while the reply is read come as the transport's own errors.
  if (kind === 'failed') return cut;
  return null;
}

/** Makers' packages wrap whatever fetch throws. */
export function unwrap(thrown: unknown): unknown {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const isOurs =
    cause instanceof Refused || cause instanceof Redirected || cause instanceof Unanswered;
  return isOurs ? cause : thrown;
}

function explainRefused(
  { status, headers, said, sent }: Refused,
  model: string,
  { server, url, serves, redact, isAuthorized }: ConnectionFacts,
): Failure {
  const words = clean(said.words, redact);
  const meaning = readMeaning({ status, ...said, sent });
  const refusal = explainRefusal({
    ...{ meaning, status, words, model, server, url, serves, isAuthorized },
  });
  const afterMs = readRetryAfter(headers, Date.now()) ?? said.waitMs ?? readWaitAsked(said.words);
  // Too long to wait for: the server's words say how long.
  const retries = (afterMs ?? 0) > longestNamedWaitMs ? 0 : refusal.retries;
  const what = `${server} answered ${status ?? 'with an error'}`;
  return { ...settle(refusal.error, what, retries, afterMs), isBusy: refusal.isBusy };
}

/**
 * Who follows a redirect hands text and key to whoever it names. The path of that may be of any length
 * and repeat a secret.
 */
export function explainRedirect({ to }: Redirected, url: string, redact: Redact): WrongAddress {
  const target =
    to?.replace(/\/(?:(?:chat\/)?completions|responses|(?:v1\/)?messages|models)$/, '') ?? null;
  return new WrongAddress(
    url,
    target === null ? 'redirects to another address' : `redirects to ${clean(target, redact)}`,
    'Redirects are not followed: set the base URL to the new address if you trust it.',
  );
}

/** One line of 300 characters at most, without markup and secrets. */
export function clean(words: string, redact: Redact): string {
  const line = stripTags(redact(words));
  return line.length <= 300 ? line : `${line.slice(0, 297).trimEnd()}...`;
}

function settle(
  error: ExpectedError,
  what: string,
  retries: number,
  afterMs: number | null = null,
): Failure {
  return { error, what: what.replace(/\.$/, ''), retries, afterMs, isBusy: false };
}

function isFromStream(error: SyntaxError): boolean {
  return /server-sent event/.test(error.message);
}

function spell(ms: number): string {
  return ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 1000)} seconds`;
}
