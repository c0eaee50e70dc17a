/** What a failed connection is about, in words that complete "can't be reached: ...". */
export interface TransportFailure {
  /** `silent`: nothing came for so long that fetch itself gave up. `none`: no cause of a network's. */
  readonly kind: 'failed' | 'silent' | 'none';
  readonly why: string;
  readonly retries: number;
}

const few = 2;
/** A server that restarts is back after seconds; one that always breaks off won't change. */
const some = 4;

/** By the codes of Node's sockets and fetch, and the names that an editor's fetch gives them. */
const causes: readonly (readonly [RegExp, string, number])[] = [
  [/ECONNREFUSED|ERR_CONNECTION_REFUSED/, 'the connection was refused', few],
  [/ENOTFOUND|ERR_NAME_NOT_RESOLVED/, 'no such host', few],
  [/EAI_AGAIN|ERR_INTERNET_DISCONNECTED/, 'its address could not be looked up', few],
  [/EHOSTUNREACH|ENETUNREACH|ERR_ADDRESS_UNREACHABLE/, 'there is no way to that host', few],
  [/ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_CONNECTION_TIMED_OUT/, 'connecting timed out', few],
  [/CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ALTNAME/, 'its certificate is not trusted', 0],
  [/ERR_SSL|EPROTO|WRONG_VERSION/, 'it does not speak HTTPS there', 0],
  [/bad port/, 'fetch does not allow that port', 0],
  [
    /ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|HPE_|ERR_HTTP2|ERR_CONNECTION_(?:RESET|CLOSED)|terminated|other side closed/,
    'the connection broke',
    some,
  ],
];

/** Looks through an error and its causes, and the several errors of a host with several addresses. */
export function explainTransport(error: unknown): TransportFailure {
  const said = gather(error, 0).join(' ');
  if (/UND_ERR_(?:HEADERS|BODY)_TIMEOUT/.test(said))
    return { kind: 'silent', why: 'it is silent', retries: 0 };
  const found = causes.find(([pattern]) => pattern.test(said));
  if (found !== undefined) return { kind: 'failed', why: found[1], retries: found[2] };
  return { kind: 'none', why: 'the connection failed', retries: few };
}

function gather(error: unknown, level: number): string[] {
  if (!(error instanceof Error) || level > 5) return [];
  const code = 'code' in error ? [String(error.code)] : [];
  const several = error instanceof AggregateError ? error.errors : [];
  const below = [error.cause, ...several].flatMap((cause) => gather(cause, level + 1));
  return [...code, error.message, ...below];
}
