// What is Anthropic's own, over real HTTP; what all APIs have in common is tested for each of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, SpentAttempt } from '../../../src/core/model.ts';
import { checkProvider, listOffered, openModel } from '../../../src/models/provider.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { startWindowServer } from '../../support/windowServer.ts';
import {
  baseUrlOf,
  createFakeClock,
  createRequest,
  createTestModel,
  settingsFor,
} from './asking.ts';

const options = { timeout: 30_000 };
const never = new AbortController().signal;
const model = 'claude-sonnet-4-5';
const turns: readonly Message[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'How many?' },
  { role: 'assistant', content: 'Let me look.' },
  { role: 'user', content: 'There are three.' },
];
const marked = (text: string) => [{ type: 'text', text, cache_control: { type: 'ephemeral' } }];
const events = (...parts: readonly object[]): string =>
  parts.map((part) => `event: ${Object(part).type}\ndata: ${JSON.stringify(part)}\n\n`).join('');
const start = (usage: object) => ({
  type: 'message_start',
  message: { id: 'm', type: 'message', role: 'assistant', content: [], stop_reason: null, usage },
});
const text = (piece: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: piece },
});
const end = (reason: string, usage: object = {}, more: object = {}) => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null, ...more },
  usage,
});
const stop = { type: 'message_stop' };

/** The one request of a server that answers with these events. */
async function complete(stream: string, given: Parameters<typeof createRequest>[0] = {}) {
  await using server = await startModelServer({ '*': { text: '', events: stream } });
  const { request, heard } = createRequest({ model, ...given });
  const reply = await createTestModel(server.url, { api: 'messages' }).complete(request);
  return { reply, heard, sent: server.requests };
}

test(
  'a turn of a conversation marks its system text, its first and its last message',
  options,
  async () => {
    await using server = await startModelServer({ '*': 'Three.' });
    const { request } = createRequest({ model, messages: turns, cacheKey: 'run-1' });
    await createTestModel(server.url, { api: 'messages', apiKey: 'k-1' }).complete(request);
    const { body, headers } = server.requests[0] ?? {};
    assert.deepEqual(body?.system, marked('Be brief.'));
    assert.deepEqual(body?.messages, [
      { role: 'user', content: marked('How many?') },
      { role: 'assistant', content: 'Let me look.' },
      { role: 'user', content: marked('There are three.') },
    ]);
    assert.equal(headers?.['x-api-key'], 'k-1');
    assert.match(String(headers?.['anthropic-version']), /^20\d\d-\d\d-\d\d$/);
    assert.equal('thinking' in (body ?? {}), false);
  },
);

test('what is asked once stands as it is, in one message without marks', options, async () => {
  await using server = await startModelServer({ '*': 'Three.' });
  const prompt = '  How many?\r\n';
  const messages = [{ role: 'user', content: prompt }] as const;
  const { request } = createRequest({ model, messages, oneOff: true });
  await createTestModel(server.url, { api: 'messages' }).complete(request);
  const [{ body } = { body: {} }] = server.requests;
  assert.deepEqual(body, {
    model,
    max_tokens: 1_000,
    messages: [{ role: 'user', content: prompt }],
    stream: true,
  });
});

test(
  'input counts with what was read from the cache and written to it, and is priced so',
  options,
  async () => {
    const usage = {
      input_tokens: 100_000,
      cache_read_input_tokens: 20_000,
      cache_creation_input_tokens: 30_000,
      cache_creation: { ephemeral_5m_input_tokens: 30_000, ephemeral_1h_input_tokens: 0 },
      output_tokens: 1,
    };
    // The end tells its output alone, or all of it again.
    for (const told of [{ output_tokens: 5_000 }, { ...usage, output_tokens: 5_000 }]) {
      const { reply } = await complete(
        events(start(usage), text('Three.'), end('end_turn', told), stop),
      );
      assert.deepEqual(reply.usage, {
        inputTokens: 150_000,
        cachedInputTokens: 20_000,
        cacheWriteTokens: 30_000,
        outputTokens: 5_000,
        estimated: false,
      });
      const usd = (100_000 * 3 + 20_000 * 0.3 + 30_000 * 3.75 + 5_000 * 15) / 1e6;
      assert.equal(reply.costUsd?.toFixed(6), usd.toFixed(6));
    }
  },
);

