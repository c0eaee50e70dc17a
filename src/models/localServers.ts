import { fetchDirectly, readStart } from './fetching.ts';
import { billionsIn, type ModelOnOffer } from './modelChoice.ts';

/** A server that answered as one of language models does. */
export interface FoundServer {
  /** Null: it has OpenAI's API and doesn't say more. */
  readonly maker: 'Ollama' | 'LM Studio' | 'llama.cpp' | 'vLLM' | 'SGLang' | 'LiteLLM' | null;
  /** `localhost:11434`. */
  readonly host: string;
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** It tells its models only with a key. */
  readonly needsKey: boolean;
  readonly models: readonly ModelOnOffer[];
}

/** Of Ollama, LM Studio, llama.cpp, vLLM and LiteLLM, as their makers set them. */
const usualPorts = [11434, 1234, 8080, 8000, 4000] as const;
/** ms for all that one address is asked. */
const patience = 1_500;
/** Of one answer. */
const mostBytes = 4_000_000;

/** Where servers usually are on this machine; `OLLAMA_HOST` says it for Ollama, as it does to Ollama. */
export function usualAddresses(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const named = readOllamaHost(environment.OLLAMA_HOST?.trim() ?? '');
  const usual = usualPorts.map((port) => `http://localhost:${port}`);
  return [...new Set([...(named === null ? [] : [named]), ...usual])];
}

/** `0.0.0.0`, `:11500`, `192.168.0.2:11434`, `https://models.example`; null where it names none. */
function readOllamaHost(text: string): string | null {
  if (text === '') return null;
  const url = /^https?:\/\//i.test(text) ? text : `http://${text.replace(/^:/, 'localhost:')}`;
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port } = new URL(url);
  // Everywhere is here too.
  const host = /^(?:0\.0\.0\.0|\[::\]|127\.0\.0\.1)$/.test(hostname) ? 'localhost' : hostname;
  const usual = /^https?:\/\//i.test(text) ? '' : ':11434';
  return `${protocol}//${host}${port === '' ? usual : `:${port}`}`;
}

/**
 * Tells of each address at which language models are served, as soon as it has said so. No key is
 * sent. Resolves within two seconds, and never rejects.
 */
export async function findServers(
  addresses: readonly string[],
  signal: AbortSignal,
  onFound: (server: FoundServer) => void,
): Promise<void> {
  await Promise.all(
    addresses.map(async (address) => {
      const over = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      const server = await recognize(address, over);
      if (server !== null && !signal.aborted) onFound(server);
    }),
  );
}

async function recognize(address: string, signal: AbortSignal): Promise<FoundServer | null> {
  const list = await ask(`${address}/v1/models`, signal);
  if (list === null) return null;
  const [tags, lmStudio, props, alive] = await Promise.all(
    ['/api/tags', '/api/v0/models', '/props', '/health/liveliness'].map((path) =>
      ask(`${address}${path}`, signal),
    ),
  );
  const found = { host: new URL(address).host, baseUrl: `${address}/v1`, needsKey: false };
  const ofOllama = entriesOf(tags, 'models').filter(({ name }) => typeof name === 'string');
  if (tags?.status === 200 && Array.isArray(fieldsOf(tags.body).models))
    return { ...found, maker: 'Ollama', models: ofOllama.filter(isForText).map(readOllama) };
  const ofLmStudio = entriesOf(lmStudio, 'data').filter((entry) => 'state' in entry);
  if (ofLmStudio.length > 0)
    return { ...found, maker: 'LM Studio', models: ofLmStudio.filter(isForText).map(readLmStudio) };
  const listed = entriesOf(list, 'data').filter(({ id }) => typeof id === 'string');
  const owners = new Set(listed.map(({ owned_by }) => owned_by));
  const isLiteLlm = /alive/i.test(alive?.text ?? '') && alive?.status === 200;
  const maker = owners.has('vllm')
    ? 'vLLM'
    : owners.has('sglang')
      ? 'SGLang'
      : 'default_generation_settings' in fieldsOf(props?.body) || owners.has('llamacpp')
        ? 'llama.cpp'
        : isLiteLlm
          ? 'LiteLLM'
          : null;
  const models = listed.map(readListed);
  const asksForKey = list.status === 401 || list.status === 403;
  // Others than servers of models refuse too: those say so in OpenAI's way.
  if (asksForKey && (maker !== null || 'error' in fieldsOf(list.body)))
    return { ...found, maker, models, needsKey: true };
  return maker === null && models.length === 0 ? null : { ...found, maker, models };
}

function readOllama({ name, details }: Fields): ModelOnOffer {
  const size = fieldsOf(details).parameter_size;
  const billions = typeof size === 'string' ? billionsIn(size) : null;
  return { name: String(name), window: null, billions: billions ?? billionsIn(String(name)) };
}

function readLmStudio({ id, state, loaded_context_length }: Fields): ModelOnOffer {
  const window = tokens(loaded_context_length);
  return {
    name: String(id),
    window,
    billions: billionsIn(String(id)),
    isLoaded: state === 'loaded',
  };
}

function readListed({ id, max_model_len }: Fields): ModelOnOffer {
  return { name: String(id), window: tokens(max_model_len), billions: billionsIn(String(id)) };
}

/** Embeddings are listed among the others. */
function isForText({ type, details }: Fields): boolean {
  return type !== 'embeddings' && !/bert/i.test(String(fieldsOf(details).family ?? ''));
}

type Fields = Readonly<Record<string, unknown>>;

interface Said {
  readonly status: number;
  readonly text: string;
  /** Undefined for what is no JSON. */
  readonly body: unknown;
}

/** Null where nobody answers in time, or with another address. */
async function ask(url: string, signal: AbortSignal): Promise<Said | null> {
  try {
    const response = await fetchDirectly(url, { signal });
    const text = await readStart(response, mostBytes);
    return { status: response.status, text, body: parse(text) };
  } catch {
    // Nobody there is the usual case, and the list is complete without them.
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entriesOf(said: Said | null | undefined, list: string): readonly Fields[] {
  if (said?.status !== 200) return [];
  const entries = fieldsOf(said.body)[list];
  return Array.isArray(entries) ? entries.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  const isFields = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isFields ? (value as Fields) : {};
}

function tokens(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
