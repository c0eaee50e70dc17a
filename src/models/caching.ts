import type { Caching } from './attempt.ts';

/** Characters that OpenAI takes of a key. */
const mostKeyChars = 64;
/** From here on what is written to a cache costs more than other input, and can be declined. */
const paysForWrites = /^gpt-(?:5\.(?:[6-9]|\d\d)|[6-9]|\d\d)/;

/** What OpenAI's own API, and no other, is told of caches. */
export function writeCaching(model: string, { cacheKey, oneOff }: Caching): object {
  const key = cacheKey !== undefined && { prompt_cache_key: cacheKey.slice(0, mostKeyChars) };
  // Explicit alone, without a mark in the prompt, writes nothing.
  const declined = oneOff &&
    paysForWrites.test(model) && { prompt_cache_options: { mode: 'explicit' } };
  return { ...key, ...declined };
}
