import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { samples } from '../support/project.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

uiTest(
  'a question from the palette is answered, with citations that open the file',
  async (open) => {
    const demo = JSON.parse(await readFile(path.join(samples, 'questions.json'), 'utf8'));
    const workbench = await open();
    await workbench.openFile(demo.file);
    await workbench.runCommand('RLM: Ask about this file');
    await workbench.answerInputBox(`Ask about ${demo.file}`, demo.question);

    const panel = await RunPanel.of(workbench);
    assert.equal(await panel.question.textContent(), demo.question);
    await panel.reaches('Answered');
    await panel.iterations.first().waitFor();
    await panel.button('Stop').waitFor({ state: 'hidden' });
    await panel.budget.waitFor();
    await panel.costs.waitFor();
    await panel.text('Offline demo: fixed rules, no AI').waitFor();
    await workbench.screenshot('ui-answer-dark');

    const citation = panel.citations.first();
    const line = Number(/L(\d+)/.exec((await citation.textContent()) ?? '')?.[1]);
    await citation.click();
    await workbench.caretAt(line);
    await workbench.screenshot('ui-citation-dark');
  },
);

uiTest('a right-click on a selection asks about these lines alone', async (open) => {
  const lines = Array.from({ length: 400 }, (_, index) =>
    (index + 1) % 10 === 0 ? `${index + 1} ERROR timeout after 30 s` : `${index + 1} INFO served`,
  );
  const workbench = await open({
    files: { 'timeouts.log': lines.join('\n') },
    settings: { 'workbench.colorTheme': 'Default Light Modern' },
  });
  await workbench.openFile('timeouts.log');
  await workbench.selectLines(6, 30);
  await workbench.rightClickLine('20 ERROR timeout');
  await workbench.menuItem('Ask RLM about selection').waitFor();
  assert.equal(await workbench.menuItem('Ask RLM about this file').count(), 0);
  await workbench.screenshot('ui-context-menu-light');
  await workbench.chooseMenuItem('Ask RLM about selection');
  await workbench.answerInputBox('timeouts.log', 'How many lines contain "timeout"?');

  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
  // Lines 10, 20 and 30 of the file.
  assert.match((await panel.answer.textContent()) ?? '', /3 lines contain/);
  await workbench.screenshot('ui-answer-light');
  await panel.citations.first().click();
  await workbench.caretAt(10);
});

uiTest('a right-click without a selection asks about the file', async (open) => {
  const workbench = await open({ files: { 'short.log': 'one\ntwo timeout\nthree\n' } });
  await workbench.openFile('short.log');
  await workbench.rightClickLine('two timeout');
  await workbench.chooseMenuItem('Ask RLM about this file');
  await workbench.answerInputBox('Ask about short.log', 'How many lines contain "timeout"?');
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
  assert.match((await panel.answer.textContent()) ?? '', /1 line contains/);
});

uiTest('with no file open the person chooses one to ask about', async (open) => {
  const workbench = await open({ files: { 'chosen.log': 'one\ntwo timeout\n' } });
  await workbench.openSidebar('RLM');
  await workbench.page.getByRole('button', { name: 'Ask about this file' }).last().click();
  const dialog = workbench.page.locator('.quick-input-widget');
  await dialog.getByText('Ask about which file?').waitFor();
  await workbench.screenshot('ui-choose-file');
  await workbench.chooseRow('chosen.log');
  await workbench.inputBox.press('Enter');
  await workbench.answerInputBox('Ask about chosen.log', 'How many lines contain "timeout"?');
  await (await RunPanel.of(workbench)).reaches('Answered');
});
