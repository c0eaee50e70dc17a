import type { Usage } from '../core/model.ts';

/** What a server reports, with what only its price depends on. */
export interface Reported extends Usage {
  /** Of what was written to a cache, the part that is kept for an hour. */
  readonly hourWriteTokens?: number;
}

export function withoutHours({ hourWriteTokens: _, ...usage }: Reported): Usage {
  return usage;
}

/** A group of fields of a server's reply, of which nothing is known. */
type Fields = Readonly<Record<string, unknown>>;

/** A server's figure that is no number of tokens. */
class Nonsense extends Error {}

/**
 * Tokens as a server reports them, whichever API it speaks: Chat Completions, Responses, or fields
 * like Anthropic's, whose input leaves out what was read from a cache or written to one. Null where
 * it reports nothing, as some do with zeros, or where any figure is no whole number of tokens: a
 * text, a fraction, less than nothing, more from the cache and to it than there was.
 */
export function readUsage(reported: unknown): Reported | null {
  if (!isFields(reported)) return null;
  try {
    const input = readInput(reported);
    const { inputTokens, cachedInputTokens, cacheWriteTokens = 0 } = input;
    const outputTokens = readOutput(reported, inputTokens);
    if (inputTokens === 0 || outputTokens === null) return null;
    if (cachedInputTokens + cacheWriteTokens > inputTokens) return null;
    const hours = readHours(reported);
    if (hours > cacheWriteTokens) return null;
    const hourWriteTokens = hours > 0 && { hourWriteTokens: hours };
    return { ...input, outputTokens, estimated: false, ...hourWriteTokens };
  } catch (error) {
    if (error instanceof Nonsense) return null;
    throw error;
  }
}

function readInput(reported: Fields): Omit<Usage, 'outputTokens' | 'estimated'> {
  const prompt = readTokens(reported.prompt_tokens);
  const counted = prompt ?? readTokens(reported.input_tokens) ?? 0;
  const read = readTokens(reported.cache_read_input_tokens) ?? 0;
  const written = readTokens(reported.cache_creation_input_tokens) ?? 0;
  const within = readDetails(reported.prompt_tokens_details ?? reported.input_tokens_details);
  const cached = within.cached ?? readTokens(reported.prompt_cache_hit_tokens);
  // Proxies repeat Anthropic's fields beside OpenAI's, whose input has the cache's part in it.
  const isTold = cached !== null || within.written !== null;
  const isWhole = prompt === null ? isTold : read + written <= counted;
  return isWhole
    ? partsOf(counted, cached ?? read, within.written ?? written)
    : partsOf(counted + read + written, read, written);
}

function partsOf(inputTokens: number, cachedInputTokens: number, cacheWriteTokens: number) {
  return { inputTokens, cachedInputTokens, ...(cacheWriteTokens > 0 && { cacheWriteTokens }) };
}

/** Null when the server doesn't say. */
function readOutput(reported: Fields, inputTokens: number): number | null {
  const counted = readTokens(reported.completion_tokens) ?? readTokens(reported.output_tokens);
  const total = readTokens(reported.total_tokens);
  if (total === null || total <= inputTokens) return counted;
  // Some servers leave reasoning out of the completion's tokens, but not out of the total.
  return Math.max(counted ?? 0, total - inputTokens);
}

/** The cache's parts of the input; null where they aren't told. OpenAI's names, and proxies' for writes. */
function readDetails(details: unknown): {
  readonly cached: number | null;
  readonly written: number | null;
} {
  if (details === undefined || details === null) return { cached: null, written: null };
  if (!isFields(details)) throw new Nonsense();
  return {
    cached: readTokens(details.cached_tokens),
    written:
      readTokens(details.cache_write_tokens) ??
      readTokens(details.cache_creation_tokens) ??
      readTokens(details.cache_creation_input_tokens),
  };
}

/** Anthropic's, by how long it keeps them. */
function readHours({ cache_creation }: Fields): number {
  return isFields(cache_creation) ? (readTokens(cache_creation.ephemeral_1h_input_tokens) ?? 0) : 0;
}

/** Null for what isn't there. Throws Nonsense for what is no number of tokens. */
function readTokens(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Nonsense();
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