test(
  'figures that only the end tells are taken from there, and nonsense from nowhere',
  options,
  async () => {
    const none = { input_tokens: 0, output_tokens: 0 };
    const late = { input_tokens: 40, cache_read_input_tokens: null, output_tokens: 7 };
    const whole = await complete(events(start(none), text('Three.'), end('end_turn', late), stop));
    assert.deepEqual(
      [whole.reply.usage.inputTokens, whole.reply.usage.outputTokens, whole.reply.usage.estimated],
      [40, 7, false],
    );
    const broken = await complete(
      events(
        start({ input_tokens: '40' }),
        text('Three.'),
        end('end_turn', { output_tokens: -1 }),
        stop,
      ),
    );
    assert.equal(broken.reply.usage.estimated, true);
  },
);

test('thinking streams beside the text, and a signature is neither', options, async () => {
  const block = (content: object, at = 0) => ({
    type: 'content_block_start',
    index: at,
    content_block: content,
  });
  const delta = (change: object, at = 0) => ({
    type: 'content_block_delta',
    index: at,
    delta: change,
  });
  const { reply, heard } = await complete(
    events(
      start({ input_tokens: 9, output_tokens: 1 }),
      { type: 'ping' },
      block({ type: 'thinking', thinking: '', signature: '' }),
      delta({ type: 'thinking_delta', thinking: 'Let me ' }),
      delta({ type: 'thinking_delta', thinking: 'count.' }),
      delta({ type: 'signature_delta', signature: 'EqQBCgIYAhIM' }),
      { type: 'content_block_stop', index: 0 },
      block({ type: 'redacted_thinking', data: 'EmwKAhgBEgy3va' }, 1),
      block({ type: 'text', text: '' }, 2),
      delta({ type: 'text_delta', text: 'Three.' }, 2),
      { type: 'a_kind_of_later_days', delta: { text: 'no' } },
      end('end_turn', { output_tokens: 30 }),
      stop,
    ),
  );
  assert.deepEqual([reply.text, reply.thoughts, heard.text], ['Three.', 'Let me count.', 'Three.']);
});

const reasons = [
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['pause_turn', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'filtered'],
] as const;
for (const [reason, finish] of reasons)
  test(`a reply that ends with ${reason} is one that ended: ${finish}`, options, async () => {
    const usage = { input_tokens: 9, output_tokens: 4 };
    const { reply } = await complete(events(start(usage), text('Three.'), end(reason), stop));
    assert.deepEqual([reply.text, reply.finish], ['Three.', finish]);
  });

test(
  'a refusal without a word says why, is not asked again, and its input is paid',
  options,
  async () => {
    const spent: SpentAttempt[] = [];
    const details = {
      type: 'refusal',
      category: 'cyber',
      explanation: 'It asks for <b>malware</b> here.',
    };
    const declined = events(
      start({ input_tokens: 9, output_tokens: 1 }),
      end('refusal', { output_tokens: 1 }, { stop_details: details }),
      stop,
    );
    await assert.rejects(
      complete(declined, { onSpent: (attempt) => spent.push(attempt) }),
      ({ name, message }: Error) => {
        assert.equal(name, 'PolicyRefused');
        assert.match(
          message,
          /rules: the model declined to answer \(It asks for malware here\)\.$/,
        );
        return true;
      },
    );
    assert.deepEqual(
      spent.map(({ usage }) => usage?.inputTokens),
      [9],
    );
  },
);

