import assert from 'node:assert/strict';
import { freePort } from '../support/editorServer.ts';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

uiTest('models are chosen from the list of the server, and typed', async (open) => {
  const reply = 'FINAL(It is about a platform.)';
  await using server = await startModelServer({
    'gpt-4o': reply,
    'gpt-4o-mini': reply,
    'text-embedding-3-small': reply,
    'llama-3.3-70b': reply,
    'mine-1': reply,
    '*': reply,
  });
  const workbench = await open({ settings: { 'rlm.baseUrl': server.url } });
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Select models...');
  const box = workbench.page.locator('.quick-input-widget');
  await box.getByText('Root model').first().waitFor();
  await box.getByText('llama-3.3-70b').waitFor();
  assert.match((await box.textContent()) ?? '', /gpt-4o.*current.*\$2\.50 in, \$10\.00 out/s);
  await workbench.screenshot('ui-select-root');
  await workbench.inputBox.fill('llama');
  await workbench.inputBox.press('Enter');
  await box.getByText('Sub-model').first().waitFor();
  await workbench.inputBox.fill('typed-model');
  await box.getByText('As typed').waitFor();
  await workbench.screenshot('ui-select-sub');
  await workbench.inputBox.press('Enter');
  await workbench.statusBarItem('RLM asks llama-3.3-70b, and typed-model').waitFor();

  await workbench.runCommand('RLM: Test connection');
  const works = workbench.notification(/The connection to 127\.0\.0\.1:\d+ works/);
  await works.waitFor();
  assert.match((await works.textContent()) ?? '', /llama-3\.3-70b answered in .*typed-model/);
  await workbench.screenshot('ui-connection-works');

  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about platform.log', 'What is it about?');
  await (await RunPanel.of(workbench)).reaches('Answered');
  assert.equal(server.requests.at(-1)?.model, 'llama-3.3-70b');
});

uiTest('a connection that fails is told by what is wrong, with ways on', async (open) => {
  const port = await freePort();
  const workbench = await open({ settings: { 'rlm.baseUrl': `http://localhost:${port}/v1` } });
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Test connection');
  const wrong = workbench.notification('The address is wrong.');
  await wrong.waitFor();
  for (const name of ['Set API key', 'Open settings', 'Show log'])
    await wrong.getByRole('button', { name }).waitFor();
  await workbench.screenshot('ui-connection-fails');
});

uiTest('the demo has nothing to choose', async (open) => {
  const workbench = await open();
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Select models...');
  await workbench.notification(/there is no model to choose/).waitFor();
});
