import { OpenAI } from 'openai';
import {
  type Connection,
  type ConnectionOptions,
  inheritedHeaders,
  readConnection,
} from './connectionFacts.ts';
import { fetchCompletion } from './fetching.ts';

/** A server with OpenAI's API, and the client that talks to it. */
export interface OpenAiConnection extends Connection {
  readonly client: OpenAI;
}

/** Throws what `readConnection` throws; sends nothing. */
export function connect(options: ConnectionOptions): OpenAiConnection {
  const { facts, apiKey, headers, query } = readConnection(options);
  const client = new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: facts.url,
    defaultQuery: query,
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    fetch: fetchCompletion,
    logLevel: 'off',
    defaultHeaders: { ...inheritedHeaders(process.env.OPENAI_CUSTOM_HEADERS), ...headers },
  });
  return {
    ...facts,
    client,
    request: (method, url, given) => client[method](url, given).asResponse(),
  };
}
