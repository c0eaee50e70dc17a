import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitRefused } from '../../../src/core/errors.ts';
import type { SpentAttempt } from '../../../src/core/model.ts';
import { connect } from '../../../src/models/connection.ts';
import type { Answer } from '../../support/modelScript.ts';
import { startModelServer } from '../../support/modelServer.ts';
import {
  apis,
  createRequest,
  createTestClient,
  createTestModel,
  findClosedPort,
  openAiApis,
} from './asking.ts';

const options = { timeout: 30_000 };
const text = 'One potato, two potatoes, three potatoes, four.';
const half = text.slice(0, Math.ceil(text.length / 2));

/** A request that is admitted and told what it spends. */
function createSpender(given: Parameters<typeof createRequest>[0] = {}) {
  const spent: SpentAttempt[] = [];
  const admitted: boolean[] = [];
  const { request } = createRequest({
    onSpent: (attempt) => spent.push(attempt),
    admit: async (unlimited) => {
      admitted.push(unlimited);
      return 1_000;
    },
    ...given,
  });
  return { request, spent, admitted };
}

/** Attempts that are billed though they bring no reply, with the text that had come of each. */
const billed: readonly (readonly [string, Answer, string])[] = [
  ['a stream whose connection breaks', { text, breaks: 'socket', pieceChars: 8 }, half],
  ['a stream that ends too soon', { text, breaks: 'end', pieceChars: 8 }, half],
  ['a stream that turns into nonsense', { text, breaks: 'malformed', pieceChars: 8 }, half],
  ['an error within a stream', { text, breaks: 'error', pieceChars: 8 }, half],
  ['a connection that is closed without a word', { status: 0 }, ''],
  ['a whole reply that breaks off', { status: 200, body: '{"choices": [{"mess' }, ''],
  ['an error with status 200', { status: 200, body: '{"error": {"message": "Overloaded"}}' }, ''],
];

/** Attempts that no model has worked on. */
const free: readonly (readonly [string, Answer])[] = [
  ['a refusal for now', { status: 429, headers: { 'retry-after-ms': '5' } }],
  ['a server that fails', { status: 503 }],
];