test(
  'an overload is waited for like a busy server, whether it is a status or comes in the stream',
  options,
  async () => {
    const overload = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const body = JSON.stringify({ ...overload, request_id: 'req_1' });
    const inStream = events(start({ input_tokens: 9, output_tokens: 1 }), text('Th'), overload);
    await using server = await startModelServer({
      '*': [
        { status: 529, body },
        { status: 529, body: '<html>busy</html>' },
        { text: '', events: inStream },
        'Three.',
      ],
    });
    const { clock, waits } = createFakeClock();
    let busy = 0;
    const spent: SpentAttempt[] = [];
    const { request, heard } = createRequest({
      model,
      onBusy: () => (busy += 1),
      onSpent: (attempt) => spent.push(attempt),
    });
    const reply = await createTestModel(server.url, { api: 'messages', clock }).complete(request);
    assert.equal(reply.text, 'Three.');
    assert.deepEqual(waits, [500, 1_000, 2_000]);
    assert.equal(busy, 3);
    assert.equal(heard.restarts, 1);
    assert.match(heard.notices[0] ?? '', /answered 529; trying again/);
    // Refused by a status: nothing was billed. Broken off: what had come is.
    assert.deepEqual(
      spent.map((attempt) => [attempt.text, attempt.usage?.inputTokens]),
      [['Th', 9]],
    );
  },
);

test('a 429 waits as long as its header says', options, async () => {
  const error = { type: 'rate_limit_error', message: 'This request would exceed your rate limit' };
  const body = JSON.stringify({ type: 'error', error });
  await using server = await startModelServer({
    '*': [{ status: 429, body, headers: { 'retry-after': '7' } }, 'Three.'],
  });
  const { clock, waits } = createFakeClock();
  const { request } = createRequest({ model });
  await createTestModel(server.url, { api: 'messages', clock }).complete(request);
  assert.deepEqual(waits, [7_000]);
});

/** What the API says of a bad request, and what comes of it. */
const refusals: readonly (readonly [status: number, type: string, words: string, name: string])[] =
  [
    [401, 'authentication_error', 'invalid x-api-key', 'KeyRefused'],
    [403, 'permission_error', 'Your API key does not have permission to use it', 'KeyRefused'],
    [402, 'billing_error', 'Please check your payment method', 'PaymentNeeded'],
    [
      400,
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      'PaymentNeeded',
    ],
    [404, 'not_found_error', 'model: claude-nothing-9', 'UnknownModel'],
    [
      400,
      'invalid_request_error',
      'prompt is too long: 215042 tokens > 200000 maximum',
      'PromptTooLong',
    ],
    [413, 'request_too_large', 'Request exceeds the maximum size', 'PromptTooLong'],
    [400, 'invalid_request_error', 'Output blocked by content filtering policy', 'PolicyRefused'],
  ];
for (const [status, type, message, name] of refusals)
  test(`${status} ${type}, "${message.slice(0, 30)}...": ${name}`, options, async () => {
    const body = JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' });
    await using server = await startModelServer({ '*': { status, body } });
    const windows: number[] = [];
    const asked = createTestModel(server.url, {
      api: 'messages',
      apiKey: 'sk-ant-very-secret',
      onWindow: (_, tokens) => windows.push(tokens),
    });
    await assert.rejects(asked.complete(createRequest({ model }).request), { name });
    assert.equal(server.requests.length, 1);
    assert.deepEqual(windows, /\d maximum/.test(message) ? [200_000] : []);
  });

test(
  'a limit above what the model writes, or beside a long prompt, is lowered and asked again',
  options,
  async () => {
    const refuse = (message: string) => ({
      status: 400,
      body: JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } }),
    });
    await using server = await startModelServer({
      one: [
        refuse(
          'max_tokens: 16000 > 8192, which is the maximum allowed number of output tokens for one',
        ),
        'Three.',
      ],
      two: [
        refuse(
          'input length and `max_tokens` exceed context limit: 190000 + 16000 > 200000, decrease input length or `max_tokens` and try again',
        ),
        'Three.',
      ],
    });
    const asked = createTestModel(server.url, { api: 'messages' });
    for (const name of ['one', 'two'])
      await asked.complete(createRequest({ model: name, maxOutputTokens: 16_000 }).request);
    assert.deepEqual(
      server.requests.map(({ body }) => body.max_tokens),
      [16_000, 8_192, 16_000, 10_000],
    );
  },
);

