// What servers of each maker tell of their models, over real HTTP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelFacts } from '../../../src/core/model.ts';
import { connect } from '../../../src/models/connection.ts';
import { createOpenAiModel } from '../../../src/models/openai.ts';
import { createPrices } from '../../../src/models/prices.ts';
import { checkProvider } from '../../../src/models/provider.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { startWindowServer, type Told } from '../../support/windowServer.ts';
import { createRequest, createTestModel } from './asking.ts';

const options = { timeout: 30_000 };
const never = new AbortController().signal;
const list = (...entries: object[]) => ({ object: 'list', data: entries });
const shown = (more: object) => ({
  model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072 },
  ...more,
});
const openRouter = {
  id: 'vendor/big',
  context_length: 200_000,
  top_provider: { context_length: 160_000, max_completion_tokens: 8_000, is_moderated: false },
  pricing: {
    prompt: '0.0000025',
    completion: '0.00001',
    request: '0',
    input_cache_read: '0.00000025',
    input_cache_write: '0.000003125',
  },
};

interface Row {
  readonly who: string;
  readonly paths: Readonly<Record<string, Told>>;
  readonly model: string;
  readonly facts: Partial<ModelFacts>;
  /** What the user is warned of. */
  readonly warned?: RegExp;
}

const rows: readonly Row[] = [
  {
    who: 'vLLM',
    paths: { '/v1/models': list({ id: 'qwen', owned_by: 'vllm', max_model_len: 40_960 }) },
    model: 'qwen',
    facts: { window: 40_960, windowFrom: 'server' },
  },
  {
    who: "vLLM: an adapter has its base's",
    paths: {
      '/v1/models': list(
        { id: 'base', max_model_len: 8_192 },
        { id: 'lora', parent: 'base', max_model_len: null },
      ),
    },
    model: 'lora',
    facts: { window: 8_192, windowFrom: 'server' },
  },
  {
    who: 'OpenRouter: the provider that answers first, its limit and its prices',
    paths: { '/v1/models': list(openRouter) },
    model: 'vendor/big',
    facts: {
      window: 160_000,
      maxOutput: 8_000,
      price: { input: 2.5, cachedInput: 0.25, cacheWrite: 3.125, output: 10 },
    },
  },
  {
    who: 'OpenRouter: another route to the same model',
    paths: { '/v1/models': list({ ...openRouter, top_provider: null }) },
    model: 'vendor/big:nitro',
    facts: { window: 200_000, maxOutput: null },
  },
  {
    who: 'OpenRouter: a price that depends on who answers is unknown',
    paths: { '/v1/models': list({ id: 'auto', pricing: { prompt: '-1', completion: '-1' } }) },
    model: 'auto',
    facts: { price: null, window: null },
  },
  {
    who: 'OpenRouter: so is one by the request, and one that is no number',
    paths: {
      '/v1/models': list(
        { id: 'fee', pricing: { prompt: '0.1', completion: '0.1', request: '0.02' } },
        { id: 'odd', pricing: { prompt: 'NaN', completion: {} } },
      ),
    },
    model: 'fee',
    facts: { price: null },
  },
  {
    who: 'OpenRouter: free is a price',
    paths: {
      '/v1/models': list({ id: 'vendor/f:free', pricing: { prompt: '0', completion: '0' } }),
    },
    model: 'vendor/f:free',
    facts: { price: { input: 0, cachedInput: 0, output: 0 } },
  },
  {
    who: 'Groq',
    paths: {
      '/v1/models': list({ id: 'q', context_window: 131_072, max_completion_tokens: 4_096 }),
    },
    model: 'q',
    facts: { window: 131_072, maxOutput: 4_096 },
  },
  {
    who: 'LM Studio: what was loaded of it',
    paths: {
      '/v1/models': list({ id: 'gemma' }),
      '/api/v0/models': list({
        id: 'gemma',
        state: 'loaded',
        max_context_length: 131_072,
        loaded_context_length: 4_096,
      }),
    },
    model: 'gemma',
    facts: { window: 4_096, windowFrom: 'server' },
    warned: /gemma has a window of 4,096 tokens .* could take 131,072\. Load it with a larger/,
  },
  {
    who: 'LM Studio: what it can take, before it is loaded',
    paths: {
      '/api/v0/models': list({ id: 'gemma', state: 'not-loaded', max_context_length: 32_768 }),
    },
    model: 'gemma',
    facts: { window: 32_768 },
  },
  {
    who: 'llama.cpp: one model under any name',
    paths: {
      '/v1/models': list({ id: '/m/x.gguf', meta: { n_ctx_train: 131_072 } }),
      '/props': { default_generation_settings: { n_ctx: 16_384 }, total_slots: 1 },
    },
    model: 'anything',
    facts: { window: 16_384, windowFrom: 'server' },
  },
  {
    who: 'llama.cpp: a small one',
    paths: {
      '/v1/models': list({ id: 'x', meta: { n_ctx_train: 131_072 } }),
      '/props': { default_generation_settings: { n_ctx: 4_096 } },
    },
    model: 'x',
    facts: { window: 4_096 },
    warned: /x has a window of 4,096 tokens .* Start llama\.cpp with a larger --ctx-size/,
  },
  {
    who: 'Ollama: as it is loaded',
    paths: {
      '/v1/models': list({ id: 'llama3.1:latest' }),
      '/api/ps': { models: [{ name: 'llama3.1:latest', context_length: 4_096 }] },
      '/api/show': shown({ parameters: 'stop "x"' }),
    },
    model: 'llama3.1',
    facts: { window: 4_096, windowFrom: 'server' },
    warned: /llama3\.1 has a window of 4,096 .* could take 131,072\. .*OLLAMA_CONTEXT_LENGTH/,
  },
  {
    who: 'Ollama: the old default',
    paths: {
      '/api/ps': { models: [{ name: 'm:7b', context_length: 2_048 }] },
      '/api/show': shown({}),
    },
    model: 'm:7b',
    facts: { window: 2_048 },
    warned: /2,048 tokens/,
  },
  {
    who: 'Ollama: as its file sets it, which somebody has chosen',
    paths: {
      '/api/ps': { models: [] },
      '/api/show': shown({ parameters: 'stop    "<|end|>"\nnum_ctx                        8192' }),
    },
    model: 'm',
    facts: { window: 8_192, windowFrom: 'server' },
  },
  {
    who: 'Ollama: not loaded, so nobody can say, but anybody can guess',
    paths: { '/api/ps': { models: [] }, '/api/show': shown({}) },
    model: 'm',
    facts: { window: null },
    warned: /Nobody has set a window for m .* as little as 4,096 tokens.*131,072/,
  },
  {
    who: 'Ollama: loaded as large as it can be',
    paths: {
      '/api/ps': { models: [{ name: 'm', context_length: 8_192 }] },
      '/api/show': { model_info: { 'gemma.context_length': 8_192 } },
    },
    model: 'm',
    facts: { window: 8_192 },
  },
  { who: 'a server that tells nothing', paths: {}, model: 'm', facts: { window: null } },
  {
    who: 'a server that tells nonsense',
    paths: {
      '/v1/models': list({ id: 'm', max_model_len: '4096', context_length: -1, pricing: 'free' }),
      '/api/v0/models': { data: 7 },
      '/props': { default_generation_settings: { n_ctx: 1e300 } },
      '/api/ps': { models: 'none' },
    },
    model: 'm',
    facts: { window: null, price: null, maxOutput: null },
  },
];

