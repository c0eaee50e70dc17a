import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { freePort } from '../support/editorServer.ts';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

async function ask(workbench: Workbench, file: string): Promise<void> {
  await workbench.openFile(file);
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox(`Ask about ${file}`, 'What is it about?');
}

uiTest('a server that is not there is said once, with ways on', async (open) => {
  const address = `localhost:${await freePort()}`;
  const workbench = await open({ settings: { 'rlm.baseUrl': `http://${address}/v1` } });
  await ask(workbench, 'platform.log');
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Failed');
  const sentence = panel.text(/can't be reached/);
  await sentence.waitFor();
  const said = (await sentence.textContent()) ?? '';
  assert.ok(said.includes(address), said);
  assert.doesNotMatch(said, /\bat \S+:\d+|undefined|Error:/);
  await workbench.screenshot('ui-unreachable-dark');
  await panel.button('Test connection').click();
  await workbench.notification('The address is wrong.').waitFor();
  // The page in sight has said it: no notification says the same.
  assert.equal(await workbench.notification(/^(?!.*is wrong).*can't be reached/s).count(), 0);
  // The window is a remote one, whose User tab has no settings of the machine.
  await panel.button('Open settings').click();
  const setting = workbench.page.locator('.settings-editor').getByText('Base Url').first();
  await setting.waitFor();
  await workbench.screenshot('ui-settings-remote');
});

uiTest('empty and binary files are refused in a sentence that names them', async (open) => {
  const workbench = await open({
    files: { 'empty.log': '', 'image.log': Uint8Array.from([137, 80, 78, 71, 0, 0, 1, 2]) },
  });
  await workbench.openTab('empty.log');
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.notification('"empty.log" is empty').waitFor();
  await workbench.openTab('image.log');
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.notification('"image.log" is a binary file').waitFor();
});

uiTest('what others wrote is only text, and what a caller brings is asked first', async (open) => {
  const hostile = '[Open anyway](command:workbench.action.files.newUntitledFile).log';
  const brought = { question: 'How many lines are there?', options: { maxCostUsd: 0.5 } };
  const greedy = { ...brought, options: { maxCostUsd: 9_000 } };
  const workbench = await open({
    files: { [hostile]: '' },
    keybindings: [
      { key: 'ctrl+alt+1', command: 'rlm.askFile', args: brought },
      { key: 'ctrl+alt+2', command: 'rlm.askFile', args: greedy },
      { key: 'ctrl+alt+3', command: 'rlm.askFile', args: { uri: 'file:///etc/hostname' } },
    ],
  });
  await workbench.openTab(hostile);
  await workbench.runCommand('RLM: Ask about this file');
  const refusal = workbench.notification(/is empty: there is nothing to ask about/);
  await refusal.waitFor();
  assert.equal(await refusal.getByRole('link').count(), 0);
  await workbench.screenshot('ui-hostile-name');

  await workbench.openFile('platform.log');
  const { keyboard } = workbench.page;
  await keyboard.press('Control+Alt+2');
  await workbench.notification(/must not be above the setting rlm\.maxCostUsd/).waitFor();
  await keyboard.press('Control+Alt+3');
  await workbench.notification(/neither in this workspace nor open/).waitFor();
  await keyboard.press('Control+Alt+1');
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.getByText('Question: How many lines are there?').waitFor();
  await dialog.getByText('Cost limit: $0.50').waitFor();
  await workbench.screenshot('ui-brought-question');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await keyboard.press('Control+Alt+1');
  await dialog.getByRole('button', { name: 'Ask' }).click();
  await (await RunPanel.of(workbench)).reaches('Answered');
});

uiTest('a missing key is said, a new one is taken, and no key reaches the disk', async (open) => {
  const key = 'sk-right-0123456789';
  await using server = await startModelServer(
    { root: 'FINAL(It is about a platform.)' },
    { key, latencyMs: 50 },
  );
  const workbench = await open({
    settings: { 'rlm.baseUrl': server.url, 'rlm.rootModel': 'root', 'rlm.subModel': 'root' },
  });
  await ask(workbench, 'platform.log');
  // No key was sent: it can't be wrong.
  const refused = await RunPanel.of(workbench);
  await refused.text(/No API key is set for 127\.0\.0\.1:\d+ \(Incorrect API key\)/).waitFor();
  await refused.button('Set API key').click();
  await workbench.answerInputBox(/API key for 127\.0\.0\.1/, key);
  await workbench.statusBarItem('is set').waitFor();
  await workbench.closeEditors();
  await ask(workbench, 'platform.log');
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
  assert.match((await panel.answer.textContent()) ?? '', /It is about a platform\./);
  for await (const file of glob(`${workbench.home}/**`, { withFileTypes: true })) {
    if (!file.isFile()) continue;
    const name = `${file.parentPath}/${file.name}`;
    assert.ok(!(await readFile(name)).includes(key), `the key stands in ${name}`);
  }
});
