import assert from 'node:assert/strict';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

const reply = 'FINAL(It is about a platform.)';

uiTest('before anything is sent the box says size, tokens, models and cost', async (open) => {
  await using server = await startModelServer({ '*': reply });
  const workbench = await open({ settings: { 'rlm.baseUrl': server.url } });
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Ask about this file');
  const box = workbench.page.locator('.quick-input-widget');
  await box.getByText(/Ask about platform\.log · [\d.]+ [KM]B/).waitFor();
  const facts =
    /about [\d.]+k tokens · gpt-4o with gpt-4o-mini · about \$\d.*, never more than \$1\.00/;
  await box.getByText(facts).waitFor();
  await workbench.screenshot('ui-question-box');
  assert.equal(server.requests.length, 0, 'nothing is sent before Enter');

  await workbench.inputBox.fill('  ');
  await workbench.inputBox.press('Enter');
  await box.getByText('The question is empty. Type what you want to know').waitFor();
  await workbench.screenshot('ui-question-empty');
  await workbench.inputBox.fill('What is it about?');
  await workbench.inputBox.press('Enter');
  await (await RunPanel.of(workbench)).reaches('Answered');
  await workbench.closeEditors();

  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Ask about this file');
  await box.getByText('Ask about platform.log').waitFor();
  assert.equal(await workbench.inputBox.inputValue(), 'What is it about?');
  await workbench.inputBox.fill('Something else');
  await box.getByRole('button', { name: 'Last questions' }).click();
  await box
    .getByText('The chosen one can be changed')
    .or(box.getByText('Last questions'))
    .first()
    .waitFor();
  await workbench.screenshot('ui-last-questions');
  await workbench.inputBox.press('Enter');
  await box.getByText('Ask about platform.log').waitFor();
  assert.equal(await workbench.inputBox.inputValue(), 'What is it about?');

  await box.getByRole('button', { name: 'Select models...' }).click();
  await box.getByText('Root model').first().waitFor();
  await workbench.inputBox.fill('other-model');
  await workbench.inputBox.press('Enter');
  await box.getByText('Sub-model').first().waitFor();
  await workbench.inputBox.fill('other-model');
  await workbench.inputBox.press('Enter');
  await box.getByText(/about [\d.]+k tokens · other-model · price unknown/).waitFor();
  assert.equal(await workbench.inputBox.inputValue(), 'What is it about?');
  await workbench.screenshot('ui-question-other-model');
  await workbench.inputBox.press('Escape');
  await box.waitFor({ state: 'hidden' });
  assert.equal(server.requests.length, 1, 'Escape gives up');

  await workbench.runCommand('RLM: Estimate cost');
  await workbench.notification(/"platform\.log" is about .*Nothing was sent/).waitFor();
  await workbench.screenshot('ui-estimate');
  assert.equal(server.requests.length, 1);
});

uiTest('at the limit of money a dialog asks, and the run goes on with more', async (open) => {
  const usage = { inputTokens: 1_000, outputTokens: 500 };
  const cell = { text: '```repl\nprint(count("timeout"))\n```', usage };
  const turns = Array.from({ length: 3 }, () => cell);
  const done = { text: 'FINAL(It is about a platform.)', usage };
  await using server = await startModelServer({ mine: [...turns, done, done] });
  const workbench = await open({
    settings: {
      'rlm.baseUrl': server.url,
      'rlm.rootModel': 'mine',
      'rlm.subModel': 'mine',
      'rlm.models': { mine: { input: 10, output: 20 } },
      'rlm.maxCostUsd': 0.1,
      'rlm.maxOutputTokens': 1_000,
    },
  });
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about platform.log', 'What is it about?');
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.getByText('The next call could exceed your $0.10 limit.').waitFor();
  await workbench.screenshot('ui-budget-dialog');
  const panel = await RunPanel.of(workbench);
  await dialog.getByRole('button', { name: 'Other amount...' }).click();
  const box = workbench.page.locator('.quick-input-widget');
  await box.getByText('Add how many dollars?').waitFor();
  await workbench.inputBox.fill('nothing');
  await box.getByText('Enter an amount above 0').waitFor();
  await workbench.inputBox.press('Escape');
  await dialog.getByRole('button', { name: /^Add \$/ }).click();
  await panel.reaches('Answered');
  await workbench.screenshot('ui-budget-raised');
});
