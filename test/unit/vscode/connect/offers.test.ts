import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LanguageModelChat } from 'vscode';
import {
  environmentOffers,
  nameOffer,
  typedOffers,
  vendorOffers,
} from '../../../../src/vscode/connect/offers.ts';

test('keys of the environment are offered by their variables, blank ones are none', () => {
  const cases = [
    [{}, []],
    [{ OPENAI_API_KEY: 'k', OPENROUTER_API_KEY: ' ' }, ['OPENAI_API_KEY']],
    [
      { OPENROUTER_API_KEY: 'k', ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' },
      ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'OPENROUTER_API_KEY'],
    ],
  ] as const;
  for (const [environment, expected] of cases)
    assert.deepEqual(
      environmentOffers(environment).map(nameOffer),
      expected.map((variable) => `environment ${variable}`),
    );
});

test('a typed OpenAI key goes to OpenAI, also where the environment names another server', () => {
  const baseUrls = (environment: Readonly<Record<string, string>>) =>
    typedOffers(environment).map((offer) => offer.kind === 'key' && offer.server.baseUrl);
  assert.deepEqual(baseUrls({}), ['', '', false]);
  assert.deepEqual(
    baseUrls({ OPENAI_BASE_URL: 'http://localhost:8000/v1', ANTHROPIC_BASE_URL: 'http://x' }),
    ['https://api.openai.com/v1', 'https://api.anthropic.com', false],
  );
});

test('models of other extensions are offered by the extension', () => {
  const models = ['copilot gpt-4o', 'other mine', 'copilot gpt-4.1'].map((text) => {
    const [vendor, id] = text.split(' ');
    return { vendor, id } as LanguageModelChat;
  });
  const offers = vendorOffers(models);
  assert.deepEqual(offers.map(nameOffer), ['vendor copilot', 'vendor other']);
  assert.deepEqual(
    offers.map((offer) => offer.kind === 'vendor' && offer.models.map(({ id }) => id)),
    [['gpt-4o', 'gpt-4.1'], ['mine']],
  );
});
