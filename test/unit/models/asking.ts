// What the tests of models/ share: a Model on a scripted server, and a request with a witness.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Model, ModelRequest } from '../../../src/core/model.ts';
import { connectAnthropic, createAnthropicModel } from '../../../src/models/anthropic.ts';
import * as anthropicSdk from '../../../src/models/anthropicSdk.ts';
import { connect, type OpenAiConnection } from '../../../src/models/connection.ts';
import type { ConnectionOptions } from '../../../src/models/connectionFacts.ts';
import { createOpenAiModel } from '../../../src/models/openai.ts';
import { createPrices } from '../../../src/models/prices.ts';
import type { ProviderSettings } from '../../../src/models/provider.ts';
import type { Clock } from '../../../src/models/retry.ts';
import type { ServerModelParts } from '../../../src/models/serverModel.ts';
import type { Patience } from '../../../src/models/watch.ts';

/** Settings of a server without a key, or with what is given. */
export function settingsFor(
  baseUrl: string,
  given: Partial<ProviderSettings> = {},
): ProviderSettings {
  return {
    provider: 'openai',
    apiKey: null,
    baseUrl,
    api: 'auto',
    prices: {},
    headers: {},
    assetsFolder: '.',
    ...given,
  };
}

export const openAiApis = ['chat', 'responses'] as const;
export const apis = [...openAiApis, 'messages'] as const;
export type Api = (typeof apis)[number];

/** A base URL as sentences of an API name it: `/v1` belongs to the paths of Anthropic's. */
export function baseUrlOf(url: string, api: Api): string {
  return api === 'messages' ? url.replace(/\/v1$/, '') : url;
}

/** A clock that waits without waiting, and remembers. */
export function createFakeClock() {
  let now = 0;
  const waits: number[] = [];
  const clock: Clock = {
    now: () => now,
    wait: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
    random: () => 1,
  };
  return { clock, waits };
}

interface ModelOptions {
  readonly api: Api;
  readonly apiKey?: string | null;
  readonly clock?: Clock;
  readonly patience?: Patience;
  readonly onWindow?: (model: string, tokens: number) => void;
}

/** A Model whose counts of tokens are characters, and whose retries take no time. */
export function createTestModel(url: string, options: ModelOptions): Model {
  const { api, apiKey = null } = options;
  return createTestClient({ apiKey, baseUrl: url, headers: {} }, api, options);
}

/** The same over any connection, or one that is there already. */
export function createTestClient(
  server: ConnectionOptions | OpenAiConnection,
  api: Api,
  { clock = createFakeClock().clock, patience, onWindow }: Partial<ModelOptions> = {},
): Model {
  const partsFor = (url: string): ServerModelParts => ({
    prices: createPrices(url),
    countTokens: async (text) => ({ tokens: text.length, sampled: false }),
    clock,
    ...(patience && { patience }),
    ...(onWindow && { onWindow }),
  });
  if (api === 'messages' && 'baseUrl' in server) {
    const connection = connectAnthropic(anthropicSdk, server);
    return createAnthropicModel({ connection, ...partsFor(connection.url) });
  }
  const connection = 'client' in server ? server : connect(server);
  if (api === 'messages') throw new Error('The connection is of another API');
  return createOpenAiModel({ connection, api, ...partsFor(connection.url) });
}

/** A request that remembers what it was told while it ran. */
export function createRequest(given: Partial<ModelRequest> = {}) {
  const heard = { text: '', restarts: 0, notices: [] as string[] };
  const request: ModelRequest = {
    model: 'root',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'How many?' },
    ],
    maxOutputTokens: 1_000,
    signal: new AbortController().signal,
    onDelta: (text) => {
      heard.text += text;
    },
    onRestart: () => {
      heard.restarts += 1;
      heard.text = '';
    },
    onNotice: (text) => heard.notices.push(text),
    onRetry: ({ what, waitMs }) =>
      heard.notices.push(`${what}; trying again in ${(waitMs / 1000).toFixed(1)} s.`),
    ...given,
  };
  return { request, heard };
}

/** The address of a port that nobody listens on: the one that a closed server had. */
export async function findClosedPort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}

export function makeFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'rlm-models-'));
}
