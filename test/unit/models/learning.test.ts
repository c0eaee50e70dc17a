import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMeaning } from '../../../src/models/dialects/read.ts';
import { type Lesson, learn as learnFrom } from '../../../src/models/lessons.ts';
import { firstForm, type RequestForm } from '../../../src/models/requestForm.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { createRequest, createTestModel } from './asking.ts';

const options = { timeout: 30_000 };
const older = firstForm('some-model', false);

/** What a server's words about a request with a limit of `sent` tokens teach. */
function learn(words: string, form: RequestForm, sent: number): Lesson | null {
  const meaning = readMeaning({ status: 400, codes: '', words, isPage: false, sent });
  const messages = [{ role: 'user' as const, content: 'x'.repeat(10_000) }];
  return learnFrom(meaning, { form, messages, sent, effort: null });
}

test('OpenAI and reasoning models get the newer name of the limit, others the older', () => {
  assert.equal(firstForm('gpt-4o', true).tokenLimit, 'max_completion_tokens');
  assert.equal(firstForm('openai/o3-mini', false).tokenLimit, 'max_completion_tokens');
  assert.equal(firstForm('gpt-5.1', false).tokenLimit, 'max_completion_tokens');
  assert.equal(firstForm('gpt-oss-20b', false).tokenLimit, 'max_tokens');
  assert.equal(firstForm('qwen3:8b', false).tokenLimit, 'max_tokens');
});

for (const [model, refused, taken] of [
  ['some-model', 'max_tokens', 'max_completion_tokens'],
  ['o3', 'max_completion_tokens', 'max_tokens'],
] as const)
  test(
    `a server that refuses ${refused} is asked again once and that is remembered`,
    options,
    async () => {
      await using server = await startModelServer({ '*': 'Three.' }, { refuses: [refused] });
      const asked = createTestModel(server.url, { api: 'chat' });
      const { request, heard } = createRequest({ model });
      assert.equal((await asked.complete(request)).text, 'Three.');
      await asked.complete(request);
      assert.deepEqual(
        server.requests.map(({ body }) => taken in body),
        [false, true, true],
      );
      assert.deepEqual(heard.notices, []);
    },
  );

test('a server that refuses stream_options is asked without', options, async () => {
  await using server = await startModelServer({ root: 'Three.' }, { refuses: ['stream_options'] });
  const { request } = createRequest();
  const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
  assert.equal(reply.text, 'Three.');
  assert.equal(reply.usage.estimated, true);
  assert.equal(server.requests.length, 2);
});

test('a server that refuses everything ends in an error, not in a circle', options, async () => {
  const message =
    "Unsupported parameter: 'max_tokens' and 'max_completion_tokens' are not supported";
  await using server = await startModelServer({ root: { status: 400, message } });
  await assert.rejects(
    createTestModel(server.url, { api: 'chat' }).complete(createRequest().request),
    {
      name: 'RequestRejected',
    },
  );
  assert.ok(server.requests.length < 10);
});

test('a limit above what the server allows is lowered to what it says', () => {
  for (const words of [
    'max_tokens is too large: 16384. This model supports at most 4096 completion tokens, whereas you provided 16384.',
    '`max_tokens` must be less than or equal to `4096`, the maximum value for `max_tokens` is less than the `context_window`',
    'Invalid max_tokens value, the valid range of max_tokens is [1, 4096]',
    'max_tokens: 16384 > 4096, which is the maximum allowed number of output tokens',
    "Invalid 'max_output_tokens': integer above maximum value. Expected a value <= 4096, but got 16384 instead.",
  ])
    assert.deepEqual(learn(words, older, 16_384), {
      kind: 'form',
      form: { ...older, maxOutput: 4_096 },
    });
});

test('a small window that the prompt half fills leaves the rest to the reply', () => {
  const words = (prompt: number) =>
    `This model's maximum context length is 8192 tokens. However, you requested ${prompt + 16384} tokens (${prompt} in the messages, 16384 in the completion). Please reduce the length of the messages or completion.`;
  const learned = {
    kind: 'form',
    form: { ...older, window: 8_192, tokensPerChar: 0.5 },
    room: 3_192,
  };
  assert.deepEqual(learn(words(5_000), older, 16_384), learned);
  assert.equal(learn(words(8_100), older, 16_384), null);
  assert.deepEqual(
    learn(
      "'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's maximum context length is 8192 tokens and your request has 5000 input tokens",
      older,
      16_384,
    ),
    learned,
  );
});

