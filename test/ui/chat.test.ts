import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

const counting = [
  'I count with code, and keep the number.',
  '```repl',
  'const errors = count("ERROR"); print(lines(3, 4));',
  'FINAL("There are **" + errors + "** errors, see [L3-L4].")',
  '```',
].join('\n');
const goingOn = '```repl\nFINAL("Twice " + errors + " is " + 2 * errors + ".")\n```';
const countingInFolder =
  '```repl\nFINAL("There are " + count("ERROR") + " errors, see [platform.log:L3].")\n```';
const chatSettings = { 'chat.disableAIFeatures': false };

/** The chat beside the editor. */
class Chat {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Sends a message once a model is there to choose. */
  async send(message: string, model = 'big'): Promise<void> {
    const input = this.#page.locator('.interactive-input-part');
    await input.getByText(model, { exact: true }).waitFor();
    await input.locator('.monaco-editor').first().click();
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.type(message);
    // What is suggested while an `@` is typed would take the key.
    await input
      .locator('.monaco-editor')
      .getByText(message.split(' ').at(-1) ?? '')
      .waitFor();
    await this.#page.keyboard.press('Escape');
    await this.#page.keyboard.press('Enter');
  }

  response(text: string | RegExp): Locator {
    return this.#page.locator('.interactive-response').filter({ hasText: text }).last();
  }
}

uiTest(
  '@rlm answers in the chat about the file that shows, and goes on from there',
  async (open) => {
    await using server = await startModelServer({ '*': [counting, goingOn] });
    const workbench = await open({
      settings: { ...chatSettings, 'rlm.baseUrl': server.url },
      languageModels: { big: 'I am no RLM.' },
    });
    await workbench.openFile('platform.log');
    await workbench.runCommand('Chat: Open Chat');
    const chat = new Chat(workbench.page);
    await chat.send('@rlm How many errors are there?');
    const first = chat.response(/There are \d+ errors/);
    await first.getByText('searched by code: 100%').waitFor();
    assert.match((await first.textContent()) ?? '', /\$0\.\d+ · iterations: 1/);
    await workbench.screenshot('ui-chat-answer');
    await first.getByText('platform.log:3-4').click();
    // Its lines are selected, the caret is at their end.
    await workbench.caretAt(4);

    await chat.send('@rlm And twice as many?');
    const second = chat.response(/Twice \d+ is \d+/);
    await second.getByRole('button', { name: 'Open run' }).waitFor();
    await workbench.screenshot('ui-chat-follow-up');
    assert.match(server.requests.at(-1)?.prompt ?? '', /And twice as many\?/);
    await second.getByRole('button', { name: 'Open run' }).click();
    await (await RunPanel.of(workbench)).reaches('Answered');
    await workbench.screenshot('ui-chat-run');
  },
);

uiTest(
  'with models of other extensions @rlm is answered by the model of the chat',
  async (open) => {
    const workbench = await open({
      settings: { ...chatSettings, 'rlm.provider': 'vscodeLm' },
      languageModels: { big: countingInFolder },
    });
    await workbench.openFile('platform.log');
    await workbench.runCommand('Chat: Open Chat');
    const chat = new Chat(workbench.page);
    await chat.send('@rlm /folder How many errors are there?');
    const answer = chat.response(/There are \d+ errors/);
    await answer.getByText('cost n/a').waitFor();
    await answer.getByText('platform.log:3').waitFor();
    await workbench.screenshot('ui-chat-own-model');
  },
);

uiTest(
  'an agent’s question is shown with its cost, and asked only when the person agrees',
  async (open) => {
    await using server = await startModelServer({ '*': counting });
    const workbench = await open({
      settings: { ...chatSettings, 'rlm.baseUrl': server.url },
      languageModels: { big: '' },
    });
    const dialog = workbench.page.locator('.monaco-dialog-box');
    const ask = async (paths: readonly string[]) => {
      await workbench.runCommand('Test: Ask through the tool');
      const input = { question: 'How many errors are there?', paths };
      await workbench.answerInputBox('Input of rlm_ask', JSON.stringify(input));
    };
    const shown = (text: string) =>
      workbench.page.locator('.editor-instance .view-line').filter({ hasText: text }).first();

    await ask(['platform.log']);
    await dialog.waitFor();
    const said = (await dialog.textContent()) ?? '';
    assert.match(said, /platform\.log, [\d.]+ [KM]B/);
    assert.match(said, /How many errors are there\?/);
    assert.match(said, /probably \$[\d.]+, at most \$[\d.]+/);
    await workbench.screenshot('ui-tool-confirmation');
    assert.equal(server.requests.length, 0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await shown('Refused').waitFor();
    assert.equal(server.requests.length, 0);

    await ask(['platform.log']);
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Yes' }).click();
    await shown('ANSWER').waitFor();
    await workbench.screenshot('ui-tool-answer');
    await ask(['/etc/hostname']);
    await shown('is outside the workspace').waitFor();
  },
);
