import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

const question = 'How many lines contain "timeout"?';
const log = (lines: number) =>
  Array.from({ length: lines }, (_, index) =>
    (index + 1) % 10 === 0 ? `${index + 1} ERROR timeout` : `${index + 1} INFO served`,
  ).join('\n');

const files = {
  'service/.gitignore': 'build/\n',
  'service/api/server.log': log(20),
  'service/api/[id]/page (1).log': `${log(9)}\nthe last timeout\n`,
  'service/logo.png': Uint8Array.from([0x89, 0x50, 0, 0]),
  'service/build/out.log': log(50),
  'service/web.log': log(30),
};

/** An entry of the explorer, by its name. */
function explorerRow(workbench: Workbench, name: string): Locator {
  const rows = workbench.page.locator('.explorer-folders-view .monaco-list-row');
  return rows.filter({ has: workbench.page.getByText(name, { exact: true }) }).first();
}

/** Opens the menu of an entry; one that was opened before all extensions were known lacks theirs. */
async function rightClick(workbench: Workbench, name: string): Promise<void> {
  const { page } = workbench;
  for (let tries = 1; ; tries += 1) {
    await explorerRow(workbench, name).click({ button: 'right' });
    await page.locator('.monaco-menu').first().waitFor();
    try {
      await workbench.menuItem('Ask RLM about').waitFor({ timeout: 3_000 });
      return;
    } catch (error) {
      if (tries === 10) throw error;
      await page.keyboard.press('Escape');
      await page.locator('.monaco-menu').first().waitFor({ state: 'hidden' });
    }
  }
}

uiTest('a right-click on a folder asks about the files in it', async (open) => {
  const workbench = await open({ files });
  await workbench.openSidebar('Explorer');
  await rightClick(workbench, 'service');
  assert.equal(await workbench.menuItem('Ask RLM about this file').count(), 0);
  await workbench.screenshot('ui-folder-menu');
  await workbench.chooseMenuItem('Ask RLM about folder...');
  await workbench.answerInputBox('Ask about service · 5 files', question);

  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
  // Two in server.log, one in the page, three in web.log; none out of build/.
  assert.match((await panel.answer.textContent()) ?? '', /6 lines contain/);
  await panel.text('Left out: 1 binary (logo.png); 1 ignored (build/).').waitFor();
  await workbench.screenshot('ui-folder-answer');
  const cited = panel.citations.filter({ hasText: 'page (1).log' }).first();
  await cited.click();
  await workbench.caretAt(10);
  await workbench.page.locator('.tab.active').filter({ hasText: 'page (1).log' }).waitFor();
});

uiTest('before a folder of more files than the limit is read, a modal asks', async (open) => {
  const workbench = await open({ files, settings: { 'rlm.maxFolderFiles': 2 } });
  await workbench.openSidebar('Explorer');
  const dialog = workbench.page.locator('.monaco-dialog-box');
  const ask = async (): Promise<void> => {
    await rightClick(workbench, 'service');
    await workbench.chooseMenuItem('Ask RLM about folder...');
    await workbench.answerInputBox('Ask about service', question);
    await dialog.filter({ hasText: '"service" has more than 2 files' }).waitFor();
  };
  await ask();
  await workbench.screenshot('ui-folder-limit');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  // That of the progress goes; one of a failure would stay.
  await workbench.page.locator('.notification-list-item').first().waitFor({ state: 'hidden' });

  await ask();
  await dialog.getByRole('button', { name: 'Only the first 2 files' }).click();
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
  // The .gitignore and the page come first.
  assert.match((await panel.answer.textContent()) ?? '', /1 line contains/);
  await panel.text(/Left out: 2 over the limit \(api\/server\.log, web\.log\)/).waitFor();
});

uiTest('several selected files and folders are asked about together', async (open) => {
  const workbench = await open({ files });
  await workbench.openSidebar('Explorer');
  await explorerRow(workbench, 'service').click();
  await explorerRow(workbench, 'api').waitFor();
  await explorerRow(workbench, 'api').click();
  await explorerRow(workbench, 'web.log').click({ modifiers: ['Control'] });
  await rightClick(workbench, 'web.log');
  assert.equal(await workbench.menuItem('Ask RLM about this file').count(), 0);
  await workbench.chooseMenuItem('Ask RLM about folder...');
  await workbench.answerInputBox(/and 1 more · 3 files/, question);
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
  assert.match((await panel.answer.textContent()) ?? '', /6 lines contain/);
});

uiTest('the palette asks which folder', async (open) => {
  const workbench = await open({ files });
  await workbench.runCommand('RLM: Ask about folder...');
  await workbench.page.getByText('Ask about which folder?').waitFor();
  await workbench.screenshot('ui-folder-pick');
  await workbench.page.keyboard.press('Enter');
  await workbench.answerInputBox(/Ask about samples · \d+ files/, question);
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
});