test('a window that is too small for prompt and limit is found by asking', options, async () => {
  await using server = await startModelServer({
    root: ({ body }) =>
      Number(body.max_tokens) > 3_192
        ? {
            status: 400,
            message: `This model's maximum context length is 8192 tokens. However, you requested ${5000 + Number(body.max_tokens)} tokens (5000 in the messages, ${body.max_tokens} in the completion).`,
          }
        : 'Three.',
  });
  const { request } = createRequest({ maxOutputTokens: 16_384 });
  const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
  assert.equal(reply.text, 'Three.');
  assert.equal(server.requests.at(-1)?.body.max_tokens, 3_192);
});

test('words about something else teach nothing', () => {
  assert.equal(learn('The model `x` does not exist', older, 1_000), null);
  assert.equal(learn('messages: unexpected role', older, 1_000), null);
  assert.equal(learn("Invalid value for 'max_tokens'", older, 1_000), null);
});

/** Refuses what isn't in the plainest form, in words that nobody knows. */
const riddle = (isTaken: (body: Readonly<Record<string, unknown>>) => boolean) => ({
  root: ({ body }: { body: Readonly<Record<string, unknown>> }) =>
    isTaken(body) ? 'Three.' : { status: 422, message: 'Frobnication failed' },
});

for (const api of ['chat', 'responses'] as const)
  test(`${api}: words that nobody knows are answered by the plainest form`, options, async () => {
    await using server = await startModelServer(
      riddle((body) => Object.keys(body).filter((name) => name !== 'store').length === 2),
    );
    const asked = createTestModel(server.url, { api });
    const { request, heard } = createRequest();
    assert.equal((await asked.complete(request)).text, 'Three.');
    const { body, messages } = server.requests[1] ?? {};
    assert.deepEqual(
      ['stream' in Object(body), 'stream_options' in Object(body), 'max_tokens' in Object(body)],
      [false, false, false],
    );
    assert.deepEqual(messages, [{ role: 'user', content: 'Be brief.\n\nHow many?' }]);
    assert.equal((await asked.complete(request)).text, 'Three.');
    assert.equal(server.requests.length, 3, 'it is the form from then on');
    assert.equal(heard.text, 'Three.Three.');
  });

test('where the plainest form is refused too, the first words count', options, async () => {
  let count = 0;
  await using server = await startModelServer({
    root: () => {
      count += 1;
      return { status: 400, message: count === 1 ? 'Frobnication failed' : 'Still no' };
    },
  });
  const asked = createTestModel(server.url, { api: 'chat' });
  await assert.rejects(asked.complete(createRequest().request), {
    name: 'RequestRejected',
    message: /Frobnication failed/,
  });
  assert.equal(server.requests.length, 2);
});

test('the window that a refusal names is told, and not that of a minute', options, async () => {
  const told: unknown[] = [];
  const onWindow = (model: string, tokens: number) => told.push([model, tokens]);
  const words = {
    vllm: "This model's maximum context length is 8192 tokens. However, you requested 17484 tokens (1100 in the messages, 16384 in the completion).",
    long: 'prompt is too long: 250000 tokens > 200000 maximum',
    groq: 'Request too large for model on tokens per minute (TPM): Limit 8192, Requested 17484',
  };
  await using server = await startModelServer({
    '*': ({ model, body }) =>
      Number(body.max_tokens) > 8_000 || model === 'long'
        ? { status: 400, message: words[model as keyof typeof words] }
        : 'Three.',
  });
  const asked = createTestModel(server.url, { api: 'chat', onWindow });
  const ask = (model: string) =>
    asked.complete(createRequest({ model, maxOutputTokens: 16_384 }).request);
  await ask('vllm');
  await ask('groq');
  await assert.rejects(ask('long'), { name: 'PromptTooLong' });
  assert.deepEqual(told, [
    ['vllm', 8_192],
    ['long', 200_000],
  ]);
});

test('many requests at once learn together', options, async () => {
  await using server = await startModelServer(
    { root: 'Three.' },
    { refuses: ['max_tokens', 'max_completion_tokens', 'stream_options'] },
  );
  const asked = createTestModel(server.url, { api: 'chat' });
  const replies = Array.from({ length: 8 }, () => asked.complete(createRequest().request));
  for (const { text } of await Promise.all(replies)) assert.equal(text, 'Three.');
  const learned = server.requests.length;
  await asked.complete(createRequest().request);
  assert.equal(server.requests.length, learned + 1);
});
