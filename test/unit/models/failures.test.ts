import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScript } from '../../support/modelScript.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { apis, createRequest, createTestModel } from './asking.ts';

const options = { timeout: 30_000 };
const key = 'sk-proj-verysecret1234567890';

const page = '<!DOCTYPE html><html><body>Welcome: page for this model not found</body></html>';

/** What servers say, and what the user reads. */
const refusals: readonly (readonly [string, object, string, RegExp])[] = [
  [
    'OpenAI, context',
    {
      status: 400,
      code: 'context_length_exceeded',
      message: 'Your input exceeds the context window of this model.',
    },
    'PromptTooLong',
    /^The prompt is too long for root: Your input exceeds the context window of this model\. Cut it into smaller pieces\.$/,
  ],
  [
    'older vLLM, context',
    {
      status: 400,
      body: '{"object":"error","message":"This model\'s maximum context length is 8192 tokens. However, you requested 9000 tokens (9000 in the messages, 0 in the completion).","type":"BadRequestError","code":400}',
    },
    'PromptTooLong',
    /maximum context length is 8192/,
  ],
  [
    'llama.cpp, context',
    {
      status: 500,
      body: '{"error":{"code":500,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}',
    },
    'PromptTooLong',
    /available context size/,
  ],
  [
    'OpenAI, more than a minute may hold',
    {
      status: 429,
      code: 'rate_limit_exceeded',
      message:
        'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 50000.',
    },
    'PromptTooLong',
    /Requested 50000/,
  ],
  [
    'a proxy, size',
    { status: 413, body: page },
    'PromptTooLong',
    /^The prompt is too long for root/,
  ],
  [
    'OpenAI, model',
    { status: 404, code: 'model_not_found' },
    'UnknownModel',
    /has no model "root"/,
  ],
  [
    'Ollama, model',
    { status: 404, message: 'model "root" not found, try pulling it first' },
    'UnknownModel',
    /has no model "root": model "root" not found, try pulling it first\. Choose one that it offers\.$/,
  ],
  [
    'LiteLLM, model',
    { status: 400, message: 'Invalid model name passed in model=root. Call `/v1/models`' },
    'UnknownModel',
    /has no model "root"/,
  ],
  [
    'OpenRouter, model',
    { status: 400, message: 'root is not a valid model ID' },
    'UnknownModel',
    /"root"/,
  ],
  [
    'OpenAI, no access to the model',
    {
      status: 403,
      code: 'model_not_found',
      message: 'Project does not have access to model `root`',
    },
    'UnknownModel',
    /"root"/,
  ],
  ['a web server', { status: 404, body: page }, 'WrongAddress', /is not an OpenAI-compatible API/],
  [
    'Ollama without /v1',
    { status: 404, body: '404 page not found' },
    'WrongAddress',
    /is not an OpenAI-compatible API\. Check the address and what answers there\.$/,
  ],
  ['FastAPI', { status: 404, body: '{"detail":"Not Found"}' }, 'WrongAddress', /is not an OpenAI/],
  [
    'a page that is fine with anything',
    { status: 200, body: page },
    'WrongAddress',
    /is not an OpenAI/,
  ],
  [
    'no key accepted',
    { status: 401, message: `Incorrect API key: ${key}` },
    'KeyRefused',
    /refused the API key/,
  ],
  ['forbidden', { status: 403, message: 'Forbidden' }, 'KeyRefused', /refused the API key/],
  [
    'forbidden from here',
    {
      status: 403,
      code: 'unsupported_country_region_territory',
      message: 'Country not supported.',
    },
    'PolicyRefused',
    /refuses this by its rules: Country not supported\.$/,
  ],
  [
    'a parameter',
    { status: 400, message: `Invalid value: 'x'.\n   See https://example.com, key ${key}.` },
    'RequestRejected',
    /rejected the request: Invalid value: 'x'\. See https:\/\/example\.com, key \*\*\*\.?$/,
  ],
  [
    'Mistral, a parameter',
    { status: 422, body: '{"detail":[{"loc":["body","messages"],"msg":"Field required"}]}' },
    'RequestRejected',
    /Field required/,
  ],
  [
    'a quota in another shape',
    { status: 402, message: 'Insufficient credits' },
    'PaymentNeeded',
    /wants to be paid first: Insufficient credits\./,
  ],
  [
    'Anthropic, model',
    {
      status: 404,
      body: '{"error":{"code":null,"message":"model: root","type":"not_found_error","param":null}}',
    },
    'UnknownModel',
    /has no model "root"/,
  ],
  [
    'Anthropic, context',
    {
      status: 400,
      type: 'invalid_request_error',
      message: 'prompt is too long: 250000 tokens > 200000 maximum',
    },
    'PromptTooLong',
    /250000 tokens > 200000 maximum/,
  ],
  [
    'Anthropic, credit',
    {
      status: 400,
      type: 'invalid_request_error',
      message: 'Your credit balance is too low to access the Anthropic API.',
    },
    'PaymentNeeded',
    /credit balance is too low/,
  ],
  [
    'Gemini, key',
    {
      status: 400,
      body: '[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]',
    },
    'KeyRefused',
    /refused the API key/,
  ],
  [
    'Gemini, model',
    {
      status: 404,
      body: '[{"error":{"code":404,"message":"models/root is not found for API version v1main, or is not supported for generateContent.","status":"NOT_FOUND"}}]',
    },
    'UnknownModel',
    /has no model "root"/,
  ],
  [
    'Gemini, context',
    {
      status: 400,
      body: '[{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}]',
    },
    'PromptTooLong',
    /exceeds the maximum number of tokens/,
  ],
  [
    'Gemini, a quota of days',
    {
      status: 429,
      body: '[{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED"}}]',
    },
    'QuotaSpent',
    /is used up: You exceeded your current quota/,
  ],
  [
    'LM Studio, nothing loaded',
    {
      status: 404,
      body: '{"error":{"message":"No models loaded. Please load a model in the developer page or use the lms load command.","type":"invalid_request_error","code":"model_not_found"}}',
    },
    'UnknownModel',
    /has no model "root"/,
  ],
  [
    'LM Studio without /v1',
    { status: 200, body: '{"error":"Unexpected endpoint or method. (POST /chat/completions)"}' },
    'WrongAddress',
    /is not an OpenAI-compatible API\. Check the address/,
  ],
  [
    'LiteLLM, budget',
    {
      status: 400,
      type: 'budget_exceeded',
      message: 'Budget has been exceeded! Current cost: 1.02, Max budget: 1.0',
    },
    'QuotaSpent',
    /Budget has been exceeded! Current cost: 1\.02/,
  ],
  [
    'OpenRouter, no provider',
    { status: 404, message: 'No endpoints found for root.', code: '404' },
    'UnknownModel',
    /has no model "root"/,
  ],
  [
    'vLLM, model',
    {
      status: 404,
      body: '{"error":{"message":"The model `root` does not exist.","type":"NotFoundError","param":"model","code":404}}',
    },
    'UnknownModel',
    /has no model "root"/,
  ],
  [
    'Azure, deployment',
    {
      status: 404,
      code: 'DeploymentNotFound',
      message: 'The API deployment for this resource does not exist.',
    },
    'UnknownModel',
    /has no model "root"/,
  ],
  [
    'Azure, content filter',
    {
      status: 400,
      code: 'content_filter',
      message:
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    },
    'PolicyRefused',
    /content management policy/,
  ],
  [
    'an error with status 200',
    { status: 200, body: '{"error":{"message":"model \\"root\\" not found"}}' },
    'UnknownModel',
    /"root"/,
  ],
];

