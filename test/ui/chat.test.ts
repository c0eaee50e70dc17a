import assert from 'node:assert/strict';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

const counting = [
  'I count with code.',
  '```repl',
  'FINAL(String(count("ERROR")) + " errors, the first [L3].")',
  '```',
].join('\n');

uiTest(
  '@rlm answers in the chat about the file that shows, and goes on from there',
  async (open) => {
    await using server = await startModelServer({ '*': counting });
    const workbench = await open({
      settings: { 'rlm.baseUrl': server.url, 'chat.disableAIFeatures': false },
      languageModels: { big: 'I am no RLM.' },
    });
    const { page } = workbench;
    await workbench.openFile('platform.log');
    await workbench.runCommand('Chat: Open Chat');
    await page.waitForTimeout(3000);
    await workbench.screenshot('ui-chat-open');
    const input = page.locator('.interactive-input-part .monaco-editor').first();
    await input.click();
    await page.keyboard.type('@rlm How many errors are there?');
    await page.waitForTimeout(1500);
    await workbench.screenshot('ui-chat-typed');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(8000);
    await workbench.screenshot('ui-chat-answer');
    assert.ok(RunPanel);
  },
);
