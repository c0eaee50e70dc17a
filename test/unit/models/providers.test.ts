// What servers of other makers write on the wire, over real HTTP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../../src/models/connection.ts';
import { openModel, type ProviderSettings } from '../../../src/models/provider.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { createFakeClock, createRequest, createTestModel, settingsFor } from './asking.ts';

const options = { timeout: 30_000 };
const data = (...chunks: readonly (object | string)[]): string =>
  chunks
    .map((chunk) => `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`)
    .join('');
const delta = (fields: object, finish: string | null = null) => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
const used = (prompt: number, completion: number, more: object = {}) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  ...more,
});

/** Each streams "Three." in its maker's own way. */
const streams: readonly (readonly [string, string, readonly [number, number, number]])[] = [
  [
    'Azure: what its filters say comes first and last, without choices',
    data(
      { choices: [], created: 0, id: '', model: '', prompt_filter_results: [{ prompt_index: 0 }] },
      delta({ role: 'assistant', content: '', refusal: null }),
      { ...delta({ content: 'Three.' }), obfuscation: 'x9' },
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop', content_filter_results: {} }] },
      { choices: [], usage: used(20, 3, { prompt_tokens_details: { cached_tokens: 8 } }) },
      '[DONE]',
    ),
    [20, 8, 3],
  ],
  [
    'Anthropic: usage comes with empty details',
    data(
      delta({ role: 'assistant', content: 'Three' }),
      delta({ content: '.' }),
      delta({}, 'stop'),
      {
        choices: [],
        usage: used(20, 3, { prompt_tokens_details: null, completion_tokens_details: null }),
      },
      '[DONE]',
    ),
    [20, 0, 3],
  ],
  [
    'Gemini: usage stands in every chunk, and thinking only in the total',
    data(
      { ...delta({ role: 'assistant', content: 'Three' }), usage: used(20, 0) },
      {
        ...delta({ role: 'assistant', content: '.' }, 'stop'),
        usage: { prompt_tokens: 20, completion_tokens: 3, total_tokens: 123 },
      },
      '[DONE]',
    ),
    [20, 0, 103],
  ],
  [
    'OpenRouter: comments keep the line open, reasoning has fields of its own',
    `: OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n${data(
      { ...delta({ role: 'assistant', content: '', reasoning: 'Let me count' }), provider: 'X' },
      delta({ role: 'assistant', content: 'Three.', reasoning: null, reasoning_details: [] }),
      {
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop' }],
        usage: used(20, 30, {
          cost: 0.001,
          prompt_tokens_details: { cached_tokens: 4 },
          completion_tokens_details: { reasoning_tokens: 27 },
        }),
      },
      '[DONE]',
    )}`,
    [20, 4, 30],
  ],
  [
    'vLLM: reasoning first, usage at the end',
    data(
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Let me count.' }),
      delta({ content: 'Three.' }),
      {
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop', stop_reason: null }],
      },
      { choices: [], usage: used(20, 9, { prompt_tokens_details: null }) },
      '[DONE]',
    ),
    [20, 0, 9],
  ],
  [
    'Ollama: every chunk names a role',
    data(
      delta({ role: 'assistant', content: '', reasoning: 'Let me count.' }),
      delta({ role: 'assistant', content: 'Three' }),
      delta({ role: 'assistant', content: '.' }),
      delta({ role: 'assistant', content: '' }, 'stop'),
      { choices: [], usage: used(20, 9) },
      '[DONE]',
    ),
    [20, 0, 9],
  ],
  [
    'LM Studio: no role, lines end in \\r\\n, stats at the end',
    data(delta({ content: 'Three.' }), delta({}, 'stop'), {
      choices: [],
      usage: used(20, 3),
      stats: {},
    })
      .concat(data('[DONE]'))
      .replaceAll('\n', '\r\n'),
    [20, 0, 3],
  ],
  [
    'LiteLLM: usage beside the end, null fields',
    data(
      { ...delta({ content: 'Three.', role: 'assistant', tool_calls: null }), usage: null },
      { ...delta({ content: null }, 'stop'), citations: null },
      { ...delta({}), usage: used(20, 3, { prompt_tokens_details: { cached_tokens: 0 } }) },
      '[DONE]',
    ),
    [20, 0, 3],
  ],
  [
    'DeepSeek: hits of its cache have a name of their own',
    data(
      delta({ role: 'assistant', content: 'Three.' }),
      {
        ...delta({ content: '' }, 'stop'),
        usage: used(20, 3, { prompt_cache_hit_tokens: 16, prompt_cache_miss_tokens: 4 }),
      },
      '[DONE]',
    ),
    [20, 16, 3],
  ],
];

for (const [whose, events, [inputTokens, cachedInputTokens, outputTokens]] of streams)
  test(whose, options, async () => {
    await using server = await startModelServer({ root: { text: '', events } });
    const { request, heard } = createRequest();
    const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
    assert.equal(reply.text, 'Three.');
    assert.equal(heard.text, 'Three.');
    assert.equal(reply.finish, 'stop');
    assert.deepEqual(reply.usage, {
      inputTokens,
      cachedInputTokens,
      outputTokens,
      estimated: false,
    });
  });