for (const api of apis) {
  for (const [whose, fault, name, sentence] of refusals)
    test(`${api}: ${whose}: ${name}, without retries and without the key`, options, async () => {
      await using server = await startModelServer({ root: { status: 0, ...fault } });
      const { request } = createRequest();
      await assert.rejects(
        createTestModel(server.url, { api, apiKey: key }).complete(request),
        (error: Error) => {
          assert.equal(error.name, name, error.message);
          const isOfApi = api === 'messages' && name === 'WrongAddress';
          assert.match(error.message, isOfApi ? /does not have Anthropic's API/ : sentence);
          assert.doesNotMatch(JSON.stringify([error.message, error]), /verysecret/);
          return true;
        },
      );
      // What nobody knows the meaning of is asked once more in the plainest form.
      assert.equal(server.requests.length, name === 'RequestRejected' ? 2 : 1);
    });

  test(`${api}: a wrong key is named as such with the host`, options, async () => {
    await using server = await startModelServer({ root: 'Three.' }, { key: 'sk-right' });
    const { host } = new URL(server.url);
    await assert.rejects(
      createTestModel(server.url, { api, apiKey: key }).complete(createRequest().request),
      {
        name: 'KeyRefused',
        message: `${host} refused the API key (Incorrect API key). Check that it is right and may use this model.`,
      },
    );
  });

  test(`${api}: where no key was sent, none is called wrong`, options, async () => {
    await using server = await startModelServer({ root: 'Three.' }, { key: 'sk-right' });
    const { host } = new URL(server.url);
    await assert.rejects(
      createTestModel(server.url, { api, apiKey: null }).complete(createRequest().request),
      {
        name: 'KeyMissing',
        message: `No API key is set for ${host} (Incorrect API key). Set one, or choose the offline demo.`,
      },
    );
  });

  test(`${api}: a path where no API is gives the address that was used`, options, async () => {
    await using server = await startModelServer({ root: 'Three.' });
    const url = server.url.replace('/v1', '/api');
    await assert.rejects(createTestModel(url, { api }).complete(createRequest().request), {
      name: 'WrongAddress',
      message:
        api === 'messages'
          ? `${url} does not have Anthropic's API. A base URL of this API reads like https://api.anthropic.com.`
          : `${url} is not an OpenAI-compatible API. The base URL usually ends in /v1.`,
    });
  });

  test(`${api}: the words of a server are cut short`, options, async () => {
    const message = 'So many words. '.repeat(100);
    await using server = await startModelServer({ root: { status: 400, message } });
    await assert.rejects(
      createTestModel(server.url, { api }).complete(createRequest().request),
      (error: Error) => error.message.length < 400,
    );
  });
}

test('https where only http is spoken is said so at once', options, async () => {
  await using server = await startModelServer({ root: 'Three.' });
  const model = createTestModel(server.url.replace('http:', 'https:'), { api: 'chat' });
  await assert.rejects(model.complete(createRequest().request), {
    name: 'ServerUnreachable',
    message: /it does not speak HTTPS there/,
  });
});

test('a host that does not exist is said so', options, async () => {
  const model = createTestModel('http://no-such-host.invalid/v1', { api: 'chat', apiKey: key });
  await assert.rejects(model.complete(createRequest().request), {
    name: 'ServerUnreachable',
    message: /^no-such-host\.invalid can't be reached: (?:no such host|its address could not be)/,
  });
});

test('a script file answers by rules on the prompt', options, async () => {
  const script = readScript(
    JSON.stringify({
      models: {
        root: ['First.', { text: 'Second.' }],
        sub: { rules: [{ when: 'potato', answer: 'Four.' }, { answer: 'None.' }] },
      },
    }),
  );
  await using server = await startModelServer(script);
  const model = createTestModel(server.url, { api: 'chat' });
  const ask = async (name: string, content: string) => {
    const messages = [{ role: 'user', content }] as const;
    return (await model.complete(createRequest({ model: name, messages }).request)).text;
  };
  assert.equal(await ask('root', 'x'), 'First.');
  assert.equal(await ask('sub', 'a potato'), 'Four.');
  assert.equal(await ask('root', 'x'), 'Second.');
  assert.equal(await ask('sub', 'a tomato'), 'None.');
  await assert.rejects(ask('root', 'x'), /The script of root has ended/);
  await assert.rejects(ask('other', 'x'), { name: 'UnknownModel' });
});
