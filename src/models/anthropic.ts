import type { BaseAnthropic } from '@anthropic-ai/sdk';
import type { Model } from '../core/model.ts';
import {
  type Connection,
  type ConnectionOptions,
  inheritedHeaders,
  readConnection,
} from './connectionFacts.ts';
import { fetchCompletion } from './fetching.ts';
import { completeMessage } from './messagesApi.ts';
import { type EffortForm, type RequestForm, unlearned } from './requestForm.ts';
import { createServerModel, type ServerModelParts } from './serverModel.ts';
import { defaultPatience } from './watch.ts';

/** A server with Anthropic's API, and the client that talks to it. */
export interface AnthropicConnection extends Connection {
  readonly client: BaseAnthropic;
}

export interface AnthropicOptions extends ServerModelParts {
  readonly connection: AnthropicConnection;
}

/** Throws what `readConnection` throws; sends nothing. Who calls it has loaded the maker's package. */
export function connectAnthropic(
  { BaseAnthropic: Client }: typeof import('./anthropicSdk.ts'),
  options: ConnectionOptions,
): AnthropicConnection {
  const { facts, apiKey, headers, query } = readConnection({ ...options, serves: 'anthropic' });
  const client = new Client({
    // Without one it would look for credentials on this machine; the headers say what is sent.
    apiKey: apiKey ?? 'none',
    webhookKey: null,
    baseURL: facts.url,
    defaultQuery: query,
    maxRetries: 0,
    // How long to wait is watched here.
    timeout: defaultPatience.totalMs,
    fetch: fetchCompletion,
    logLevel: 'off',
    openTelemetry: false,
    defaultHeaders: { ...inheritedHeaders(process.env.ANTHROPIC_CUSTOM_HEADERS), ...headers },
  });
  return {
    ...facts,
    client,
    request: (method, url, given) => client[method](url, given).asResponse(),
  };
}

/** The models of a server with Anthropic's Messages API. */
export function createAnthropicModel(options: AnthropicOptions): Model {
  const { connection } = options;
  return createServerModel({
    ...options,
    complete: (attempt) => completeMessage(connection.client, attempt),
    firstForm: firstMessagesForm,
  });
}

function firstMessagesForm(model: string): RequestForm {
  return {
    ...unlearned,
    tokenLimit: 'max_tokens',
    needsLimit: true,
    extras: true,
    effortForms: formsOf(model),
  };
}

/** Models that don't think when asked to, and those that take a budget for it rather than a level. */
const plainModel = /claude-(?:instant|2|3-(?:5|haiku|sonnet|opus))/i;
const budgetModel =
  /claude-(?:3-7|(?:opus|sonnet|haiku)-4(?:-[015]|-20\d{6})?(?:-20\d{6}|-latest|@.*)?$)/i;

function formsOf(model: string): readonly EffortForm[] {
  if (plainModel.test(model)) return [];
  return budgetModel.test(model) ? ['budget', 'level'] : ['level', 'budget'];
}
