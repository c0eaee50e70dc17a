import {
  calcPrice,
  findProvider,
  type MatchLogic,
  type ModelPrice,
  type TieredPrices,
} from '@pydantic/genai-prices';
import type { ModelFacts } from '../core/model.ts';
import { costOf, type Price, type Rates, type Tier } from '../core/price.ts';
import { readMaxOutput } from './limits.ts';
import { nothingTold, type ServerFacts } from './serverFacts.ts';
import type { Reported } from './usage.ts';

export interface Prices {
  readonly facts: (model: string) => ModelFacts;
  /** USD; null when the price is unknown. */
  readonly cost: (model: string, usage: Reported) => number | null;
  /** What the server says of a model comes before the table, and after what the user says. */
  readonly tell: (model: string, facts: ServerFacts) => void;
  /** A window (tokens) that a prompt has shown comes before the server's own word. */
  readonly learnWindow: (model: string, tokens: number) => void;
}

/** A model of the table. */
interface Listing {
  readonly price: Price;
  readonly window: number | null;
  readonly isByTime: boolean;
}

/**
 * What models cost and take at a server: the user's own prices (USD) and windows (tokens), both by
 * the exact name, else what the server tells, else the maintained table of genai-prices. A server that the table knows by its
 * address has that provider's prices and no others. At any other server (a proxy, a loopback address) only names whose models nobody
 * else serves are priced, gpt-4o for instance, with or without its maker's prefix: proxies pass
 * them on. Open models have no price there, since whoever serves them sets it.
 */
export function createPrices(
  baseUrl: string,
  own: Readonly<Record<string, Price>> = {},
  windows: Readonly<Record<string, number>> = {},
): Prices {
  const provider = findProvider({ providerApiUrl: baseUrl })?.id ?? null;
  const found = new Map<string, Listing | null>();
  const told = new Map<string, ServerFacts>();
  const learned = new Map<string, number>();
  const find = (model: string): Listing | null => {
    const known = found.get(model);
    if (known !== undefined) return known;
    const listing = provider ? findAt(provider, model) : findByName(model);
    // Some prices depend on the time of day.
    if (listing === null || !listing.isByTime) found.set(model, listing);
    return listing;
  };
  const priceOf = (model: string): Price | null =>
    ownOf(own, model) ?? told.get(model)?.price ?? find(model)?.price ?? null;
  return {
    facts: (model) => {
      const listing = find(model);
      const server = told.get(model) ?? nothingTold;
      const sources = [
        ['setting', ownOf(windows, model)],
        ['learned', learned.get(model) ?? null],
        ['server', server.window],
      ] as const;
      const source = sources.find(([, window]) => window !== null);
      return {
        price: priceOf(model),
        window: source?.[1] ?? listing?.window ?? null,
        ...(source && { windowFrom: source[0] }),
        maxOutput: smaller(readMaxOutput(model), server.maxOutput),
      };
    },
    cost: (model, usage) => {
      const price = priceOf(model);
      return price && costOf(price, usage);
    },
    tell: (model, facts) => void told.set(model, facts),
    learnWindow: (model, tokens) => void learned.set(model, tokens),
  };
}

