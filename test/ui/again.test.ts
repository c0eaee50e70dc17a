import assert from 'node:assert/strict';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

uiTest('a follow-up and a second try, from the buttons of the panel', async (open) => {
  await using server = await startModelServer({ '*': 'FINAL(It is about a platform.)' });
  const workbench = await open({ settings: { 'rlm.baseUrl': server.url } });
  const box = workbench.page.locator('.quick-input-widget');
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about platform.log', 'What is it about?');
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');

  await panel.button('Ask follow-up').click();
  await box.getByText('Ask a follow-up about platform.log').waitFor();
  await box.getByText(/Continues that run/).waitFor();
  await workbench.screenshot('ui-follow-up');
  await workbench.answerInputBox('Ask a follow-up', 'And in one word?');
  await workbench.page.locator('.tab.active').filter({ hasText: 'And in one word?' }).waitFor();
  assert.match(
    server.requests
      .at(-1)
      ?.messages.map(({ content }) => content)
      .join() ?? '',
    /What is it about\?/,
  );

  await workbench.reload();
  const restored = await RunPanel.of(workbench);
  await restored.reaches('Answered');
  await restored.button('Ask follow-up').click();
  await box.getByText(/its session is rebuilt from its record first.*About \d+k tokens/).waitFor();
  await workbench.screenshot('ui-follow-up-rebuilt');
  await workbench.inputBox.press('Escape');
  await box.waitFor({ state: 'hidden' });

  await restored.button('Run again').click();
  await box.getByText('Run again about platform.log').waitFor();
  await workbench.screenshot('ui-run-again');
  await workbench.inputBox.fill('Root model');
  await workbench.inputBox.press('Enter');
  await workbench.inputBox.fill('other-model');
  await workbench.inputBox.press('Enter');
  await box.getByText('Run', { exact: true }).first().waitFor();
  await box.getByText('other-model').first().waitFor();
  await workbench.inputBox.press('Enter');
  await server.seen(({ model }) => model === 'other-model');
});