for (const api of apis) {
  for (const [what, answer, came] of billed)
    test(`${api}: an attempt that is billed is told: ${what}`, options, async () => {
      await using server = await startModelServer({ root: [answer, text] });
      const { request, spent, admitted } = createSpender();
      const reply = await createTestModel(server.url, { api }).complete(request);
      assert.equal(reply.text, text);
      assert.deepEqual(
        spent.map((attempt) => attempt.text),
        [came],
      );
      // Each attempt is admitted before it is sent.
      assert.deepEqual(admitted, [false, false]);
    });

  for (const [what, answer] of free)
    test(`${api}: an attempt that was refused is not told: ${what}`, options, async () => {
      await using server = await startModelServer({ root: [answer, text] });
      const { request, spent } = createSpender();
      await createTestModel(server.url, { api }).complete(request);
      assert.deepEqual(spent, []);
    });

  test(
    `${api}: nothing is told where no server was reached, or a redirect came`,
    options,
    async () => {
      const { request, spent } = createSpender();
      const closed = `http://127.0.0.1:${await findClosedPort()}/v1`;
      await assert.rejects(createTestModel(closed, { api }).complete(request));
      await using server = await startModelServer({
        root: { status: 307, headers: { location: `${closed}/chat/completions` } },
      });
      await assert.rejects(createTestModel(server.url, { api }).complete(request));
      assert.deepEqual(spent, []);
    },
  );

  test(`${api}: what had come when a request was stopped is told`, options, async () => {
    await using server = await startModelServer({
      root: { text, reasoning: 'Counting.', breaks: 'hang', pieceChars: 8 },
    });
    const stop = new AbortController();
    let came = '';
    const { request, spent } = createSpender({
      signal: stop.signal,
      onDelta: (piece) => {
        came += piece;
        if (came.length >= half.length) stop.abort();
      },
    });
    await assert.rejects(createTestModel(server.url, { api }).complete(request), {
      name: 'Cancelled',
    });
    assert.equal(spent[0]?.text, half);
    // The Responses of this server have no reasoning of their own in the stream.
    if (api === 'chat') assert.equal(spent[0]?.thoughts, 'Counting.');
    assert.equal(spent.length, 1);
  });

  test(
    `${api}: a request that was stopped or given up before a byte came is told`,
    options,
    async () => {
      await using server = await startModelServer({ root: { status: -1 } });
      const stop = new AbortController();
      const stopped = createSpender({ signal: stop.signal });
      const asking = createTestModel(server.url, { api }).complete(stopped.request);
      await server.seen(() => true);
      stop.abort();
      await assert.rejects(asking, { name: 'Cancelled' });
      const silent = createSpender();
      const patience = { firstMs: 50, nextMs: 50 };
      await assert.rejects(
        createTestModel(server.url, { api, patience }).complete(silent.request),
        /nothing came from it/,
      );
      for (const { spent } of [stopped, silent]) {
        assert.equal(spent.length, 1);
        assert.deepEqual([spent[0]?.text, spent[0]?.usage], ['', null]);
      }
      assert.ok((silent.spent[0]?.durationMs ?? 0) >= 49);
    },
  );

  test(`${api}: of a model that thinks unseen that is told, too`, options, async () => {
    await using server = await startModelServer({ '*': { text, breaks: 'socket' } });
    for (const [name, unseen] of [
      ['gpt-5-mini', true],
      ['openai/o3', true],
      ['gpt-4o', undefined],
    ] as const) {
      const { request, spent } = createSpender({ model: name });
      await assert.rejects(createTestModel(server.url, { api }).complete(request));
      assert.equal(spent.length, 4);
      assert.equal(spent[0]?.thinksUnseen, unseen, name);
    }
  });

  test(`${api}: a request that was stopped before it was sent is not told`, options, async () => {
    await using server = await startModelServer({ root: text });
    const { request, spent } = createSpender({ signal: AbortSignal.abort() });
    await assert.rejects(createTestModel(server.url, { api }).complete(request));
    assert.deepEqual(spent, []);
    assert.equal(server.requests.length, 0);
  });

  test(`${api}: an attempt that the budget refuses is not sent`, options, async () => {
    await using server = await startModelServer({ root: [{ text, breaks: 'socket' }, text] });
    const { request, spent } = createSpender({
      admit: async () => {
        if (spent.length > 0) throw new LimitRefused('cost', 'No room.');
        return 1_000;
      },
    });
    await assert.rejects(createTestModel(server.url, { api }).complete(request), {
      name: 'LimitRefused',
    });
    assert.equal(server.requests.length, 1);
  });

  test(`${api}: an attempt asks for what it was admitted with`, options, async () => {
    await using server = await startModelServer({ root: [{ text, breaks: 'socket' }, text] });
    const rooms = [900, 600];
    const { request } = createSpender({ admit: async () => rooms.shift() ?? 0 });
    await createTestModel(server.url, { api }).complete(request);
    const name = api === 'chat' ? 'max_tokens' : 'max_output_tokens';
    assert.deepEqual(
      server.requests.map(({ body }) => body[name]),
      [900, 600],
    );
  });

  test(
    `${api}: a server that takes no limit is admitted without one, from then on`,
    options,
    async () => {
      const limits = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];
      await using server = await startModelServer({ root: text }, { refuses: limits });
      const { request, admitted } = createSpender();
      const model = createTestModel(server.url, { api });
      assert.equal(model.facts('root').unlimited, undefined);
      await model.complete(request);
      assert.equal(admitted.at(-1), true);
      assert.equal(model.facts('root').unlimited, true);
      admitted.length = 0;
      await model.complete(request);
      assert.deepEqual(admitted, [true]);
    },
  );

  test(
    `${api}: a reply of which a content filter left nothing is told, as it was reported`,
    options,
    async () => {
      await using server = await startModelServer({ root: { text: '', finish: 'content_filter' } });
      const { request, spent } = createSpender();
      await assert.rejects(createTestModel(server.url, { api }).complete(request), {
        name: 'PolicyRefused',
      });
      assert.deepEqual(
        spent.map(({ usage }) => usage?.inputTokens),
        [5],
      );
    },
  );
}

for (const api of openAiApis) {
  test(`${api}: OpenAI alone is told of caches`, options, async () => {
    await using server = await startModelServer({ '*': text });
    const connection = connect({ apiKey: null, baseUrl: server.url, headers: {} });
    const openAi = createTestClient({ ...connection, isOpenAi: true }, api);
    const other = createTestClient(connection, api);
    const turn = { cacheKey: 'run-1' };
    const oneOff = { oneOff: true } as const;
    const sent: readonly (readonly [typeof openAi, object, string, unknown, unknown])[] = [
      [openAi, turn, 'gpt-5.6', 'run-1', undefined],
      [openAi, oneOff, 'gpt-5.6', undefined, { mode: 'explicit' }],
      [openAi, oneOff, 'gpt-6-mini', undefined, { mode: 'explicit' }],
      [openAi, oneOff, 'gpt-5.4', undefined, undefined],
      [openAi, oneOff, 'gpt-4o-mini', undefined, undefined],
      [other, turn, 'gpt-5.6', undefined, undefined],
      [other, oneOff, 'gpt-5.6', undefined, undefined],
    ];
    for (const [model, given, name, key, caches] of sent) {
      await model.complete(createRequest({ model: name, ...given }).request);
      const { body } = server.requests.at(-1) ?? {};
      assert.deepEqual([body?.prompt_cache_key, body?.prompt_cache_options], [key, caches], name);
    }
  });

  test(`${api}: an OpenAI that does not know them is asked without`, options, async () => {
    await using server = await startModelServer(
      { '*': text },
      { refuses: ['prompt_cache_options'] },
    );
    const connection = connect({ apiKey: null, baseUrl: server.url, headers: {} });
    const model = createTestClient({ ...connection, isOpenAi: true }, api);
    const { request } = createRequest({ model: 'gpt-5.6', oneOff: true });
    assert.equal((await model.complete(request)).text, text);
    assert.equal((await model.complete(request)).text, text);
    assert.equal(server.requests.length, 3);
  });
}
