import type { APIError } from 'openai/error';
import {
  type ExpectedError,
  KeyRefused,
  PromptTooLong,
  RateLimited,
  RequestRejected,
  ServerFailed,
  UnknownModel,
  WrongAddress,
} from '../core/errors.ts';

/** How a refused request ends, and how often it may be tried again. */
export interface Refusal {
  readonly error: ExpectedError;
  readonly retries: number;
}

const many = Number.POSITIVE_INFINITY;
/** For failures that come while the server already works, and bills. */
const few = 3;

/**
 * What a server's error means, by its status, its code and, since servers agree on neither, its
 * words. The status is absent when the error came within a reply that had begun.
 */
export function explainRefusal(
  { status, code, type }: Pick<APIError, 'status' | 'code' | 'type'>,
  words: string,
  model: string,
  { server, url }: { readonly server: string; readonly url: string },
): Refusal {
  const kind = `${code ?? ''} ${type ?? ''}`;
  const why = withoutStop(words);
  const isPage = /^\s*<|<html|<!doctype/i.test(words);
  const rejected = new RequestRejected(server, (!isPage && why) || `status ${status}`);

  if (status === 401 || isAboutKey(status, words)) return final(new KeyRefused(server));
  if (isTooLong(status, kind, words)) return final(new PromptTooLong(model, why));
  if (status === 402 || isQuota(kind, words)) return final(new RateLimited(server));
  if (status === 429 || /rate_limit/.test(kind))
    return { error: new RateLimited(server), retries: many };
  if (/unexpected endpoint/i.test(words)) return final(new WrongAddress(url));
  if (status === undefined)
    return isAboutModel(kind, words)
      ? final(new UnknownModel(model, server))
      : { error: new ServerFailed(server, why || 'it gave no reason'), retries: few };
  if (status === 408 || status === 409 || status >= 500) {
    const what = [`status ${status}`, isPage ? '' : why].filter(Boolean).join(': ');
    return { error: new ServerFailed(server, what), retries: many };
  }
  if (!isPage && isAboutModel(kind, words)) return final(new UnknownModel(model, server));
  // A page, or words about where the user is, come from whoever stands before the API.
  if (status === 403)
    return final(
      isPage || /country|region|territory/i.test(words) ? rejected : new KeyRefused(server),
    );
  if (isPage || status === 404 || status === 405) return final(new WrongAddress(url));
  return final(rejected);
}

function final(error: ExpectedError): Refusal {
  return { error, retries: 0 };
}

function isTooLong(status: number | undefined, kind: string, words: string): boolean {
  // One request beyond a whole minute's tokens is refused for ever, though with the status of a
  // rate limit, whose other sentences speak of tokens too.
  if (status === 429) return /request too large/i.test(words);
  return (
    status === 413 ||
    /context_length|string_above_max|exceed_context|context_window/.test(kind) ||
    /maximum context length|context (?:length|window|size)|(?:prompt|input) is too long|input token count .*exceeds|too many (?:input )?tokens|string too long/i.test(
      words,
    )
  );
}

function isQuota(kind: string, words: string): boolean {
  return (
    /insufficient_quota|billing|credit|budget_exceeded/.test(kind) ||
    /insufficient (?:balance|credit|funds)|credit balance is too low/i.test(words) ||
    // Gemini says so of what a minute may hold, too, and then when to come back.
    (/exceeded your current quota/i.test(words) && readWaitAsked(words) === null)
  );
}

/** Gemini refuses a wrong key as a bad request. */
function isAboutKey(status: number | undefined, words: string): boolean {
  return status === 400 && /api key (?:not valid|not found|expired)/i.test(words);
}

/** ms that a server's words ask to wait: "try again in 1.2s", "retry in 340ms"; null without any. */
export function readWaitAsked(words: string): number | null {
  const match = /\b(?:try again|retry) in (\d+(?:\.\d+)?) ?(ms|s)\b/i.exec(words);
  return match === null ? null : Number(match[1]) * (match[2]?.toLowerCase() === 's' ? 1_000 : 1);
}

function isAboutModel(kind: string, words: string): boolean {
  return (
    /model_not_found|DeploymentNotFound/.test(kind) ||
    (kind.includes('not_found_error') && /^model\b/i.test(words)) ||
    /no models? (?:is )?loaded|no endpoints found/i.test(words) ||
    (/model/i.test(words) &&
      /not found|not exist|(?:unknown|invalid|no such|unsupported) model|not a valid model|not loaded|deprecated|decommissioned/i.test(
        words,
      ))
  );
}

/** What the server said, wherever it said it: every server has its own shape of error. */
export function readWords(error: APIError): string {
  const words = findWords(error.error);
  if (words !== '') return words;
  // The package's message begins with the status; without a body it says only that.
  const text = error.message.replace(/^\d{3} /, '');
  return /no body|status code or body/.test(text) ? '' : text;
}

function findWords(body: unknown): string {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) return findWords(body[0]);
  if (typeof body !== 'object' || body === null) return '';
  const { error, message, detail } = body as Record<string, unknown>;
  const said = error ?? message ?? detail;
  if (said === undefined || said === null) return '';
  return findWords(said) || JSON.stringify(said);
}

/** The sentences of errors.ts end with their own full stop. */
function withoutStop(words: string): string {
  return words.replace(/(?<!\.)\.$/, '');
}
