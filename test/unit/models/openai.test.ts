import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startModelServer } from '../../support/modelServer.ts';
import { apis, createRequest, createTestModel } from './asking.ts';

const long = 'The quick brown fox jumps over the lazy dog. '.repeat(20);

for (const api of apis) {
  const options = { timeout: 30_000 };

  test(
    `${api}: a reply streams in pieces and is reported with the server's usage`,
    options,
    async () => {
      const usage = { inputTokens: 900, cachedInputTokens: 400, outputTokens: 70 };
      await using server = await startModelServer({ root: { text: long, usage } });
      let pieces = 0;
      const { request } = createRequest({ onDelta: () => (pieces += 1) });
      const reply = await createTestModel(server.url, { api }).complete(request);
      assert.equal(reply.text, long);
      assert.ok(pieces > 5);
      assert.deepEqual(reply.usage, { ...usage, estimated: false });
      assert.equal(reply.finish, 'stop');
      assert.equal(reply.costUsd, null);
    },
  );

  test(
    `${api}: the conversation is sent as it is, with a limit and no temperature`,
    options,
    async () => {
      await using server = await startModelServer({ root: 'Three.' });
      const { request } = createRequest();
      await createTestModel(server.url, { api, apiKey: 'sk-abc' }).complete(request);
      const [sent] = server.requests;
      assert.equal(sent?.api, api);
      assert.deepEqual(sent.messages, request.messages);
      assert.equal(sent.headers.authorization, 'Bearer sk-abc');
      assert.equal(sent.body.stream, true);
      assert.equal('temperature' in sent.body, false);
      if (api !== 'responses') assert.equal(sent.body.max_tokens, 1_000);
      else assert.deepEqual([sent.body.max_output_tokens, sent.body.store], [1_000, false]);
    },
  );

  test(`${api}: a server without a key gets none`, options, async () => {
    await using server = await startModelServer({ root: 'Three.' });
    await createTestModel(server.url, { api }).complete(createRequest().request);
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  test(`${api}: what the environment says about OpenAI goes to no server`, options, async () => {
    const given = {
      OPENAI_ORG_ID: 'org-secret',
      OPENAI_PROJECT_ID: 'project-secret',
      OPENAI_CUSTOM_HEADERS: 'X-Inherited: secret\nAuthorization: Bearer secret',
    };
    Object.assign(process.env, given);
    try {
      await using server = await startModelServer({ root: 'Three.' });
      await createTestModel(server.url, { api, apiKey: 'mine-1' }).complete(
        createRequest().request,
      );
      assert.doesNotMatch(JSON.stringify(server.requests[0]?.headers), /secret/);
      assert.equal(server.requests[0]?.headers.authorization, 'Bearer mine-1');
    } finally {
      for (const name of Object.keys(given)) delete process.env[name];
    }
  });

  test(`${api}: plain JSON in place of a stream is a reply too`, options, async () => {
    await using server = await startModelServer({ root: { text: 'Three.', plain: true } });
    const { request, heard } = createRequest();
    const reply = await createTestModel(server.url, { api }).complete(request);
    assert.equal(reply.text, 'Three.');
    assert.equal(heard.text, 'Three.');
    assert.equal(reply.usage.estimated, false);
  });

  test(`${api}: a reply cut at its limit says so, streamed or plain`, options, async () => {
    await using server = await startModelServer({
      root: [
        { text: 'One, two,', finish: 'length' },
        { text: 'One, two,', finish: 'length', plain: true },
      ],
    });
    const model = createTestModel(server.url, { api });
    for (let turn = 0; turn < 2; turn += 1) {
      const reply = await model.complete(createRequest().request);
      assert.equal(reply.finish, 'length');
    }
  });

  test(`${api}: reasoning stays out of the text`, options, async () => {
    await using server = await startModelServer({
      root: [
        { text: 'Three.', reasoning: 'Let me count.' },
        { text: 'Three.', reasoning: 'Let me count.', plain: true },
      ],
    });
    const model = createTestModel(server.url, { api });
    assert.equal((await model.complete(createRequest().request)).text, 'Three.');
    assert.equal((await model.complete(createRequest().request)).text, 'Three.');
  });

  test(`${api}: usage that the server leaves out is counted and marked`, options, async () => {
    await using server = await startModelServer({ root: { text: 'Three.', usage: null } });
    const { usage } = await createTestModel(server.url, { api }).complete(createRequest().request);
    assert.deepEqual(usage, {
      inputTokens: 'Be brief.How many?'.length + 8,
      cachedInputTokens: 0,
      outputTokens: 6,
      estimated: true,
    });
  });

  test(
    `${api}: a known model's reply has a price, cached input priced as cached`,
    options,
    async () => {
      const usage = { inputTokens: 1_000_000, cachedInputTokens: 500_000, outputTokens: 100_000 };
      await using server = await startModelServer({ 'gpt-4o': { text: 'Three.', usage } });
      const { request } = createRequest({ model: 'gpt-4o' });
      const { costUsd } = await createTestModel(server.url, { api }).complete(request);
      assert.equal(costUsd?.toFixed(6), (1.25 + 0.625 + 1).toFixed(6));
    },
  );

  test(`${api}: the limit of tokens is clamped to the model's own`, options, async () => {
    await using server = await startModelServer({ 'gpt-4o-mini': 'Three.' });
    const { request } = createRequest({ model: 'gpt-4o-mini', maxOutputTokens: 500_000 });
    await createTestModel(server.url, { api }).complete(request);
    const { body } = server.requests[0] ?? {};
    assert.equal(body?.max_tokens ?? body?.max_output_tokens, 16_384);
  });

  test(`${api}: a reply that the content filter refused whole is an error`, options, async () => {
    await using server = await startModelServer({ root: { text: '', finish: 'content_filter' } });
    await assert.rejects(createTestModel(server.url, { api }).complete(createRequest().request), {
      name: 'PolicyRefused',
      message: api === 'messages' ? /the model declined to answer/ : /content filter/,
    });
  });

  test(
    `${api}: letters outside ASCII arrive whole however the bytes are split`,
    options,
    async () => {
      const text = 'Grüße, 世界 👋🏽 '.repeat(40);
      await using server = await startModelServer({ root: { text, pieceChars: 2 } });
      const { text: got } = await createTestModel(server.url, { api }).complete(
        createRequest().request,
      );
      assert.equal(got, text);
    },
  );
}

test('chat: [DONE] without a finish reason ends a reply, and so does the reverse', {
  timeout: 30_000,
}, async () => {
  await using server = await startModelServer({
    root: [
      { text: 'Three.', ending: 'done' },
      { text: 'Four.', ending: 'finish' },
    ],
  });
  const model = createTestModel(server.url, { api: 'chat' });
  assert.equal((await model.complete(createRequest().request)).text, 'Three.');
  assert.equal((await model.complete(createRequest().request)).text, 'Four.');
  assert.equal(server.requests.length, 2);
});
