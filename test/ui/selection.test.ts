import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

uiTest(
  'what is selected in the Recursion tree is selected in the page, and the other way',
  async (open) => {
    const workbench = await open();
    await workbench.openFile('platform.log');
    await workbench.runCommand('RLM: Ask about this file');
    await workbench.answerInputBox('Ask about platform.log', 'How many lines contain ERROR?');
    const panel = await RunPanel.of(workbench);
    await panel.reaches('Answered');
    await workbench.openSidebar('RLM');
    const tree = workbench.page.locator('.part.sidebar [role=treeitem][aria-level="2"]');
    await tree.first().click();
    await panel.iterations.first().and(panel.selected).waitFor();

    await panel.iterations.last().locator('.row').first().click();
    await panel.iterations.last().and(panel.selected).waitFor();
    await tree.last().and(workbench.page.locator('[aria-selected="true"]')).waitFor();
    await workbench.screenshot('ui-selection-dark');
  },
);