for (const { who, paths, model: name, facts, warned } of rows)
  test(`windows are asked for: ${who}`, options, async () => {
    await using server = await startWindowServer(paths);
    const model = createTestModel(server.url, { api: 'chat' });
    const said = (await model.prepare?.([name, name], never)) ?? [];
    const known = model.facts(name);
    for (const [key, value] of Object.entries(facts))
      assert.deepEqual(known[key as keyof ModelFacts], value, key);
    assert.equal(said.length, warned === undefined ? 0 : 1, said.join());
    if (warned !== undefined) assert.match(said[0] ?? '', warned);
    // Once for each model, however often.
    const before = server.asked.length;
    assert.deepEqual(await model.prepare?.([name], never), said);
    assert.equal(server.asked.length, before);
  });

test("a request's price is what the server's list says, unless the user says another", async () => {
  await using server = await startWindowServer({ '/v1/models': list(openRouter) });
  const used = { inputTokens: 2e6, cachedInputTokens: 1e6, outputTokens: 1e6, estimated: false };
  const own = { input: 1, cachedInput: 1, output: 1 };
  for (const [prices, cost] of [
    [createPrices(server.url), 2.5 + 0.25 + 10],
    [createPrices(server.url, { 'vendor/big': own }), 3],
  ] as const) {
    const model = modelWith(server.url, prices);
    await model.prepare?.(['vendor/big'], never);
    assert.equal(prices.cost('vendor/big', used), cost);
  }
});

