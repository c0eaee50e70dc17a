import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type FoundServer, findServers, usualAddresses } from '../../../src/models/localServers.ts';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

interface Serving {
  readonly address: string;
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

/** Serves JSON, or text as it stands, by path; everything else is 404. `null`: never answers. */
async function serve(paths: Readonly<Record<string, Answer>> | null): Promise<Serving> {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    if (paths === null) return;
    const answer = paths[request.url ?? ''] ?? paths['*'];
    response.statusCode = answer === undefined ? 404 : (answer.status ?? 200);
    const body = answer?.body ?? 'not found';
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function find(addresses: readonly string[]): Promise<readonly FoundServer[]> {
  const found: FoundServer[] = [];
  await findServers(addresses, new AbortController().signal, (server) => found.push(server));
  return found;
}

const list = (...ids: readonly string[]) => ({
  body: { object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: 'me' })) },
});
const refusal = { status: 401, body: { error: { message: 'No api key passed in.' } } };

const ollama = {
  '/v1/models': list('qwen3:latest', 'nomic-embed-text:latest'),
  '/api/tags': {
    body: {
      models: [
        { name: 'qwen3:latest', details: { family: 'qwen3', parameter_size: '8.2B' } },
        { name: 'nomic-embed-text:latest', details: { family: 'nomic-bert' } },
      ],
    },
  },
};
const lmStudio = {
  '/v1/models': list('qwen3-32b', 'text-embedding-nomic'),
  '/api/v0/models': {
    body: {
      data: [
        { id: 'qwen3-32b', type: 'llm', state: 'loaded', loaded_context_length: 16_384 },
        { id: 'text-embedding-nomic', type: 'embeddings', state: 'not-loaded' },
        { id: 'gemma-3-4b', type: 'vlm', state: 'not-loaded', max_context_length: 131_072 },
      ],
    },
  },
  // It answers unknown paths with 200 and a sentence.
  '*': { body: { error: 'Unexpected endpoint or method.' } },
};

test('servers are recognized by what they answer, on whatever port, with their models', async () => {
  const cases: readonly [
    Readonly<Record<string, Answer>>,
    string | null,
    readonly string[],
    boolean?,
  ][] = [
    [ollama, 'Ollama', ['qwen3:latest 8.2']],
    [{ '/v1/models': list(), '/api/tags': { body: { models: [] } } }, 'Ollama', []],
    [lmStudio, 'LM Studio', ['qwen3-32b 32 16384 loaded', 'gemma-3-4b 4']],
    [
      {
        '/v1/models': list('gguf'),
        '/props': { body: { default_generation_settings: { n_ctx: 8_192 } } },
      },
      'llama.cpp',
      ['gguf'],
    ],
    [
      {
        '/v1/models': { body: { data: [{ id: 'm-7b', owned_by: 'vllm', max_model_len: 32_768 }] } },
      },
      'vLLM',
      ['m-7b 7 32768'],
    ],
    [
      { '/v1/models': list('gpt-4o'), '/health/liveliness': { body: '"I\'m alive!"' } },
      'LiteLLM',
      ['gpt-4o'],
    ],
    [
      { '/v1/models': refusal, '/health/liveliness': { body: '"I\'m alive!"' } },
      'LiteLLM',
      [],
      true,
    ],
    [{ '/v1/models': { status: 401, body: { error: 'Unauthorized' } } }, null, [], true],
    [{ '/v1/models': list('mine') }, null, ['mine']],
  ];
  for (const [paths, maker, models, needsKey = false] of cases) {
    const server = await serve(paths);
    const [found] = await find([server.address]);
    await server.close();
    assert.equal(found?.maker, maker);
    assert.equal(found.baseUrl, `${server.address}/v1`);
    assert.equal(found.host, server.address.replace('http://', ''));
    assert.equal(found.needsKey, needsKey);
    const shown = found.models.map(({ name, billions, window, isLoaded }) =>
      [name, billions, window, isLoaded && 'loaded'].filter(Boolean).join(' '),
    );
    assert.deepEqual(shown, models);
  }
});

test('what serves no models is passed over: web pages, other APIs, closed ports, redirects', async () => {
  const others = await Promise.all([
    serve({ '*': { body: '<!doctype html><title>My app</title>' } }),
    serve({ '*': { body: { data: [] } } }),
    serve({ '*': { body: [] } }),
    serve({ '*': { status: 401, body: 'Unauthorized' } }),
    serve({ '*': { status: 500, body: { error: 'broken' } } }),
    serve({ '*': { body: { data: [{ name: 'no id' }] } } }),
  ]);
  assert.deepEqual(await find([...others.map(({ address }) => address), 'http://localhost:9']), []);
  await Promise.all(others.map(({ close }) => close()));
});

test('one that never answers holds nothing up, and no request carries a key', async () => {
  const silent = await serve(null);
  const good = await serve(ollama);
  const started = performance.now();
  const found = await find([silent.address, good.address]);
  assert.ok(performance.now() - started < 10_000);
  assert.deepEqual(
    found.map(({ maker }) => maker),
    ['Ollama'],
  );
  for (const { headers, method } of [...silent.requests, ...good.requests]) {
    assert.equal(method, 'GET');
    assert.equal(headers.authorization ?? headers['x-api-key'], undefined);
  }
  await Promise.all([silent.close(), good.close()]);
});

test('a search that is given up tells of nothing more', async () => {
  const silent = await serve(null);
  const stop = new AbortController();
  const search = findServers([silent.address], stop.signal, () => assert.fail('told'));
  stop.abort();
  await search;
  await silent.close();
});

test('the usual ports are looked at, and where OLLAMA_HOST says', () => {
  const usual = [11434, 1234, 8080, 8000, 4000].map((port) => `http://localhost:${port}`);
  const cases = [
    [undefined, usual],
    ['', usual],
    ['0.0.0.0', usual],
    ['127.0.0.1:11434', usual],
    ['0.0.0.0:11500', ['http://localhost:11500', ...usual]],
    [':11500', ['http://localhost:11500', ...usual]],
    ['192.168.0.2', ['http://192.168.0.2:11434', ...usual]],
    ['https://models.example', ['https://models.example', ...usual]],
    ['not a host', usual],
  ] as const;
  for (const [value, expected] of cases)
    assert.deepEqual(usualAddresses({ OLLAMA_HOST: value }), expected, value);
});
