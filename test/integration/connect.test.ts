import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { saveConnection } from '../../src/vscode/connect/connectSettings.ts';
import type { Offer } from '../../src/vscode/connect/offers.ts';
import { planFor } from '../../src/vscode/connect/plan.ts';
import { testServer, testVendor } from '../../src/vscode/connect/testPlan.ts';
import { ApiKeys } from '../../src/vscode/models/apiKeys.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { languageModelProvider, type Provider } from './languageModelProvider.ts';
import { extension, withSettings } from './support.ts';

const nothingSet = {
  ...{ provider: undefined, baseUrl: undefined, rootModel: undefined, subModel: undefined },
  ...{ api: undefined, headers: undefined },
};

suite('Connect a model', () => {
  let provider: Provider;
  let distFolder = '';

  suiteSetup(async () => {
    distFolder = path.join((await extension()).extensionPath, 'dist');
    provider = await languageModelProvider();
  });
  setup(() => provider.reset());

  /** Services with a secret store of their own. */
  function servicesWith(environment: Readonly<Record<string, string>> = {}) {
    const stored = new Map<string, string>();
    const secrets = {
      get: async (name: string) => stored.get(name),
      store: async (name: string, key: string) => void stored.set(name, key),
      delete: async (name: string) => void stored.delete(name),
    };
    return { keys: new ApiKeys(secrets, environment), distFolder, environment, stored };
  }

  function found(server: ModelServer): Offer & { kind: 'server' } {
    const { host } = new URL(server.url);
    const known = { maker: null, host, baseUrl: server.url, needsKey: false, models: [] };
    return { kind: 'server', server: known };
  }

  const settings = () => {
    const read = vscode.workspace.getConfiguration('rlm');
    return ['provider', 'baseUrl', 'rootModel', 'subModel', 'api'].map((name) => read.get(name));
  };

  test('a server that was found is tested, then set with two of its models', async () => {
    await using server = await startModelServer({
      'qwen3-32b': 'OK',
      'qwen3-8b': 'OK',
      'nomic-embed-text': { status: 400 },
    });
    await withSettings({ ...nothingSet, api: 'responses' }, async () => {
      const services = servicesWith();
      const plan = await planFor(found(server), services);
      assert.ok(plan);
      const tested = await testServer(plan, services);
      assert.equal(tested?.report.fault, null);
      assert.ok(server.requests.every(({ api }) => api === 'chat'));
      assert.equal(await saveConnection(tested, services), true);
      assert.deepEqual(settings(), ['openai', server.url, 'qwen3-32b', 'qwen3-8b', 'auto']);
      assert.equal(services.stored.size, 0);
    });
  });

  test('what does not answer is told by its step, and nothing is set before', async () => {
    await using server = await startModelServer({ 'mine-7b': { status: 500 } });
    await withSettings(nothingSet, async () => {
      const before = settings();
      const services = servicesWith();
      const plan = await planFor(found(server), services);
      assert.ok(plan);
      const tested = await testServer(plan, services);
      assert.equal(tested?.report.fault?.step, 'model');
      assert.deepEqual(settings(), before);
    });
  });

  test('a server without a model that answers questions says so', async () => {
    await using server = await startModelServer({ 'nomic-embed-text': 'OK' });
    const services = servicesWith();
    const plan = await planFor(found(server), services);
    assert.ok(plan);
    await assert.rejects(testServer(plan, services), /offers no model that answers questions/);
  });

  test('a key of another maker’s variable is kept for its server alone, once it works', async () => {
    await using server = await startModelServer({ '*': 'OK', mine: 'OK' }, { key: 'sk-or-1' });
    const services = servicesWith({ OPENROUTER_API_KEY: 'sk-or-1' });
    const offer = {
      kind: 'environment',
      variable: 'OPENROUTER_API_KEY',
      server: { name: 'OpenRouter', provider: 'openai', baseUrl: server.url },
    } as const;
    await withSettings(nothingSet, async () => {
      const plan = await planFor(offer, services);
      assert.ok(plan?.isNewKey);
      assert.equal(services.stored.size, 0);
      const tested = await testServer(plan, services);
      assert.equal(tested?.report.fault, null);
      await saveConnection(tested, services);
      const { origin } = new URL(server.url);
      assert.deepEqual([...services.stored], [[`rlm.apiKey ${origin}`, 'sk-or-1']]);
    });
  });

  test('headers that were set for one server are not sent to another', async () => {
    await using server = await startModelServer({ mine: 'OK' });
    const before = {
      ...nothingSet,
      baseUrl: 'https://elsewhere.example/v1',
      headers: { 'api-key': 'secret' },
    };
    await withSettings(before, async () => {
      const services = servicesWith();
      const plan = await planFor(found(server), services);
      assert.ok(plan);
      const tested = await testServer(plan, services);
      assert.ok(tested);
      assert.ok(server.requests.length > 0);
      for (const { headers } of server.requests) assert.equal(headers['api-key'], undefined);
      // Nobody answers dialogs here: without consent nothing is set.
      assert.equal(await saveConnection(tested, services), false);
      assert.equal(settings()[1], before.baseUrl);
    });
  });

  test('models of another extension are chosen among its own', async () => {
    provider.script.models.fixture = [{ id: 'gpt-4.1' }, { id: 'gpt-4.1-mini' }];
    provider.script.models.other = [{ id: 'gpt-4o' }, { id: 'gpt-4o-mini' }];
    provider.script.answer = async (_request, say) => say('OK');
    await withSettings(nothingSet, async () => {
      const services = servicesWith();
      const models = await vscode.lm.selectChatModels({ vendor: 'fixture' });
      const tested = await testVendor({ kind: 'vendor', vendor: 'fixture', models }, services);
      assert.equal(tested?.report.fault, null);
      assert.deepEqual(tested.pair, { root: 'gpt-4.1', sub: 'gpt-4.1-mini' });
      await saveConnection(tested, services);
      assert.deepEqual(settings().slice(0, 4), ['vscodeLm', '', 'gpt-4.1', 'gpt-4.1-mini']);
    });
  });
});
