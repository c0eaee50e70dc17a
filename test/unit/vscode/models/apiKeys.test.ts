import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WrongAddress } from '../../../../src/core/errors.ts';
import { ApiKeys } from '../../../../src/vscode/models/apiKeys.ts';

function keysWith(environment: Record<string, string> = {}): ApiKeys {
  const kept = new Map<string, string>();
  const secrets = {
    get: async (name: string) => kept.get(name),
    store: async (name: string, value: string) => void kept.set(name, value),
    delete: async (name: string) => void kept.delete(name),
  };
  return new ApiKeys(secrets, environment);
}

test('a key belongs to the origin of its server alone', async () => {
  const keys = keysWith();
  await keys.set(keys.server('http://localhost:8080/v1'), 'one');
  const samePort = await keys.find(keys.server('http://localhost:8080/other'));
  assert.deepEqual(samePort, { key: 'one', from: 'storage' });
  assert.equal(await keys.find(keys.server('http://localhost:8081/v1')), null);
  assert.equal(await keys.find(keys.server('https://localhost:8080/v1')), null);
  assert.equal(await keys.find(keys.server(null)), null);
});

test('the key of the environment goes to OpenAI only, and a stored one before it', async () => {
  const keys = keysWith({ OPENAI_API_KEY: ' of-the-environment ' });
  const openAi = keys.server(null);
  assert.equal(openAi.host, 'api.openai.com');
  const found = await keys.find(openAi);
  assert.deepEqual(found, { key: 'of-the-environment', from: 'environment' });
  assert.equal(await keys.find(keys.server('https://models.example/v1')), null);
  await keys.set(openAi, 'stored');
  assert.deepEqual(await keys.find(openAi), { key: 'stored', from: 'storage' });
  await keys.clear(openAi);
  assert.equal((await keys.find(openAi))?.from, 'environment');
});

test('the key of the environment goes to the server that the environment names, not to OpenAI', async () => {
  const keys = keysWith({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://proxy.example/v1' });
  const server = keys.server(null);
  assert.equal(server.baseUrl, 'https://proxy.example/v1');
  assert.equal((await keys.find(server))?.key, 'k');
  assert.equal(await keys.find(keys.server('https://api.openai.com/v1')), null);
});

test('what is no web address is refused in a sentence', () => {
  const keys = keysWith();
  for (const address of ['localhost', 'ftp://example/v1', 'file:///etc/passwd', 'http//x']) {
    assert.throws(() => keys.server(address), WrongAddress, address);
  }
});

test("Anthropic's key of the environment goes to Anthropic alone, or to the server it names", async () => {
  const keys = keysWith({ ANTHROPIC_API_KEY: 'of-anthropic', OPENAI_API_KEY: 'of-openai' });
  const anthropic = keys.server(null, 'anthropic');
  assert.deepEqual(
    [anthropic.host, anthropic.origin, anthropic.baseUrl],
    ['api.anthropic.com', 'https://api.anthropic.com', null],
  );
  assert.deepEqual(await keys.find(anthropic), { key: 'of-anthropic', from: 'environment' });
  assert.equal((await keys.find(keys.server(null)))?.key, 'of-openai');
  assert.equal(await keys.find(keys.server('https://models.example', 'anthropic')), null);
  await keys.set(anthropic, 'stored');
  assert.equal(
    (await keys.find(keys.server('https://api.anthropic.com/v1', 'anthropic')))?.key,
    'stored',
  );
  const elsewhere = keysWith({
    ANTHROPIC_API_KEY: 'k',
    ANTHROPIC_BASE_URL: 'https://proxy.example',
  });
  assert.equal((await elsewhere.find(elsewhere.server(null, 'anthropic')))?.key, 'k');
  assert.equal(
    await elsewhere.find(elsewhere.server('https://api.anthropic.com', 'anthropic')),
    null,
  );
});
