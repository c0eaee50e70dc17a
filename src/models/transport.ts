import { Redirected, Refused, Unanswered } from './fetching.ts';
import { proxyFailureOf } from './proxyFailure.ts';

/** What went wrong between here and a server, as far as a remedy depends on it. */
export type TransportFault =
  | 'refused'
  | 'unknownHost'
  | 'noWay'
  | 'timedOut'
  | 'certificate'
  | 'noHttps'
  | 'broken'
  | 'other';

/** What a failed connection is about, in words that complete "can't be reached: ...". */
export interface TransportFailure {
  readonly fault: TransportFault;
  /** `silent`: nothing came for so long that fetch itself gave up. `none`: no cause of a network's. */
  readonly kind: 'failed' | 'silent' | 'none';
  readonly why: string;
  readonly retries: number;
  /** What to do, a sentence; absent where checking address and server is all. */
  readonly advice?: string;
}

const few = 2;
/** A server that restarts is back after seconds; one that always breaks off won't change. */
const some = 4;

/** By the codes of Node's sockets and fetch, and the names that an editor's fetch gives them. */
const causes: readonly (readonly [RegExp, string, number, TransportFault])[] = [
  [/ECONNREFUSED|ERR_CONNECTION_REFUSED/, 'the connection was refused', few, 'refused'],
  [/ENOTFOUND|ERR_NAME_NOT_RESOLVED/, 'no such host', few, 'unknownHost'],
  [/EAI_AGAIN|ERR_INTERNET_DISCONNECTED/, 'its address could not be looked up', few, 'unknownHost'],
  [
    /EHOSTUNREACH|ENETUNREACH|ERR_ADDRESS_UNREACHABLE/,
    'there is no way to that host',
    few,
    'noWay',
  ],
  [
    /ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_CONNECTION_TIMED_OUT/,
    'connecting timed out',
    few,
    'timedOut',
  ],
  [/CERT_HAS_EXPIRED|CERT_DATE/, 'its certificate has expired', 0, 'certificate'],
  [/CERT_NOT_YET_VALID/, 'its certificate is not valid yet', 0, 'certificate'],
  [/ALTNAME|COMMON_NAME/, 'its certificate is for another host', 0, 'certificate'],
  [/SELF_SIGNED/, 'its certificate is self-signed', 0, 'certificate'],
  [/CERT|UNABLE_TO_(?:VERIFY|GET)/, 'its certificate is not trusted', 0, 'certificate'],
  [
    /ERR_SSL|EPROTO|WRONG_VERSION|packet length too long/,
    'it does not speak HTTPS there',
    0,
    'noHttps',
  ],
  [/bad port/, 'fetch does not allow that port', 0, 'other'],
  [
    /ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|HPE_|ERR_HTTP2|ERR_CONNECTION_(?:RESET|CLOSED)|terminated|other side closed/,
    'the connection broke',
    some,
    'broken',
  ],
];

const certificateAdvice =
  'If the certificate is your own, set NODE_EXTRA_CA_CERTS to its file before the start.';
const schemeAdvice = 'It may speak plain HTTP: try the base URL with http:// in place of https://.';

/** Looks through an error and its causes, and the several errors of a host with several addresses. */
export function explainTransport(thrown: unknown): TransportFailure {
  const error = thrown instanceof Unanswered ? thrown.thrown : thrown;
  const failure = explainConnection(error);
  const by = proxyFailureOf(error);
  if (by === null) return failure;
  if (by.status === null)
    return { ...failure, why: `${failure.why} (through the proxy ${by.proxy})` };
  const why = `the proxy ${by.proxy} answered ${by.status}`;
  return { kind: 'failed', why, retries: by.status < 500 ? 0 : few, fault: 'other' };
}

/**
 * Whether a server has, or may have, worked on a request that ended so: not when it was never reached,
 * refused by a status, or named another address. `error` is what `unwrap` makes of what was thrown.
 */
export function mayBeBilled(error: unknown): boolean {
  if (error instanceof Refused) return error.status === undefined;
  if (error instanceof Redirected) return false;
  if (!(error instanceof Unanswered)) return true;
  // Without a status a proxy may have passed the request on before something broke.
  if (proxyFailureOf(error.thrown)?.status != null) return false;
  const { fault, kind } = explainConnection(error.thrown);
  return kind !== 'failed' || fault === 'broken';
}

function explainConnection(error: unknown): TransportFailure {
  const said = gather(error, 0).join(' ');
  if (/UND_ERR_(?:HEADERS|BODY)_TIMEOUT/.test(said))
    return { kind: 'silent', why: 'it is silent', retries: 0, fault: 'timedOut' };
  const found = causes.find(([pattern]) => pattern.test(said));
  if (found === undefined)
    return { kind: 'none', why: 'the connection failed', retries: few, fault: 'other' };
  const [, why, retries, fault] = found;
  const advice =
    fault === 'noHttps'
      ? schemeAdvice
      : /self-signed|not trusted/.test(why)
        ? certificateAdvice
        : undefined;
  return { kind: 'failed', why, retries, fault, ...(advice && { advice }) };
}

function gather(error: unknown, level: number): string[] {
  if (!(error instanceof Error) || level > 5) return [];
  const code = 'code' in error ? [String(error.code)] : [];
  const several = error instanceof AggregateError ? error.errors : [];
  const below = [error.cause, ...several].flatMap((cause) => gather(cause, level + 1));
  return [...code, error.message, ...below];
}
