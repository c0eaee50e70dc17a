import type { ModelFacts } from '../core/model.ts';

/** What a server tells of one of its models; all of it is null where it doesn't. */
export interface ServerFacts {
  /** Tokens of prompt and reply together, as the model is served now. */
  readonly window: number | null;
  /** Tokens that it could take if the server were told so. */
  readonly possible: number | null;
  readonly maxOutput: number | null;
  readonly price: ModelFacts['price'];
}

/** What came of one path of a server: JSON of any shape, undefined for anything else. */
export type Answer = unknown;
type Fields = Readonly<Record<string, unknown>>;

export const nothingTold: ServerFacts = {
  window: null,
  possible: null,
  maxOutput: null,
  price: null,
};

/**
 * OpenAI's list of models, with what its imitators add to an entry: `max_model_len` (vLLM, SGLang),
 * `context_length`, `top_provider` and `pricing` (OpenRouter), `context_window` and
 * `max_completion_tokens` (Groq), `max_context_length` (Mistral), `meta.n_ctx_train` (llama.cpp).
 */
export function readList(list: Answer, model: string): ServerFacts {
  const entries = entriesOf(list, 'data', 'id');
  const entry = entries.get(model) ?? entries.get(withoutVariant(model));
  if (entry === undefined) return nothingTold;
  // An adapter of vLLM has the window of the model that it stands on.
  const base = entries.get(String(entry.parent)) ?? {};
  const provider = fieldsOf(entry.top_provider);
  return {
    window:
      tokens(entry.max_model_len) ??
      tokens(base.max_model_len) ??
      tokens(provider.context_length) ??
      tokens(entry.context_length) ??
      tokens(entry.context_window) ??
      tokens(entry.max_context_length),
    possible: tokens(fieldsOf(entry.meta).n_ctx_train),
    maxOutput: tokens(provider.max_completion_tokens) ?? tokens(entry.max_completion_tokens),
    price: readPrice(fieldsOf(entry.pricing)),
  };
}

/** Anthropic's list of models, which tells both limits. */
export function readAnthropicList(list: Answer, model: string): ServerFacts {
  const entry = entriesOf(list, 'data', 'id').get(model);
  return {
    ...nothingTold,
    window: tokens(entry?.max_input_tokens),
    maxOutput: tokens(entry?.max_tokens),
  };
}

/** LM Studio's own list, which says how much of a model's window was loaded. */
export function readLmStudio(list: Answer, model: string): ServerFacts {
  const entry = entriesOf(list, 'data', 'id').get(model);
  if (entry === undefined) return nothingTold;
  const possible = tokens(entry.max_context_length);
  const loaded = tokens(entry.loaded_context_length);
  return { ...nothingTold, window: loaded ?? possible, possible };
}

/** llama.cpp's `/props`: it serves one model, under whatever name, in slots of this size. */
export function readLlamaCpp(props: Answer): ServerFacts {
  const { n_ctx } = fieldsOf(fieldsOf(props).default_generation_settings);
  return { ...nothingTold, window: tokens(n_ctx) };
}

/** True where `/api/ps` was answered as Ollama does: which models are loaded. */
export function isOllama(loaded: Answer): boolean {
  return Array.isArray(fieldsOf(loaded).models);
}

/** How a model is loaded at Ollama; null where it isn't, or where an older one doesn't say. */
export function readOllamaLoaded(loaded: Answer, model: string): number | null {
  const entries = entriesOf(loaded, 'models', 'name');
  const entry = entries.get(model) ?? entries.get(`${model}:latest`);
  return tokens(entry?.context_length);
}

/** Ollama's `/api/show`: what its maker trained the model for, and what its file sets. */
export function readOllamaModel(shown: Answer): {
  readonly possible: number | null;
  readonly set: number | null;
} {
  const { model_info, parameters } = fieldsOf(shown);
  const trained = Object.entries(fieldsOf(model_info)).find(([name]) =>
    name.endsWith('.context_length'),
  );
  const set = typeof parameters === 'string' ? /^\s*num_ctx\s+(\d+)/m.exec(parameters) : null;
  return { possible: tokens(trained?.[1]), set: set === null ? null : tokens(Number(set[1])) };
}

/** OpenRouter's prices: USD a token, as text; -1 where they depend on who answers. */
function readPrice(pricing: Fields): ModelFacts['price'] {
  const perMillion = (value: unknown): number | null => {
    if (typeof value !== 'string' || value.trim() === '') return null;
    const usd = Number(value);
    // Products of such fractions have digits that nobody wrote.
    return Number.isFinite(usd) && usd >= 0 ? Number((usd * 1e6).toPrecision(12)) : null;
  };
  const input = perMillion(pricing.prompt);
  const output = perMillion(pricing.completion);
  // What each request costs besides has no place in a price by tokens.
  const isByTokens = (perMillion(pricing.request) ?? 0) === 0;
  if (input === null || output === null || !isByTokens) return null;
  const cacheWrite = perMillion(pricing.input_cache_write);
  return {
    input,
    output,
    cachedInput: perMillion(pricing.input_cache_read) ?? input,
    ...(cacheWrite !== null && cacheWrite > 0 && { cacheWrite }),
  };
}

/** `vendor/model:nitro` is `vendor/model` by another route. */
function withoutVariant(model: string): string {
  return model.replace(/:[\w-]+$/, '');
}

function entriesOf(answer: Answer, list: string, name: string): ReadonlyMap<string, Fields> {
  const entries = fieldsOf(answer)[list];
  if (!Array.isArray(entries)) return new Map();
  return new Map(entries.map(fieldsOf).map((entry) => [String(entry[name]), entry]));
}

function fieldsOf(value: unknown): Fields {
  const isFields = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isFields ? (value as Fields) : {};
}

function tokens(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
