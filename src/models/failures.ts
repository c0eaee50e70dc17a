import { APIConnectionError, APIError } from 'openai/error';
import {
  Cancelled,
  ExpectedError,
  ServerFailed,
  ServerUnreachable,
  StreamCut,
  WrongAddress,
} from '../core/errors.ts';
import type { Connection } from './connection.ts';
import { explainRefusal, readWaitAsked, readWords } from './refusals.ts';
import { type Failure, readRetryAfter } from './retry.ts';
import { CutStream, ForeignReply } from './stream.ts';
import { explainTransport } from './transport.ts';
import { Silence } from './watch.ts';

/** Every retry costs what the server has already billed. */
const cutRetries = 3;

/**
 * Says what a failed request means for the user, and whether it is worth another attempt. Null for
 * what is no failure of a server: a bug.
 */
export function explainFailure(
  error: unknown,
  model: string,
  connection: Connection,
): Failure | null {
  const { server, url, redact } = connection;
  const final = (ending: ExpectedError): Failure => settle(ending, ending.message, 0);
  if (error instanceof ExpectedError) return error instanceof Cancelled ? null : final(error);
  if (error instanceof Silence)
    return final(new ServerFailed(server, `nothing came from it for ${spell(error.ms)}`));
  if (error instanceof ForeignReply) return final(new WrongAddress(url));
  const cut = settle(
    new StreamCut(server),
    `${server} broke off in the middle of its reply`,
    cutRetries,
  );
  if (error instanceof CutStream || (error instanceof SyntaxError && isFromStream(error)))
    return cut;
  if (error instanceof APIError && !(error instanceof APIConnectionError)) {
    const words = shorten(redact(readWords(error)));
    const { error: ending, retries } = explainRefusal(error, words, model, connection);
    const what = `${server} answered ${error.status ?? 'with an error'}`;
    return settle(ending, what, retries, error.headers, words);
  }
  const { kind, why, retries } = explainTransport(error);
  if (kind === 'silent') return final(new ServerFailed(server, 'nothing came from it for minutes'));
  if (error instanceof APIConnectionError)
    return settle(
      new ServerUnreachable(server, why),
      `${server} can't be reached: ${why}`,
      retries,
    );
  // Connections that break while the reply is read come as the transport's own errors.
  if (kind === 'failed') return cut;
  return null;
}

/** One line of 300 characters at most. */
function shorten(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length <= 300 ? line : `${line.slice(0, 297).trimEnd()}...`;
}

function settle(
  error: ExpectedError,
  what: string,
  retries: number,
  headers?: Headers,
  words = '',
): Failure {
  const afterMs = readRetryAfter(headers, Date.now()) ?? readWaitAsked(words);
  return { error, what, retries, afterMs };
}

function isFromStream(error: SyntaxError): boolean {
  return /server-sent event/.test(error.message);
}

function spell(ms: number): string {
  return ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 1000)} seconds`;
}