test("the user's window comes first, then what a prompt has shown, then the server's", async () => {
  await using server = await startWindowServer({
    '/v1/models': list({ id: 'm', max_model_len: 8_000 }, { id: 'mine', max_model_len: 8_000 }),
  });
  const prices = createPrices(server.url, {}, { mine: 3_000 });
  const model = modelWith(server.url, prices);
  await model.prepare?.(['m', 'mine'], never);
  assert.deepEqual([model.facts('m').window, model.facts('m').windowFrom], [8_000, 'server']);
  model.learnWindow?.('m', 2_000);
  model.learnWindow?.('mine', 2_000);
  assert.deepEqual([model.facts('m').window, model.facts('m').windowFrom], [2_000, 'learned']);
  const { window, windowFrom } = model.facts('mine');
  assert.deepEqual([window, windowFrom], [3_000, 'setting']);
});

test('a window that the user has set is not warned of', options, async () => {
  await using server = await startWindowServer({
    '/api/ps': { models: [{ name: 'm', context_length: 4_096 }] },
    '/api/show': shown({}),
  });
  const model = modelWith(server.url, createPrices(server.url, {}, { m: 4_096 }));
  assert.deepEqual(await model.prepare?.(['m'], never), []);
});

test(
  'a server that hangs, redirects or is gone costs a short while and no run',
  options,
  async () => {
    await using elsewhere = await startWindowServer({});
    await using hanging = await startWindowServer({
      '/v1/models': list({ id: 'm', max_model_len: 8_000 }),
      '/props': 'hang',
    });
    await using redirecting = await startWindowServer({}, `${elsewhere.url}/stolen`);
    const gone = await startWindowServer({});
    await gone[Symbol.asyncDispose]();
    for (const [url, window] of [
      [hanging.url, 8_000],
      [redirecting.url, null],
      [gone.url, null],
    ] as const) {
      const model = createTestModel(url, { api: 'chat' });
      assert.deepEqual(await model.prepare?.(['m'], never), []);
      assert.equal(model.facts('m').window, window);
    }
    assert.deepEqual(elsewhere.asked, []);
  },
);

test('whoever stops the run waits for no server', options, async () => {
  await using server = await startWindowServer({ '/v1/models': 'hang' });
  const stop = new AbortController();
  const asked = createTestModel(server.url, { api: 'chat' }).prepare?.(['m'], stop.signal);
  stop.abort();
  assert.deepEqual(await asked, []);
});

test("a model is asked nothing but to be shown, and OpenAI's own server nothing at all", async () => {
  await using server = await startWindowServer({ '/api/ps': { models: [] } });
  await createTestModel(server.url, { api: 'chat' }).prepare?.(['m'], never);
  assert.deepEqual([...server.asked].sort(), [
    'GET /api/ps',
    'GET /api/v0/models',
    'GET /props',
    'GET /v1/models',
    'POST /api/show {"model":"m"}',
  ]);
  await using other = await startWindowServer({});
  await createTestModel(other.url, { api: 'chat' }).prepare?.(['m'], never);
  assert.ok(other.asked.every((path) => path.startsWith('GET ')));
  const openAi = connect({ apiKey: 'k-1234', baseUrl: null, headers: {} });
  openAi.client.get = () => assert.fail('it was asked');
  const prices = createPrices(openAi.url);
  const model = createOpenAiModel({ connection: openAi, api: 'responses', prices, countTokens });
  assert.deepEqual(await model.prepare?.(['gpt-4o'], never), []);
});

