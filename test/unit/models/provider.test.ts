import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { chooseProvider, openModel, type ProviderSettings } from '../../../src/models/provider.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { makeTokenAssets } from '../../support/tokenAssets.ts';
import { createRequest } from './asking.ts';

const options = { timeout: 30_000 };
const none: ProviderSettings = {
  provider: 'auto',
  apiKey: null,
  baseUrl: null,
  api: 'auto',
  prices: {},
  headers: {},
  assetsFolder: '.',
};

test('auto is openai with a key or a base URL, else the demo; blanks are nothing', () => {
  assert.equal(chooseProvider(none), 'demo');
  assert.equal(chooseProvider({ ...none, apiKey: ' ', baseUrl: '' }), 'demo');
  assert.equal(chooseProvider({ ...none, apiKey: 'sk-1' }), 'openai');
  assert.equal(chooseProvider({ ...none, baseUrl: 'http://localhost:1' }), 'openai');
  assert.equal(chooseProvider({ ...none, provider: 'demo', apiKey: 'sk-1' }), 'demo');
  assert.equal(chooseProvider({ ...none, provider: 'openai' }), 'openai');
});

test('without a key or an address the demo is opened', options, async () => {
  assert.equal((await openModel(none)).provider, 'demo');
});

test(
  'a key is needed unless the server is on this machine or a header carries it',
  options,
  async () => {
    const open = (given: Partial<ProviderSettings>) =>
      openModel({ ...none, provider: 'openai', ...given });
    await assert.rejects(open({}), {
      name: 'KeyMissing',
      message: 'No API key is set for api.openai.com. Set one, or choose the offline demo.',
    });
    await assert.rejects(open({ baseUrl: 'https://llm.example.com/v1' }), { name: 'KeyMissing' });
    await assert.rejects(open({ baseUrl: 'http://127.0.0.1.example.com/v1' }), {
      name: 'KeyMissing',
    });
    for (const baseUrl of ['http://localhost:1/v1', 'http://127.0.0.1:1', 'http://[::1]:1/v1/'])
      assert.equal((await open({ baseUrl })).provider, 'openai');
    const headers = { 'api-key': 'abc' };
    await open({ baseUrl: 'https://acme.openai.azure.com/openai/v1', headers });
  },
);

test('settings that can never work are refused before anything is sent', options, async () => {
  const open = (given: Partial<ProviderSettings>) => openModel({ ...none, ...given });
  for (const baseUrl of ['not a url', 'localhost:11434/v1', 'ftp://example.com/v1'])
    await assert.rejects(open({ baseUrl }), { name: 'WrongAddress' });
  const mistaken = 'sk-proj-pasted1234567890';
  await assert.rejects(
    open({ baseUrl: mistaken, apiKey: mistaken }),
    (error: Error) => error.name === 'WrongAddress' && !error.message.includes('pasted'),
  );
  await assert.rejects(open({ apiKey: 'sk-proj-secret\nline' }), (error: Error) => {
    return error.name === 'KeyRefused' && !error.message.includes('secret');
  });
  await assert.rejects(
    open({ apiKey: 'sk-1', headers: { 'X-Team': 'geheim\u2028' } }),
    (error: Error) => error.name === 'InvalidOption' && !error.message.includes('geheim'),
  );
  await assert.rejects(open({ baseUrl: 'http://me:geheim@localhost:1/v1' }), (error: Error) => {
    return error.name === 'InvalidOption' && !error.message.includes('geheim');
  });
});

test('an opened model answers, over Chat Completions at a server of its own', options, async () => {
  await using server = await startModelServer({ root: 'Three.' });
  const model = await openModel({
    ...none,
    baseUrl: `${server.url}/?tenant=7`,
    headers: { 'X-Team': 'blue' },
  });
  const { text } = await model.complete(createRequest().request);
  assert.equal(text, 'Three.');
  assert.equal(server.requests[0]?.api, 'chat');
  assert.equal(server.requests[0]?.headers['x-team'], 'blue');
});

test(
  "a window of the user's own is the model's, and texts are counted near it",
  options,
  async () => {
    const assetsFolder = await makeTokenAssets();
    try {
      const given = { baseUrl: 'http://localhost:1/v1', windows: { root: 10 }, assetsFolder };
      const model = await openModel({ ...none, ...given });
      assert.equal(model.facts('root').window, 10);
      assert.equal(await model.countTokens?.('hello world', 10), 2);
    } finally {
      rmSync(assetsFolder, { recursive: true });
    }
  },
);

test('a reply is not lost when its tokens can not be counted', options, async () => {
  await using server = await startModelServer({ root: { text: 'Three.', usage: null } });
  const model = await openModel({ ...none, baseUrl: server.url, assetsFolder: '/nowhere' });
  const bugs: Error[] = [];
  const { request } = createRequest({ onBug: (error) => bugs.push(error) });
  const reply = await model.complete(request);
  assert.equal(reply.text, 'Three.');
  assert.deepEqual(reply.usage, {
    inputTokens: Math.ceil('Be brief.'.length / 4) + Math.ceil('How many?'.length / 4) + 8,
    cachedInputTokens: 0,
    outputTokens: Math.ceil('Three.'.length / 4),
    estimated: true,
  });
  assert.match(bugs.map(({ message }) => message).join('|'), /^Cannot find module[^|]*$/);
});

test('Responses is used where the settings say so', options, async () => {
  await using server = await startModelServer({ root: 'Three.' });
  const model = await openModel({ ...none, baseUrl: server.url, api: 'responses' });
  await model.complete(createRequest().request);
  assert.equal(server.requests[0]?.api, 'responses');
});
