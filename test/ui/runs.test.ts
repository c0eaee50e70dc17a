import assert from 'node:assert/strict';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

const files = {
  'first.log': 'a timeout\nb\nc timeout\nd\ne timeout\n',
  'second.log': 'an error\nb\nc\n',
};
const questions = {
  first: 'How many lines contain "timeout"?',
  second: 'How many lines contain "error"?',
};

uiTest('runs are searched, sorted, pinned, compared and deleted in the Runs view', async (open) => {
  const workbench = await open({ files });
  await askDemo(workbench, 'first.log', questions.first);
  await askDemo(workbench, 'second.log', questions.second);
  await workbench.closeEditors();
  await workbench.openSidebar('RLM');
  const rows = workbench.runRows;
  const pane = workbench.pane('Runs');
  await rows.nth(1).waitFor();
  assert.match((await rows.first().textContent()) ?? '', /second\.log/, 'newest first');

  await pane.hover();
  await pane.getByRole('button', { name: 'Filter runs...' }).click();
  await workbench.inputBox.fill('first');
  await pane.getByText('1 of 2 runs: first').waitFor();
  assert.match((await rows.textContent()) ?? '', /first\.log/);
  await workbench.inputBox.fill('@f');
  await workbench.quickPickRow('@file:second.log').waitFor();
  await workbench.screenshot('ui-runs-filter');
  await workbench.inputBox.press('Enter');
  await pane.getByText('1 of 2 runs: @file:first.log').waitFor();
  // Faster than the list below: what was typed counts, not what was offered before.
  await workbench.inputBox.fill('nothing has this');
  await workbench.inputBox.press('Enter');
  await workbench.inputBox.waitFor({ state: 'hidden' });
  await pane.getByText('No runs match the filter.').waitFor();
  await workbench.screenshot('ui-runs-none-found');
  await pane.getByRole('button', { name: 'Change the filter' }).click();
  assert.equal(await workbench.inputBox.inputValue(), 'nothing has this');
  await workbench.inputBox.press('Escape');
  await pane.getByRole('button', { name: 'Show all runs' }).click();
  await rows.nth(1).waitFor();

  await workbench.runCommand('RLM: Sort runs by...');
  await workbench.quickPickRow('Tokens').click();
  await pane.getByText('by tokens').waitFor();

  await rows.filter({ hasText: 'first.log' }).click({ button: 'right' });
  await workbench.chooseMenuItem('Pin run');
  await rows.first().filter({ hasText: 'first.log' }).waitFor();
  await rows.first().locator('.codicon-pinned').first().waitFor();
  await rows.first().hover();
  await workbench.page.getByText('Pinned: kept until you delete it').waitFor();
  await workbench.screenshot('ui-runs-tooltip');

  await rows.first().click();
  await rows.nth(1).click({ modifiers: ['Control'] });
  await rows.nth(1).click({ button: 'right' });
  await workbench.screenshot('ui-runs-menu');
  await workbench.chooseMenuItem('Compare runs');
  const page = await workbench.webview('main.compare');
  const facts = page.getByRole('table', { name: 'Facts of the two runs' });
  await facts.getByText('second.log').waitFor();
  const heads = await facts.getByRole('columnheader').allTextContents();
  assert.deepEqual(heads.slice(1), [`A${questions.first}`, `B${questions.second}`]);
  const answer = page.getByRole('region', { name: 'Answer of run A' });
  assert.match((await answer.textContent()) ?? '', /3/);
  await workbench.screenshot('ui-runs-compared');
  await facts.getByRole('link', { name: questions.second }).click();
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
  assert.equal(await panel.question.textContent(), questions.second);

  await rows.first().click();
  await rows.nth(1).click({ modifiers: ['Control'] });
  await workbench.page.keyboard.press('Delete');
  const dialog = workbench.page.getByRole('dialog').filter({ hasText: 'Delete 2 runs?' });
  await dialog.getByText('Pinned among them: 1.').waitFor();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await pane.getByText('Ask a question about a file of any size.').waitFor();
  assert.equal(await rows.count(), 0);
  await workbench.screenshot('ui-runs-deleted');
});

async function askDemo(workbench: Workbench, file: string, question: string): Promise<void> {
  await workbench.openFile(file);
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox(`Ask about ${file}`, question);
  const panel = await RunPanel.of(workbench);
  await panel.question.filter({ hasText: question }).waitFor();
  await panel.reaches('Answered');
  await workbench.closeEditors();
}

uiTest(
  'the empty Runs view says who answers, and the palette leaves out what needs runs',
  async (open) => {
    const workbench = await open({ settings: { 'rlm.baseUrl': 'http://localhost:9/v1' } });
    await workbench.openSidebar('RLM');
    const pane = workbench.pane('Runs');
    await pane.getByText('Ask a question about a file of any size.').waitFor();
    assert.equal(await pane.getByText('offline demo').count(), 0);
    assert.equal(await pane.locator('.welcome-view a.monaco-button').count(), 1, 'one button');
    await workbench.screenshot('ui-runs-empty');
    await workbench.page.keyboard.press('F1');
    await workbench.inputBox.fill('>RLM: ');
    await workbench.quickPickRow('RLM: Ask about folder...').waitFor();
    assert.equal(await workbench.quickPickRow('RLM: Replay run').count(), 0);
    await workbench.screenshot('ui-palette-no-runs');
  },
);

uiTest(
  'in an untrusted workspace the empty Runs view says that asking is refused',
  async (open) => {
    const workbench = await open({ workspaceTrust: true });
    await workbench.openSidebar('RLM');
    const pane = workbench.pane('Runs');
    await pane.getByText('but not start new ones').waitFor();
    assert.equal(await pane.getByText('Ask a question').count(), 0);
  },
);
