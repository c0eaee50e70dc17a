import assert from 'node:assert/strict';
import { deferred } from '../../src/core/deferred.ts';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

uiTest(
  'runs open in one column, the list keeps the focus, and its row is the run that is shown',
  async (open) => {
    await using server = await startModelServer({ '*': 'FINAL(It is about a platform.)' });
    const workbench = await open({ settings: { 'rlm.baseUrl': server.url } });
    const { page, runRows: rows } = workbench;
    const shown = (text: string) => page.locator('.tab.active').filter({ hasText: text }).waitFor();
    await workbench.openSidebar('RLM');
    await workbench.openFile('platform.log');
    for (const question of ['The first?', 'The second?']) {
      await workbench.page.locator('.tab').filter({ hasText: 'platform.log' }).first().click();
      await workbench.runCommand('RLM: Ask about this file');
      await workbench.answerInputBox('Ask about platform.log', question);
      await shown(question);
      await (await RunPanel.of(workbench)).reaches('Answered');
      const selected = rows.and(page.locator('.selected'));
      await selected.filter({ hasText: question }).waitFor();
    }
    assert.equal(await workbench.columns(), 2);
    await workbench.viewRows('Runs').filter({ hasText: 'Today' }).waitFor();

    await rows.filter({ hasText: 'The first?' }).click();
    await shown('The first?');
    const focused = page.locator('.pane-body .monaco-list:focus-within, .monaco-list:focus');
    await focused.waitFor();
    // A list that is drawn anew meanwhile has its focus at another row.
    const second = rows.and(page.locator('.focused')).filter({ hasText: 'The second?' });
    for (let tries = 0; tries < 20 && (await second.count()) === 0; tries += 1) {
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Space');
    await shown('The second?');
    await focused.waitFor();

    await rows.filter({ hasText: 'The second?' }).click({ modifiers: ['Control'] });
    await rows.filter({ hasText: 'The first?' }).click();
    await rows.filter({ hasText: 'The second?' }).click({ modifiers: ['Control'] });
    await rows.filter({ hasText: 'The second?' }).click({ button: 'right' });
    await workbench.chooseMenuItem('Compare runs');
    await workbench.webview('main.compare');
    await rows.filter({ hasText: 'The first?' }).click();
    await shown('The first?');
    assert.equal(await workbench.columns(), 2, 'nothing opens a third column');
    await workbench.screenshot('ui-runs-grouped');

    // From the palette, too, a command is about the run that is shown.
    await workbench.runCommand('RLM: Pin run');
    await rows.filter({ hasText: 'The first?' }).locator('.codicon-pinned').first().waitFor();
    await workbench.viewRows('Runs').filter({ hasText: 'Pinned' }).waitFor();
  },
);

uiTest(
  'the keys that ask mean the run that is in front, and a follow-up stands under it',
  async (open) => {
    await using server = await startModelServer({ '*': 'FINAL(It is about a platform.)' });
    const workbench = await open({
      files: { 'other.log': 'nothing' },
      settings: { 'rlm.baseUrl': server.url },
    });
    const box = workbench.page.locator('.quick-input-widget');
    await workbench.openFile('platform.log');
    await workbench.runCommand('RLM: Ask about this file');
    await workbench.answerInputBox('Ask about platform.log', 'What is it about?');
    const panel = await RunPanel.of(workbench);
    await panel.reaches('Answered');

    await panel.question.click();
    await workbench.page.keyboard.press('Control+K');
    await workbench.page.keyboard.press('q');
    await box.getByText('Ask a follow-up about platform.log').waitFor();
    await workbench.inputBox.fill('Never asked');
    await workbench.inputBox.press('Escape');
    await box.waitFor({ state: 'hidden' });
    await workbench.runCommand('RLM: Ask a follow-up');
    await box.getByText('Ask a follow-up about platform.log').waitFor();
    assert.equal(await workbench.inputBox.inputValue(), 'Never asked');
    await workbench.inputBox.press('Escape');

    // With no file in front there is none that is meant, whatever shows beside it.
    await workbench.runCommand('RLM: Ask about this file');
    await workbench.quickPickRow('platform.log').waitFor();
    await workbench.quickPickRow('Choose another file...').waitFor();
    await workbench.inputBox.press('Escape');

    await panel.followUp.waitFor();
    await panel.text('Continues this run').waitFor();
    await panel.followUp.click();
    await panel.followUp.fill('One');
    await panel.followUp.press('Shift+Enter');
    await panel.followUp.pressSequentially('and two?');
    await workbench.screenshot('ui-question-in-page');
    await panel.followUp.press('Enter');
    await workbench.page.locator('.tab.active').filter({ hasText: 'One and two?' }).waitFor();
    const last = await server.seen(({ messages }) =>
      messages.some(({ content }) => /One\nand two\?/.test(content)),
    );
    assert.match(last.messages.map(({ content }) => content).join(), /What is it about\?/);
    await workbench.openSidebar('RLM');
    const under = workbench.runRows.and(workbench.page.locator('[aria-level="3"]'));
    await under.filter({ hasText: 'One and two?' }).waitFor();
    await workbench.screenshot('ui-follow-up-in-list');

    const back = async (): Promise<RunPanel> => {
      await workbench.page.locator('.tab').filter({ hasText: 'What is it about?' }).click();
      const page = await RunPanel.of(workbench);
      await page.question.filter({ hasText: 'What is it about?' }).waitFor();
      return page;
    };
    const first = await back();
    await first.text('One and two?').waitFor();
    assert.equal(await first.followUp.inputValue(), '', 'what was asked is not offered again');
    await first.followUp.fill('Three\nand four');
    await workbench.openFile('other.log');
    assert.equal(await (await back()).followUp.inputValue(), 'Three\nand four');
    await workbench.reload();
    const restored = await back();
    assert.equal(await restored.followUp.inputValue(), 'Three\nand four');
    // The session has ended with the window: it is built again from the record.
    await restored.text('Its session is rebuilt from its record').waitFor();
    await restored.followUp.press('Enter');
    await under.filter({ hasText: 'Three and four' }).waitFor();
  },
);

uiTest('a run that ends out of sight is told, once, with a way to it', async (open) => {
  const go = deferred<void>();
  await using server = await startModelServer({
    '*': async () => {
      await go.promise;
      return 'FINAL(It is **about** a platform. $(trash))';
    },
  });
  const workbench = await open({ settings: { 'rlm.baseUrl': server.url } });
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about platform.log', 'What is it about?');
  await (await RunPanel.of(workbench)).reaches('Running');
  await workbench.screenshot('ui-running-tab');
  await workbench.closeEditors();
  go.resolve();
  const told = workbench.notification('RLM answered: What is it about? · It is about a platform.');
  await told.waitFor();
  await workbench.screenshot('ui-end-told');
  assert.equal(await told.locator('.codicon-trash').count(), 0);
  await told.getByRole('button', { name: 'Show' }).click();
  await (await RunPanel.of(workbench)).reaches('Answered');
  await told.waitFor({ state: 'detached' });
});
