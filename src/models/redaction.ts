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
  const query = baseUrl !== null && URL.canParse(baseUrl.trim()) ? new URL(baseUrl.trim()) : null;
  const values = [apiKey ?? '', ...Object.values(headers), ...(query?.searchParams.values() ?? [])];
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

/** As it stands, without what is put before a token, and as an address spells it. */
function spellings(value: string): string[] {
  const plain = value.trim();
  const token = /^(?:bearer|basic|token|apikey)\s+(.+)$/i.exec(plain)?.[1];
  const each = token === undefined ? [plain] : [plain, token.trim()];
  return each.flatMap((one) => [one, encodeURIComponent(one)]);
}
