// What the tests of models/ share: a Model on a scripted server, and a request with a witness.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Model, ModelRequest } from '../../../src/core/model.ts';
import { type Connection, connect } from '../../../src/models/connection.ts';
import { createOpenAiModel } from '../../../src/models/openai.ts';
import { createPrices } from '../../../src/models/prices.ts';
import type { ProviderSettings } from '../../../src/models/provider.ts';
import type { Clock } from '../../../src/models/retry.ts';
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

export const apis = ['chat', 'responses'] as const;

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
  readonly api: 'chat' | 'responses';
  readonly apiKey?: string | null;
  readonly clock?: Clock;
  readonly patience?: Patience;
  readonly onWindow?: (model: string, tokens: number) => void;
}

/** A Model whose counts of tokens are characters, and whose retries take no time. */
export function createTestModel(url: string, options: ModelOptions): Model {
  const { apiKey = null } = options;
  return createTestClient(connect({ apiKey, baseUrl: url, headers: {} }), options.api, options);
}

/** The same over a connection that is there already. */
export function createTestClient(
  connection: Connection,
  api: 'chat' | 'responses',
  { clock = createFakeClock().clock, patience, onWindow }: Partial<ModelOptions> = {},
): Model {
  return createOpenAiModel({
    connection,
    api,
    prices: createPrices(connection.url),
    countTokens: async (text) => ({ tokens: text.length, sampled: false }),
    clock,
    ...(patience && { patience }),
    ...(onWindow && { onWindow }),
  });
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
