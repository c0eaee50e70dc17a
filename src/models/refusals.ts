import {
  type ExpectedError,
  KeyMissing,
  KeyRefused,
  PaymentNeeded,
  PolicyRefused,
  PromptTooLong,
  QuotaSpent,
  RateLimited,
  RequestRejected,
  ServerFailed,
  UnknownModel,
  WrongAddress,
} from '../core/errors.ts';
import type { ServerApi } from './address.ts';
import type { Meaning } from './dialects/meaning.ts';

/** How a refused request ends, and how often it may be tried again. */
export interface Refusal {
  readonly error: ExpectedError;
  readonly retries: number;
  /** The server has too much to do, or was asked too often. */
  readonly isBusy: boolean;
}

const many = Number.POSITIVE_INFINITY;
/** For failures that come while the server already works, and bills. */
const few = 3;

/** A refusal as sentences tell it. */
export interface RefusedRequest extends AskedApi {
  readonly meaning: Meaning;
  /** HTTP status; undefined when the error came within a reply that had begun. */
  readonly status: number | undefined;
  /** The server's words, short and without secrets. */
  readonly words: string;
  readonly model: string;
  readonly server: string;
  /** Whether a key, or a header that stands for one, went along. */
  readonly isAuthorized: boolean;
}

/** How a request ends that was refused and can't be asked otherwise, by what the refusal means. */
export function explainRefusal(refused: RefusedRequest): Refusal {
  const { meaning, status, model, server } = refused;
  const words = withoutStop(refused.words);
  const why = words || (status === undefined ? 'it gave no reason' : `status ${status}`);
  switch (meaning.kind) {
    case 'noBalance':
      return final(new PaymentNeeded(server, why));
    case 'quota':
      return final(new QuotaSpent(server, why));
    case 'policy':
    case 'verification':
      return final(new PolicyRefused(server, why));
    case 'wrongKey':
      return final(aboutKey(refused, words));
    case 'unknownModel':
      return final(new UnknownModel(model, server, [], saysMore(words, model)));
    case 'promptTooLong':
    case 'noRoom':
      return final(new PromptTooLong(model, why));
    case 'rateLimit':
      return { error: new RateLimited(server, words), retries: many, isBusy: true };
    case 'cannotLoad':
      return final(new ServerFailed(server, why));
    case 'overloaded':
      return {
        error: failed(server, status, words),
        retries: status === undefined ? few : many,
        isBusy: true,
      };
    case 'noApi':
    case 'webPage':
      return isServers(status)
        ? explainStatus(refused, words, why)
        : final(noApi(refused, status, words));
    default:
      return explainStatus(refused, words, why);
  }
}

function explainStatus(refused: RefusedRequest, words: string, why: string): Refusal {
  const { status, server, meaning } = refused;
  if (status === undefined)
    return { error: new ServerFailed(server, why), retries: few, isBusy: false };
  if (isServers(status))
    return { error: failed(server, status, words), retries: many, isBusy: status === 503 };
  // A page comes from whoever stands before the API.
  if (status === 403 && meaning.kind !== 'webPage') return final(aboutKey(refused, words));
  return final(new RequestRejected(server, why));
}

/** A key that wasn't sent can't be wrong. */
function aboutKey({ server, isAuthorized }: RefusedRequest, words: string): ExpectedError {
  return isAuthorized ? new KeyRefused(server, words) : new KeyMissing(server, words);
}

/** Statuses that say that it is the server's own fault, and may pass. */
function isServers(status: number | undefined): boolean {
  return status === 408 || status === 409 || (status ?? 0) >= 500;
}

function failed(server: string, status: number | undefined, words: string): ServerFailed {
  const what = [status === undefined ? '' : `status ${status}`, words].filter(Boolean).join(': ');
  return new ServerFailed(server, what || 'it gave no reason');
}

function noApi(asked: AskedApi, status: number | undefined, words: string): WrongAddress {
  const isPlain =
    words === '' || /^(?:404 )?(?:page )?not found$|^unexpected endpoint/i.test(words);
  return foreign(asked, isPlain ? '' : `${status ?? ''} ${words}`.trim());
}

/** What is asked is no server with the API that was meant; `words`: what stands where it should. */
export function foreign({ url, serves }: AskedApi, words = ''): WrongAddress {
  const said = words.length <= 100 ? words : `${words.slice(0, 97)}...`;
  const what = serves === 'anthropic' ? "does not have Anthropic's API" : isNoApi;
  const answer = said === '' ? '' : `: it answers "${said}"`;
  const advice =
    serves === 'anthropic' ? 'A base URL of this API reads like https://api.anthropic.com.' : '';
  if (serves === 'openai' && said === '') return new WrongAddress(url);
  return new WrongAddress(url, `${what}${answer}`, advice);
}

const isNoApi = 'is not an OpenAI-compatible API';

/** An address, and whose API was meant to be there. */
export interface AskedApi {
  readonly url: string;
  readonly serves: ServerApi;
}

/** Words that tell no more than that there is no such model are left out. */
function saysMore(words: string, model: string): string {
  const rest = words
    .replaceAll(model, '')
    .replace(/^[\w.]+(?:Error|Exception): /, '')
    .replace(/[^a-z ]/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return rest === '' || plainlyUnknown.test(rest) ? '' : words;
}

const plainlyUnknown =
  /^(?:error )?(?:the |this )?(?:requested )?(?:(?:unknown|invalid|no such|unsupported) )?models? ?(?:id |name )?(?:is |was |does |could )?(?:not (?:found|exist|supported|be found|a valid model id|valid))?(?: or you do not have access to it)?(?: error)?$|^is not a valid model id$|^status \d+$/i;

function final(error: ExpectedError): Refusal {
  return { error, retries: 0, isBusy: false };
}

/** The sentences of errors.ts end with their own full stop. */
function withoutStop(words: string): string {
  return words.replace(/(?<!\.)\.$/, '');
}