test(
  'a server that knows no marks or no streams is asked without, but never without a limit',
  options,
  async () => {
    const answer = ({ body }: { body: Readonly<Record<string, unknown>> }) => {
      if (JSON.stringify(body.messages).includes('cache_control'))
        return {
          status: 400,
          message: 'messages.0.content.0.cache_control: Extra inputs are not permitted',
        };
      return body.stream ? { status: 422, message: 'It went wrong' } : 'Three.';
    };
    await using server = await startModelServer({ '*': answer });
    const asked = createTestModel(server.url, { api: 'messages' });
    for (let turn = 0; turn < 2; turn += 1)
      await asked.complete(createRequest({ model, cacheKey: 'run' }).request);
    assert.equal(server.requests.length, 4);
    assert.ok(server.requests.every(({ body }) => body.max_tokens === 1_000));
    assert.equal(asked.facts(model).unlimited, undefined);
  },
);

test(
  'nothing of the environment goes to a server, nor is credentials looked for in it',
  options,
  async () => {
    const given = {
      ANTHROPIC_API_KEY: 'env-secret-1',
      ANTHROPIC_AUTH_TOKEN: 'env-secret-2',
      ANTHROPIC_BASE_URL: 'http://env-secret.invalid',
      ANTHROPIC_CUSTOM_HEADERS: 'X-Inherited: env-secret-3\nx-api-key: env-secret-4',
      ANTHROPIC_LOG: 'debug',
      ANTHROPIC_PROFILE: 'env-secret-5',
    };
    Object.assign(process.env, given);
    try {
      await using server = await startModelServer({ '*': 'Three.' });
      for (const apiKey of [null, 'mine-1']) {
        const { request } = createRequest({ model });
        await createTestModel(server.url, { api: 'messages', apiKey }).complete(request);
        const { headers, body } = server.requests.at(-1) ?? {};
        assert.doesNotMatch(JSON.stringify([headers, body]), /env-secret|"none"|Bearer none/);
        assert.equal(headers?.['x-api-key'], apiKey ?? undefined);
      }
    } finally {
      for (const name of Object.keys(given)) delete process.env[name];
    }
  },
);

test(
  'a base URL is taken with and without /v1, and one that names the path is refused',
  options,
  async () => {
    await using server = await startModelServer({ '*': 'Three.' });
    const bare = baseUrlOf(server.url, 'messages');
    for (const baseUrl of [bare, `${bare}/`, `${bare}/v1`, `${bare}/v1/`]) {
      const opened = await openModel(settingsFor(baseUrl, { provider: 'anthropic' }));
      assert.equal(opened.provider, 'anthropic');
      assert.equal(opened.address, bare);
      assert.equal((await opened.complete(createRequest({ model }).request)).text, 'Three.');
    }
    for (const path of ['/v1/messages', '/messages'])
      await assert.rejects(openModel(settingsFor(`${bare}${path}`, { provider: 'anthropic' })), {
        name: 'WrongAddress',
        message: `${bare}${path} ends in ${path}, which is added to the base URL by itself. Set the base URL to ${bare}.`,
      });
  },
);

