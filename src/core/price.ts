import type { Usage } from './model.ts';

/** USD per million tokens. */
export interface Rates {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  /** Of input that is written to a cache; absent: it costs what other input does. */
  readonly cacheWrite?: number;
  /** Of input that is written to a cache for an hour; absent: as other writes. */
  readonly hourWrite?: number;
}

/** What a model costs. */
export interface Price extends Rates {
  /** The rates of requests that have more input tokens than `above`, the whole request's. */
  readonly tiers?: readonly Tier[];
}

export interface Tier extends Rates {
  readonly above: number;
}

/** Tokens of one request, by what they cost. */
type Priced = Omit<Usage, 'estimated'> & {
  /** Of those that were written to a cache. */
  readonly hourWriteTokens?: number;
};

/** USD of one request, by the tier that it has reached. */
export function costOf(price: Price, used: Priced): number {
  const { inputTokens, cachedInputTokens, cacheWriteTokens = 0, hourWriteTokens = 0 } = used;
  const { input, cachedInput, output, cacheWrite = input, ...rates } = ratesAt(price, inputTokens);
  const sum =
    (inputTokens - cachedInputTokens - cacheWriteTokens) * input +
    cachedInputTokens * cachedInput +
    (cacheWriteTokens - hourWriteTokens) * cacheWrite +
    hourWriteTokens * (rates.hourWrite ?? cacheWrite) +
    used.outputTokens * output;
  return sum / 1e6;
}

/**
 * USD of one request at most: in the dearest tier that so much input can reach, all of it written to a
 * cache where that costs more. Nobody asks for an hour there.
 */
export function worstCost(price: Price, inputTokens: number, outputTokens: number): number {
  const reached = (price.tiers ?? []).filter(({ above }) => inputTokens > above);
  const all = [price, ...reached].map(
    (rates) => inputTokens * dearestInput(rates) + outputTokens * rates.output,
  );
  return Math.max(...all) / 1e6;
}

/** The dearest and the cheapest token that there is in any tier, USD per million. */
export function extremesOf(price: Price): { readonly cheapest: number; readonly dearest: number } {
  const all = [price, ...(price.tiers ?? [])];
  return {
    cheapest: Math.min(
      ...all.flatMap(({ input, cachedInput, output }) => [input, cachedInput, output]),
    ),
    dearest: Math.max(...all.flatMap((rates) => [dearestInput(rates), rates.output])),
  };
}

function dearestInput({ input, cachedInput, cacheWrite = input }: Rates): number {
  return Math.max(input, cachedInput, cacheWrite);
}

function ratesAt(price: Price, inputTokens: number): Rates {
  let rates: Rates = price;
  let reached = -1;
  for (const tier of price.tiers ?? []) {
    if (inputTokens <= tier.above || tier.above <= reached) continue;
    rates = tier;
    reached = tier.above;
  }
  return rates;
}