test('an error within a stream is tried again, whatever shape it has', options, async () => {
  const good = data(delta({ content: 'Three.' }), delta({}, 'stop'), '[DONE]');
  for (const bad of [
    // OpenRouter
    data(delta({ content: 'Th' }), {
      ...delta({ content: '' }, 'error'),
      error: { code: 502, message: 'Provider disconnected' },
    }),
    // LM Studio
    `${data(delta({ content: 'Th' }))}event: error\ndata: {"error":{"message":"The model has crashed without additional information."}}\n\n`,
    // vLLM
    data(delta({ content: 'Th' }), {
      error: { object: 'error', message: 'EngineCore encountered an issue.', code: 500 },
    }),
  ]) {
    await using server = await startModelServer({
      root: [
        { text: '', events: bad },
        { text: '', events: good },
      ],
    });
    const { request, heard } = createRequest();
    const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
    assert.equal(reply.text, 'Three.');
    assert.equal(heard.text, 'Three.');
    assert.equal(heard.restarts, 1);
  }
});

test('the wait that a server asks for in words is kept', options, async () => {
  const gemini =
    '[{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details. Please retry in 4.5s.","status":"RESOURCE_EXHAUSTED"}}]';
  const openai = 'Rate limit reached for gpt-4o on requests per min. Please try again in 120ms.';
  for (const [fault, waitMs] of [
    [{ status: 429, body: gemini }, 4_500],
    [{ status: 429, code: 'rate_limit_exceeded', message: openai }, 120],
  ] as const) {
    await using server = await startModelServer({ root: [fault, 'Three.'] });
    const { clock, waits } = createFakeClock();
    const model = createTestModel(server.url, { api: 'chat', clock });
    assert.equal((await model.complete(createRequest().request)).text, 'Three.');
    assert.deepEqual(waits, [waitMs]);
  }
});

test("Azure gets its key in the header it wants, and no one else's", async () => {
  const headersOf = async (baseUrl: string, headers: Record<string, string> = {}) => {
    const { client } = connect({ apiKey: 'k-1234', baseUrl, headers });
    const { req } = await client.buildRequest({ method: 'post', path: '/chat/completions' });
    const sent = new Headers(req.headers);
    return [sent.get('api-key'), sent.get('authorization')];
  };
  for (const host of ['acme.openai.azure.com', 'acme.services.ai.azure.com'])
    assert.deepEqual(await headersOf(`https://${host}/openai/v1`), ['k-1234', null], host);
  for (const host of ['api.openai.com', 'azure.com.example.org', 'localhost:1'])
    assert.deepEqual(await headersOf(`https://${host}/v1`), [null, 'Bearer k-1234'], host);
  // A token of Entra's, given as a header, stays.
  const [, bearer] = await headersOf('https://acme.openai.azure.com/openai/v1', {
    Authorization: 'Bearer entra',
  });
  assert.equal(bearer, 'Bearer entra');
});

test(
  'a key in a header alone is enough, and nothing stands in for the other',
  options,
  async () => {
    await using server = await startModelServer({ root: 'Three.' });
    const { client } = connect({ apiKey: null, baseUrl: server.url, headers: { 'api-key': 'k' } });
    await client.chat.completions.create({ model: 'root', messages: [] });
    assert.equal(server.requests[0]?.headers['api-key'], 'k');
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  },
);

/** A request to a server by its real address, which is answered by a scripted one. */
async function askByAddress(baseUrl: string, model: string, given: Partial<ProviderSettings> = {}) {
  await using server = await startModelServer({ '*': 'Three.' });
  const original = globalThis.fetch;
  const urls: string[] = [];
  globalThis.fetch = (input, init) => {
    urls.push(String(input));
    return original(`${server.url}/chat/completions`, init);
  };
  try {
    const opened = await openModel({ ...settingsFor(baseUrl, given), apiKey: 'k-1234' });
    const { text, costUsd } = await opened.complete(createRequest({ model }).request);
    assert.equal(text, 'Three.');
    return { url: urls[0], sent: server.requests[0], costUsd };
  } finally {
    globalThis.fetch = original;
  }
}

test('Azure is reached by address: its deployment and version stand in it, the key in its own header', async () => {
  const { url, sent } = await askByAddress(
    'https://acme.openai.azure.com/openai/deployments/gpt-4o-mini?api-version=2024-10-21',
    'gpt-4o-mini',
  );
  assert.equal(
    url,
    'https://acme.openai.azure.com/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21',
  );
  assert.equal(sent?.headers['api-key'], 'k-1234');
  assert.equal(sent?.headers.authorization, undefined);
});

test('Gemini is reached by its OpenAI-compatible address, with its key as a bearer and its prices', async () => {
  const { url, sent, costUsd } = await askByAddress(
    'https://generativelanguage.googleapis.com/v1beta/openai/',
    'gemini-2.5-flash',
  );
  assert.equal(url, 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions');
  assert.equal(sent?.headers.authorization, 'Bearer k-1234');
  assert.equal(sent?.body.max_tokens, 1_000);
  assert.ok((costUsd ?? 0) > 0);
});