test('a test of the connection says what its models take, once they have replied', async () => {
  const loaded = { models: [{ name: 'root', context_length: 4_096 }] };
  const tells = { '/api/ps': loaded, '/api/show': shown({}) };
  await using server = await startModelServer({ root: 'OK' }, { tells });
  const settings = {
    apiKey: null,
    baseUrl: server.url,
    headers: {},
    prices: {},
    assetsFolder: '.',
  };
  const tested = { ...settings, provider: 'openai', api: 'auto' } as const;
  const { fault, known } = await checkProvider(tested, ['root', 'root'], never);
  assert.equal(fault, null);
  assert.deepEqual(known.windows, [{ model: 'root', window: 4_096, windowFrom: 'server' }]);
  assert.match(known.warnings.join(), /^root has a window of 4,096 tokens/);
  const wrong = await checkProvider(tested, ['other'], never);
  assert.deepEqual(wrong.known, { windows: [], warnings: [] });
});

test('of many models of Ollama the first are shown, and all that are loaded are known', async () => {
  await using server = await startWindowServer({
    '/api/ps': { models: [{ name: 'm39', context_length: 4_096 }] },
    '/api/show': shown({ parameters: 'num_ctx 16384' }),
  });
  const model = createTestModel(server.url, { api: 'chat' });
  const names = Array.from({ length: 40 }, (_, index) => `m${index}`);
  await model.prepare?.(names, never);
  assert.equal(server.asked.filter((path) => path.startsWith('POST')).length, 30);
  const windows = [0, 29, 30, 39].map((index) => model.facts(`m${index}`).window);
  assert.deepEqual(windows, [16_384, 16_384, null, 4_096]);
});

test('a model of Ollama is asked for again when it has been loaded by its first request', async () => {
  await using server = await startModelServer({ m: 'Three.' });
  const loaded = { models: [] as object[] };
  const { connection, asked } = wrapped(server.url, {
    '/api/ps': () => loaded,
    '/api/show': () => shown({}),
  });
  const prices = createPrices(server.url);
  const model = createOpenAiModel({ connection, api: 'chat', prices, countTokens });
  await model.prepare?.(['m'], never);
  assert.equal(model.facts('m').window, null);
  loaded.models = [{ name: 'm:latest', context_length: 4_096 }];
  const request = createRequest({ model: 'm' });
  await Promise.all([model.complete(request.request), model.complete(request.request)]);
  assert.equal(model.facts('m').window, 4_096);
  await model.complete(request.request);
  assert.equal(asked.filter((path) => path === '/api/ps').length, 2);
});

const countTokens = async (text: string) => ({ tokens: text.length, sampled: false });

function modelWith(url: string, prices: ReturnType<typeof createPrices>) {
  const connection = connect({ apiKey: null, baseUrl: url, headers: {} });
  return createOpenAiModel({ connection, api: 'chat', prices, countTokens });
}

/** A connection whose server answers some more paths, and what was asked of those. */
function wrapped(url: string, paths: Readonly<Record<string, () => object>>) {
  const connection = connect({ apiKey: null, baseUrl: url, headers: {} });
  const asked: string[] = [];
  const answer = (target: string) => {
    const { pathname } = new URL(target);
    asked.push(pathname);
    const told = paths[pathname]?.();
    const response = told === undefined ? new Response('', { status: 404 }) : Response.json(told);
    return { asResponse: async () => response };
  };
  const { client } = connection;
  const post = client.post.bind(client);
  Object.assign(client, {
    get: answer,
    post: (target: string, ...rest: [object]) =>
      target.startsWith('http') ? answer(target) : post(target, ...rest),
  });
  return { connection, asked };
}
