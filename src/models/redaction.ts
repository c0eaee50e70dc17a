import { mostWords } from './said.ts';

/** Takes secrets out of words, and cuts them to a length that can be looked at. */
export type Redact = (text: string) => string;

/** Where secrets may stand that a server could repeat. */
export interface Secrets {
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Shorter ones stand in many words that are no secrets. */
const leastSecret = 4;

/** Takes out the key, every header's value and every value of the base URL's query, and what looks like a key. */
export function createRedaction({ apiKey, baseUrl, headers }: Secrets): Redact {
  const values = [apiKey ?? '', ...Object.values(headers), ...secretsIn(baseUrl?.trim() ?? '')];
  const secrets = [...new Set(values.flatMap(spellings))]
    .filter((value) => value.length >= leastSecret)
    // A secret that holds another goes first, whole.
    .sort((one, other) => other.length - one.length);
  return (text) => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, '***');
    return clean
      .slice(0, mostWords)
      .replace(
        /\b(?:(?:sk|pk|rk|key|xai|pplx|nvapi|csk|tgp|r8)-|gsk_|hf_|AIza|ghp_|gho_|ghu_|eyJ)[\w*.-]{6,}/gi,
        '***',
      )
      .replace(/\bBearer\s+\S+/gi, 'Bearer ***');
  };
}

/** The values of its query, as they are and as they are written there, and the password before its host. */
function secretsIn(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { search, searchParams, password } = new URL(address);
  const written = search.split(/[?&]/).map((part) => part.slice(part.indexOf('=') + 1));
  return [...searchParams.values(), ...written, password, decoded(password)];
}

/** `''` where it isn't encoded as an address does. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}

/** As it stands, without what is put before a token, and as addresses and JSON spell it. */
function spellings(value: string): string[] {
  const plain = value.trim();
  const token = /^(?:bearer|basic|token|apikey)\s+(.+)$/i.exec(plain)?.[1];
  const each = token === undefined ? [plain] : [plain, token.trim()];
  return each.flatMap((one) => [
    one,
    encodeURIComponent(one),
    new URLSearchParams([['', one]]).toString().slice(1),
    JSON.stringify(one).slice(1, -1),
  ]);
}
