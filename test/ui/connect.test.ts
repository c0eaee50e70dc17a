import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../support/editorServer.ts';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

const title = 'RLM: Connect a model...';
const answer = 'FINAL(It is about a platform.)';

/** What stands in the settings of the machine where the extension runs. */
async function settingsOf({ home }: Workbench): Promise<Readonly<Record<string, unknown>>> {
  const file = path.join(home, 'data', 'Machine', 'settings.json');
  const settings: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
  return Object.fromEntries(
    ['provider', 'baseUrl', 'rootModel', 'subModel'].map((name) => [name, settings[`rlm.${name}`]]),
  );
}

uiTest('one list has all ways to a model; a click on one sets all that is needed', async (open) => {
  const models = [
    { name: 'qwen3:32b', details: { parameter_size: '32.8B', family: 'qwen3' } },
    { name: 'qwen3:8b', details: { parameter_size: '8.2B', family: 'qwen3' } },
    { name: 'nomic-embed-text:latest', details: { family: 'nomic-bert' } },
  ];
  await using server = await startModelServer(
    { 'qwen3:32b': answer, 'qwen3:8b': 'OK', 'nomic-embed-text:latest': { status: 400 } },
    { tells: { '/api/tags': { models }, '/api/ps': { models: [] } } },
  );
  const workbench = await open({
    environment: { OLLAMA_HOST: new URL(server.url).host, OPENROUTER_API_KEY: 'sk-or-1' },
    languageModels: { 'gpt-4.1': 'OK', 'gpt-4.1-mini': 'OK' },
  });
  await workbench.openFile('platform.log');
  await workbench.runCommand(title);
  const ollama = workbench.quickPickRow(/Ollama.*qwen3:32b, qwen3:8b/);
  await ollama.waitFor();
  for (const row of [/fixture.*gpt-4\.1, gpt-4\.1-mini/, /OpenRouter.*OPENROUTER_API_KEY/])
    await workbench.quickPickRow(row).waitFor();
  for (const row of ['OpenAI key...', 'Anthropic key...', 'Other server...'])
    await workbench.quickPickRow(row).waitFor();
  assert.equal(server.requests.length, 0);
  await workbench.screenshot('ui-connect-list');
  await ollama.click();
  const connected = workbench.notification('RLM asks qwen3:32b, and qwen3:8b about pieces.');
  await connected.waitFor();
  assert.match(
    (await connected.textContent()) ?? '',
    /localhost:\d+ works.*address, API, key, model.*qwen3:32b answered/,
  );
  await workbench.screenshot('ui-connected');
  assert.deepEqual(await settingsOf(workbench), {
    provider: 'openai',
    baseUrl: server.url.replace('127.0.0.1', 'localhost'),
    rootModel: 'qwen3:32b',
    subModel: 'qwen3:8b',
  });
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about platform.log', 'What is it about?');
  await (await RunPanel.of(workbench)).reaches('Answered');

  await workbench.runCommand(title);
  await workbench.quickPickRow(/Ollama.*current/).waitFor();
  await workbench.quickPickRow('fixture').click();
  await workbench.notification('RLM asks gpt-4.1, and gpt-4.1-mini about pieces.').waitFor();
  await workbench.screenshot('ui-connected-extension');
  const { provider, rootModel } = await settingsOf(workbench);
  assert.deepEqual([provider, rootModel], ['vscodeLm', 'gpt-4.1']);
});

/** The notification that says so may be gone again before a slow machine looks: the settings stay. */
async function isConnected(workbench: Workbench, url: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while ((await settingsOf(workbench)).baseUrl !== url) {
    assert.ok(performance.now() < deadline, 'the settings name the server');
    await workbench.page.waitForTimeout(100);
  }
}

uiTest('what is wrong is said in the list, and nothing is changed', async (open) => {
  await using server = await startModelServer({ 'mine-7b': answer }, { key: 'sk-right' });
  const port = await freePort();
  const workbench = await open();
  const before = await settingsOf(workbench);
  await workbench.openFile('platform.log');
  const type = async (address: string): Promise<void> => {
    await workbench.quickPickRow(/^Other server|Other server\.\.\.any/).click();
    await workbench.answerInputBox("Address of a server with OpenAI's API", address);
  };
  await workbench.runCommand(title);
  await type(`http://localhost:${port}`);
  await workbench.quickPickRow(/localhost:\d+ can't be reached/).waitFor();
  await workbench.quickPickRow('Try again: Other server...').waitFor();
  await workbench.screenshot('ui-connect-wrong-address');
  assert.deepEqual(await settingsOf(workbench), before);

  await type(server.url);
  await workbench.answerInputBox(/API key for 127\.0\.0\.1/, 'sk-wrong');
  await workbench.quickPickRow('refused the API key').waitFor();
  await workbench.screenshot('ui-connect-wrong-key');
  assert.deepEqual(await settingsOf(workbench), before);

  await type(server.url);
  await workbench.answerInputBox(/API key for 127\.0\.0\.1/, 'sk-right');
  await isConnected(workbench, server.url);
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about platform.log', 'What is it about?');
  await (await RunPanel.of(workbench)).reaches('Answered');
  assert.equal(server.requests.at(-1)?.headers.authorization, 'Bearer sk-right');
});