function smaller(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function ownOf<Value>(own: Readonly<Record<string, Value>>, model: string): Value | null {
  return Object.hasOwn(own, model) ? (own[model] ?? null) : null;
}

/** The prefixes under which proxies keep the makers of models that nobody else sells. */
const makers: Readonly<Record<string, string>> = {
  openai: 'openai',
  azure: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  gemini: 'google',
  vertex_ai: 'google',
};

/** `gpt-oss` and `gemma` are open: anyone may serve them at any price. */
const closedModels: readonly (readonly [RegExp, string])[] = [
  [/^(?:gpt-(?!oss)|chatgpt-|o\d|ft:gpt-)/i, 'openai'],
  [/^claude-/i, 'anthropic'],
  [/^gemini-/i, 'google'],
];

function findByName(model: string): Listing | null {
  const parts = model.replace(/^openrouter\//i, '').split('/');
  const name = parts.at(-1) ?? '';
  const maker = closedModels.find(([pattern]) => pattern.test(name))?.[1];
  if (maker === undefined || parts.length > 2) return null;
  const prefix = parts.length === 2 ? (parts[0] ?? '').toLowerCase() : null;
  if (prefix !== null && makers[prefix] !== maker) return null;
  return findAt(maker, name);
}

/** A provider's own listing of a model, whose prefix may be the provider's own name. */
function findAt(providerId: string, model: string): Listing | null {
  const bare = model.replace(new RegExp(`^(?:${providerId}|models)/`, 'i'), '');
  for (const name of new Set([model, bare])) {
    const priced = calcPrice({ input_tokens: 0, output_tokens: 0 }, name, { providerId });
    if (!priced || !names(priced.model.match, name)) continue;
    const price = readPrice(priced.model_price);
    if (price === null) return null;
    const { prices, context_window: window = null } = priced.model;
    const isByTime =
      Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === 'time_of_date');
    return { price, window, isByTime };
  }
  return null;
}

/** All tiers of all rates; null for what is sold by something else than tokens of text. */
function readPrice(listed: ModelPrice): Price | null {
  const base = readRates(listed, 0);
  if (base === null) return null;
  const rates = rateNames.map((name) => listed[name]);
  const starts = rates.flatMap((rate) =>
    typeof rate === 'object' ? rate.tiers.map(({ start }) => start) : [],
  );
  const tiers = [...new Set(starts)]
    .sort((one, other) => one - other)
    .map((above): Tier => ({ ...base, ...readRates(listed, above + 1), above }));
  return tiers.length === 0 ? base : { ...base, tiers };
}

const rateNames = [
  'input_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'cache_write_1h_mtok',
  'output_mtok',
] as const;

function readRates(listed: ModelPrice, inputTokens: number): Rates | null {
  const [input, cachedInput = input, cacheWrite, hourWrite, output] = rateNames.map((name) =>
    rateAt(listed[name], inputTokens),
  );
  if (input === undefined || cachedInput === undefined || output === undefined) return null;
  return {
    input,
    cachedInput,
    output,
    ...(cacheWrite !== undefined && { cacheWrite }),
    ...(hourWrite !== undefined && { hourWrite }),
  };
}

function rateAt(rate: number | TieredPrices | undefined, inputTokens: number): number | undefined {
  if (typeof rate !== 'object') return rate;
  const reached = rate.tiers.filter(({ start }) => inputTokens > start);
  return reached.reduce((last, tier) => (tier.start >= last.start ? tier : last), {
    start: 0,
    price: rate.base,
  }).price;
}

/** Dated and `latest` versions cost what their model costs, unless the table lists them apart. */
const version = /[-@](?:20\d\d-?\d\d-?\d\d|latest)$/i;

/**
 * Whether the table means this very name. Its patterns reach further (`deepseek-r1:7b`, run at home,
 * matches DeepSeek's own model), so a literal of the pattern must be the name, but for its version.
 */
function names(match: MatchLogic, name: string): boolean {
  const wanted = new Set([name, name.replace(version, '')].map((each) => each.toLowerCase()));
  return literals(match).some((literal) =>
    literal instanceof RegExp ? literal.test(name) : wanted.has(literal.toLowerCase()),
  );
}

function literals(match: MatchLogic): (string | RegExp)[] {
  if ('or' in match) return match.or.flatMap(literals);
  if ('and' in match) return match.and.flatMap(literals);
  if ('equals' in match) return [match.equals];
  if ('starts_with' in match) return [match.starts_with];
  if ('ends_with' in match) return [match.ends_with];
  if ('contains' in match) return [match.contains];
  // A pattern bound at both ends without a wildcard names models one by one.
  return /^\^[^.*+]*(?:\\\.[^.*+]*)*\$$/.test(match.regex) ? [new RegExp(match.regex)] : [];
}
