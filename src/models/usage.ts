import type { Usage } from '../core/model.ts';

/** A group of fields of a server's reply, of which nothing is known. */
type Fields = Readonly<Record<string, unknown>>;

/** A server's figure that is no number of tokens. */
class Nonsense extends Error {}

/**
 * Tokens as a server reports them, whichever API it speaks: Chat Completions, Responses, or fields
 * like Anthropic's, whose input leaves out what was read from a cache or written to one. Null where
 * it reports nothing, as some do with zeros, or where any figure is no whole number of tokens: a
 * text, a fraction, less than nothing, more from the cache than there was.
 */
export function readUsage(reported: unknown): Usage | null {
  if (!isFields(reported)) return null;
  try {
    const { inputTokens, cachedInputTokens } = readInput(reported);
    const outputTokens = readOutput(reported, inputTokens);
    if (inputTokens === 0 || outputTokens === null) return null;
    if (cachedInputTokens > inputTokens) return null;
    return { inputTokens, cachedInputTokens, outputTokens, estimated: false };
  } catch (error) {
    if (error instanceof Nonsense) return null;
    throw error;
  }
}

function readInput(reported: Fields): Pick<Usage, 'inputTokens' | 'cachedInputTokens'> {
  const prompt = readTokens(reported.prompt_tokens);
  const counted = prompt ?? readTokens(reported.input_tokens) ?? 0;
  const read = readTokens(reported.cache_read_input_tokens) ?? 0;
  const beside = read + (readTokens(reported.cache_creation_input_tokens) ?? 0);
  const within =
    readDetail(reported.prompt_tokens_details) ??
    readDetail(reported.input_tokens_details) ??
    readTokens(reported.prompt_cache_hit_tokens);
  // Proxies repeat Anthropic's fields beside OpenAI's, whose input has the cache's part in it.
  const isWhole = prompt === null ? within !== null : beside <= counted;
  return isWhole
    ? { inputTokens: counted, cachedInputTokens: within ?? read }
    : { inputTokens: counted + beside, cachedInputTokens: read };
}

/** Null when the server doesn't say. */
function readOutput(reported: Fields, inputTokens: number): number | null {
  const counted = readTokens(reported.completion_tokens) ?? readTokens(reported.output_tokens);
  const total = readTokens(reported.total_tokens);
  if (total === null || total <= inputTokens) return counted;
  // Some servers leave reasoning out of the completion's tokens, but not out of the total.
  return Math.max(counted ?? 0, total - inputTokens);
}

function readDetail(details: unknown): number | null {
  if (details === undefined || details === null) return null;
  if (!isFields(details)) throw new Nonsense();
  return readTokens(details.cached_tokens);
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