test('Anthropic itself is asked only with a key, which goes into its own header alone', async () => {
  const settings = { ...settingsFor('', { provider: 'anthropic' }), baseUrl: null };
  await assert.rejects(openModel(settings), {
    name: 'KeyMissing',
    message: /No API key is set for api\.anthropic\.com/,
  });
  const original = globalThis.fetch;
  const asked: { url: string; headers: Headers }[] = [];
  globalThis.fetch = async (input, init) => {
    asked.push({ url: String(input), headers: new Headers(init?.headers) });
    const content = [{ type: 'text', text: 'Three.' }];
    return Response.json({ content, stop_reason: 'end_turn' });
  };
  try {
    const opened = await openModel({ ...settings, apiKey: 'sk-ant-1' });
    await opened.complete(createRequest({ model }).request);
  } finally {
    globalThis.fetch = original;
  }
  const [request] = asked;
  assert.equal(request?.url, 'https://api.anthropic.com/v1/messages');
  assert.equal(request?.headers.get('x-api-key'), 'sk-ant-1');
  assert.equal(request?.headers.get('authorization'), null);
});

test('its models are listed, and what its list tells of them is known', options, async () => {
  const entry = (id: string, max_input_tokens: number, max_tokens: number) => ({
    ...{ type: 'model', id, display_name: id, max_input_tokens, max_tokens },
  });
  const list = {
    data: [entry('claude-next', 500_000, 96_000), entry(model, 1, 1)],
    has_more: false,
  };
  await using server = await startWindowServer({ '/v1/models?limit=1000': list });
  const settings = settingsFor(server.url, { provider: 'anthropic' });
  assert.deepEqual(await listOffered(settings, never), ['claude-next', model]);
  const opened = await openModel(settings);
  await opened.prepare?.([model], never);
  assert.equal(server.asked.length, 1, 'what is known is not asked for');
  await opened.prepare?.(['claude-next'], never);
  const { window, windowFrom, maxOutput } = opened.facts('claude-next');
  assert.deepEqual([window, windowFrom, maxOutput], [500_000, 'server', 96_000]);
  assert.deepEqual(server.asked, ['GET /v1/models?limit=1000', 'GET /v1/models?limit=1000']);
});

test('its models have prices, windows and limits where it serves them and at a proxy', async () => {
  const facts = async (baseUrl: string | null, name: string) =>
    (
      await openModel({ ...settingsFor('', { provider: 'anthropic', apiKey: 'k-1' }), baseUrl })
    ).facts(name);
  for (const baseUrl of [null, 'http://localhost:4000']) {
    const haiku = await facts(baseUrl, 'claude-haiku-4-5');
    assert.deepEqual(
      [haiku.price?.input, haiku.price?.cachedInput, haiku.price?.cacheWrite, haiku.price?.output],
      [1, 0.1, 1.25, 5],
    );
    assert.deepEqual([haiku.window, haiku.maxOutput], [200_000, 64_000]);
    assert.notEqual((await facts(baseUrl, 'claude-sonnet-5')).price, null);
  }
  assert.equal((await facts(null, 'claude-nothing-9')).price, null);
});

test('a test of the connection goes step by step, and names what is wrong', options, async () => {
  await using server = await startModelServer({ root: 'OK' }, { key: 'k-right' });
  const check = (given: object, names = ['root']) =>
    checkProvider(
      { ...settingsFor(server.url, { provider: 'anthropic' }), ...given },
      names,
      never,
    );
  const good = await check({ apiKey: 'k-right' });
  assert.deepEqual([good.fault, good.passed], [null, ['address', 'api', 'key', 'model']]);
  assert.equal((await check({ apiKey: 'k-wrong' })).fault?.step, 'key');
  assert.equal((await check({ apiKey: 'k-right' }, ['other'])).fault?.step, 'model');
  const elsewhere = await check({ apiKey: 'k-right', baseUrl: 'http://127.0.0.1:9/v1' });
  assert.equal(elsewhere.fault?.step, 'address');
  const page = await check({ apiKey: 'k-right', baseUrl: server.url.replace('/v1', '/nowhere') });
  assert.equal(page.fault?.step, 'api');
  assert.match(page.fault?.error.message ?? '', /nowhere does not have Anthropic's API/);
});
