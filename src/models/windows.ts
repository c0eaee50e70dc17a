import { Buffer } from 'node:buffer';
import type { ModelFacts } from '../core/model.ts';
import type { Connection } from './connectionFacts.ts';
import {
  type Answer,
  isOllama,
  nothingTold,
  readAnthropicList,
  readList,
  readLlamaCpp,
  readLmStudio,
  readOllamaLoaded,
  readOllamaModel,
  type ServerFacts,
} from './serverFacts.ts';

/** Where what a server tells of its models is kept. */
export interface WindowBook {
  readonly facts: (model: string) => ModelFacts;
  readonly tell: (model: string, facts: ServerFacts) => void;
}

/** Asks one server what its models take and cost. Nothing that it answers can fail a run. */
export interface ServerWindows {
  /**
   * Asks once for each name, and resolves to what a person should know of these models before they
   * are used, in sentences. Never rejects; when the signal fires it resolves with what there is.
   */
  prepare(models: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  /** Asks again, once, for a model that had yet to be loaded: now it has replied. Never rejects. */
  afterReply(model: string, signal: AbortSignal): Promise<void>;
}

/** What was found out about one model. */
interface Found {
  readonly facts: ServerFacts;
  /** How a larger window is had; null where nobody knows, or where this one was chosen. */
  readonly cure: string | null;
  /** Served by Ollama, which says how it has loaded a model once it has. */
  readonly isUnloaded: boolean;
}

/** ms in which a server has to answer. */
const patienceMs = 2_000;
/** Of the longest list of models that is read. */
const mostBytes = 16_000_000;
/** Tokens up to which a window is small for reading long texts. */
const smallWindow = 8_192;
/** Most models that Ollama, which has to be asked for each, is asked for. */
const mostShown = 30;

const cures = {
  ollama:
    'What does not fit is cut without a word. Set OLLAMA_CONTEXT_LENGTH, for instance to 32768, where Ollama runs, or num_ctx in a Modelfile.',
  lmStudio: 'Load it with a larger context length in LM Studio.',
  llamaCpp: 'Start llama.cpp with a larger --ctx-size.',
} as const;

export function createServerWindows(connection: Connection, book: WindowBook): ServerWindows {
  const answers = new Map<string, Promise<Answer>>();
  const findings = new Map<string, Promise<Found>>();
  const unloaded = new Map<string, Promise<void> | null>();
  let shown = 0;
  // Below the API's own path, where a proxy may have put the server.
  const base = connection.url.replace(/\/v1$/, '');

  function get(url: string, signal: AbortSignal): Promise<Answer> {
    const answer = answers.get(url) ?? request(connection, 'get', url, signal);
    answers.set(url, answer);
    return answer;
  }

  async function find(model: string, signal: AbortSignal): Promise<Found> {
    if (connection.serves === 'anthropic') {
      const list = await get(`${connection.url}/v1/models?limit=1000`, signal);
      return { facts: readAnthropicList(list, model), cure: null, isUnloaded: false };
    }
    const [list, lmStudio, props, loaded] = await Promise.all([
      get(`${connection.url}/models`, signal),
      get(`${base}/api/v0/models`, signal),
      get(`${base}/props`, signal),
      get(`${base}/api/ps`, signal),
    ]);
    if (isOllama(loaded)) return findAtOllama(model, loaded, signal);
    const ofList = readList(list, model);
    const ofLmStudio = readLmStudio(lmStudio, model);
    if (ofLmStudio.window !== null)
      return { facts: ofLmStudio, cure: cures.lmStudio, isUnloaded: false };
    const { window } = readLlamaCpp(props);
    if (window !== null)
      return { facts: { ...ofList, window }, cure: cures.llamaCpp, isUnloaded: false };
    return { facts: ofList, cure: null, isUnloaded: false };
  }

  async function findAtOllama(model: string, loaded: Answer, signal: AbortSignal): Promise<Found> {
    shown += 1;
    const { possible, set } = readOllamaModel(
      shown > mostShown
        ? undefined
        : await request(connection, 'post', `${base}/api/show`, signal, { model }),
    );
    const window = readOllamaLoaded(loaded, model) ?? set;
    return {
      facts: { ...nothingTold, window, possible },
      cure: set === null ? cures.ollama : null,
      isUnloaded: window === null,
    };
  }

  async function prepareOne(model: string, signal: AbortSignal): Promise<string | null> {
    const finding = findings.get(model) ?? find(model, signal);
    findings.set(model, finding);
    const found = await finding;
    if (found.isUnloaded && !unloaded.has(model)) unloaded.set(model, null);
    book.tell(model, found.facts);
    return book.facts(model).windowFrom === 'setting'
      ? null
      : warningOf(model, found, connection.server);
  }

  async function askLoaded(model: string, signal: AbortSignal): Promise<void> {
    const loaded = await request(connection, 'get', `${base}/api/ps`, signal);
    const window = readOllamaLoaded(loaded, model);
    const before = await findings.get(model);
    if (window !== null) book.tell(model, { ...(before?.facts ?? nothingTold), window });
  }

  /** Of Anthropic's models most is known, and nobody serves them with other limits. */
  function isOpen(model: string): boolean {
    const { window, maxOutput } = book.facts(model);
    return connection.serves !== 'anthropic' || window === null || maxOutput === null;
  }

  return {
    prepare: async (models, signal) => {
      if (connection.isOpenAi) return [];
      const names = [...new Set(models)].filter(isOpen);
      const said = await Promise.all(names.map((name) => prepareOne(name, signal)));
      return said.filter((sentence) => sentence !== null);
    },
    afterReply: async (model, signal) => {
      const asking = unloaded.get(model);
      if (asking === undefined) return;
      const asked = asking ?? askLoaded(model, signal);
      unloaded.set(model, asked);
      await asked;
    },
  };
}

/** Null where a window is large enough, or as large as it can be, or as somebody has chosen it. */
function warningOf(model: string, { facts, cure, isUnloaded }: Found, server: string) {
  const { window, possible } = facts;
  if (cure === null || possible === null) return null;
  if (isUnloaded && possible > smallWindow)
    return `Nobody has set a window for ${model} at ${server}: Ollama may give it as little as 4,096 tokens, though it could take ${grouped(possible)}. ${cure}`;
  if (window === null || window > smallWindow || possible < 2 * window) return null;
  return `${model} has a window of ${grouped(window)} tokens at ${server}, though it could take ${grouped(possible)}. ${cure}`;
}

function grouped(tokens: number): string {
  return String(tokens).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/**
 * The JSON at an address of the connection's own server; undefined for whatever else may come of it,
 * a redirect to another one included: most servers have only one of the paths that are tried.
 */
async function request(
  { request: ask }: Connection,
  method: 'get' | 'post',
  url: string,
  signal: AbortSignal,
  body?: object,
): Promise<Answer> {
  const late = AbortSignal.timeout(patienceMs);
  try {
    const response = await ask(method, url, {
      signal: AbortSignal.any([signal, late]),
      ...(body && { body }),
    });
    return JSON.parse(await readBounded(response));
  } catch {
    // That nothing can be learnt here is the usual case, and what is wrong with a server shows by
    // the first request that matters.
    return undefined;
  }
}

/** Throws where there is more than any list has. */
async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > mostBytes) throw new Error('The answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
