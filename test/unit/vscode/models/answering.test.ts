import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseProvider } from '../../../../src/models/provider.ts';
import { isDemo } from '../../../../src/vscode/models/answering.ts';
import { ApiKeys } from '../../../../src/vscode/models/apiKeys.ts';

const openAi = 'https://api.openai.com';

/** Keys by their servers' origins. */
function keysOf(stored: Readonly<Record<string, string>>, environment = {}): ApiKeys {
  const get = async (name: string) => stored[name.replace('rlm.apiKey ', '')];
  return new ApiKeys({ get, store: async () => {}, delete: async () => {} }, environment);
}

test('the demo answers where neither a key nor a server is set, and where it is chosen', async () => {
  const cases = [
    [{}, keysOf({}), true],
    [{ provider: 'auto', baseUrl: ' ' }, keysOf({}), true],
    [{ provider: 'demo' }, keysOf({ [openAi]: 'sk-1' }), true],
    [{}, keysOf({ [openAi]: 'sk-1' }), false],
    [{}, keysOf({ 'https://other.example': 'sk-1' }), true],
    [{}, keysOf({}, { OPENAI_API_KEY: 'sk-1' }), false],
    [{}, keysOf({}, { OPENAI_BASE_URL: 'http://localhost:8000/v1' }), false],
    [{ baseUrl: 'http://localhost:11434/v1' }, keysOf({}), false],
    [{ baseUrl: 'no address' }, keysOf({}), false],
    [{ provider: 'vscodeLm' }, keysOf({}), false],
    [{ provider: 'openai' }, keysOf({}), false],
  ] as const;
  for (const [settings, keys, expected] of cases) {
    const given: Readonly<Record<string, string>> = settings;
    const demo = await isDemo({ get: (name) => given[name] }, keys);
    assert.equal(demo, expected, JSON.stringify(settings));
    if (given.provider === 'vscodeLm' || given.baseUrl === 'no address') continue;
    // The same as what a run would be asked through.
    const server = keys.server(given.baseUrl?.trim() || null);
    const apiKey = (await keys.find(server))?.key ?? null;
    const provider = (given.provider ?? 'auto') as 'auto' | 'openai' | 'demo';
    const chosen = chooseProvider({ provider, apiKey, baseUrl: server.baseUrl });
    assert.equal(chosen === 'demo', expected);
  }
});
