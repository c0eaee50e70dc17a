import assert from 'node:assert/strict';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

uiTest("the extension's page has no picture that is broken", async (open) => {
  const workbench = await open();
  await workbench.runCommand('Extensions: Show Installed Extensions');
  await workbench.page.locator('.extension-list-item').first().click();
  const page = await workbench.webview('h1');
  await page.getByRole('heading', { name: 'RLM', exact: false }).first().waitFor();
  const widths = await page
    .locator('img')
    .evaluateAll((all) =>
      all.map((each) => (each as unknown as { naturalWidth: number }).naturalWidth),
    );
  assert.ok(!widths.includes(0), `${widths}`);
});

uiTest('the walkthrough shows a recorded run and asks about the sample', async (open) => {
  const workbench = await open();
  await workbench.runCommand('Welcome: Open Walkthrough...');
  await workbench.chooseRow('Get started with RLM');
  const step = (title: string) => workbench.page.getByRole('button', { name: title }).first();
  await step('Watch a recorded run').click();
  await workbench.webview('svg[aria-label^="The run panel"]');
  await workbench.screenshot('ui-walkthrough-dark');
  await step('Replay the recorded run').click();

  const panel = await RunPanel.of(workbench);
  await panel.text('Which services failed on 14 March').waitFor();
  await panel.button('Leave replay').click();
  await panel.reaches('Answered');
  await panel.citations.first().click();
  // The citation leads into the log that came with the extension.
  await workbench.page.locator('.tab.active').filter({ hasText: 'platform.log' }).waitFor();
  await workbench.runCommand('RLM: Replay the recorded run');
  await workbench.openSidebar('RLM');
  await workbench.runRows.first().waitFor();
  assert.equal(await workbench.runRows.count(), 1, 'the recorded run is there once');

  await workbench.runCommand('RLM: Ask about the sample log');
  await workbench.answerInputBox('Ask about platform.log', 'How many errors are there?');
  await workbench.page
    .locator('.tab.active')
    .filter({ hasText: 'How many errors are there?' })
    .waitFor();
});
