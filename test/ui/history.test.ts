import assert from 'node:assert/strict';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

const question = 'How many lines contain "timeout"?';

uiTest(
  'after a reload of the window the run is there: panel, Runs view, recursion',
  async (open) => {
    const workbench = await open({
      files: { 'three.log': 'a timeout\nb\nc timeout\nd\ne timeout\n' },
      settings: { 'workbench.colorTheme': 'Default High Contrast' },
    });
    await workbench.openFile('three.log');
    await workbench.runCommand('RLM: Ask about this file');
    await workbench.answerInputBox('Ask about three.log', question);
    const before = await RunPanel.of(workbench);
    await before.reaches('Answered');
    const answer = await before.answer.textContent();
    const traced = await before.iterations.count();

    await workbench.reload();
    const restored = await RunPanel.of(workbench);
    await restored.reaches('Answered');
    assert.equal(await restored.question.textContent(), question);
    assert.equal(await restored.answer.textContent(), answer);
    assert.equal(await restored.iterations.count(), traced);

    await workbench.closeEditors();
    await workbench.openSidebar('RLM');
    const row = workbench.runRows.filter({ hasText: question });
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /three\.log/);
    await row.click();
    const again = await RunPanel.of(workbench);
    await again.reaches('Answered');
    assert.equal(await again.answer.textContent(), answer);
    // The run itself, and below it its iterations.
    await workbench.viewRows('Recursion').nth(traced).waitFor();
    await workbench.screenshot('ui-history-contrast');
  },
);
