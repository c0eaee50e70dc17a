import assert from 'node:assert/strict';
import { deferred } from '../../src/core/deferred.ts';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

const question = 'How many lines contain "timeout"?';
const count = ['I count.', '```repl', "print(count('timeout'));", '```'].join('\n');
const finish = [
  'That is all.',
  '```repl',
  "FINAL('Two lines say **timeout** [L1] [L3].')",
  '```',
].join('\n');

uiTest('a citation leads to its lines and back; an edit makes it stale', async (open) => {
  await using server = await startModelServer({ root: [count, finish] });
  const workbench = await open({
    files: { 'three.log': 'a timeout\nb\nc timeout\n' },
    settings: { 'rlm.baseUrl': server.url, 'rlm.rootModel': 'root' },
  });
  await workbench.openFile('three.log');
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about three.log', question);
  const panel = await RunPanel.of(workbench);
  await panel.reaches('Answered');
  await panel.text('2 cited places found').waitFor();

  await panel.answer.getByRole('link', { name: 'L3, shown to the model', exact: true }).click();
  await workbench.caretAt(3);
  await workbench.screenshot('ui-citation-dark');
  await workbench.page.keyboard.press('End');
  await workbench.page.keyboard.type('!');
  await panel.answer.getByRole('link', { name: /^L3, .*changed since/ }).waitFor();
  await panel.text('2 cited places found, 1 changed since').waitFor();
  await workbench.screenshot('ui-stale-dark');

  await panel.answer.getByRole('link', { name: 'L1, shown to the model', exact: true }).click();
  await workbench.caretAt(1);
  const back = workbench.page.locator('.codelens-decoration a', { hasText: 'Back to the answer' });
  await back.click();
  await workbench.page.locator('.tab.active').filter({ hasText: 'How many lines' }).waitFor();

  await panel.button('Insert answer into a new document').click();
  await workbench.page.locator('.tab.active').filter({ hasText: 'Untitled-1' }).waitFor();
  await workbench.page.locator('.view-line').filter({ hasText: 'Two lines say' }).waitFor();
});

uiTest(
  'a panel that is hidden, moved, closed and opened again has everything once',
  async (open) => {
    const gates = [deferred<void>(), deferred<void>(), deferred<void>()];
    let turn = 0;
    await using server = await startModelServer({
      root: async () => {
        const gate = gates[turn];
        turn += 1;
        await gate?.promise;
        return turn <= 2 ? count : finish;
      },
    });
    const workbench = await open({
      files: { 'three.log': 'a timeout\nb\nc timeout\n' },
      settings: { 'rlm.baseUrl': server.url, 'rlm.rootModel': 'root' },
    });
    await workbench.openFile('three.log');
    await workbench.runCommand('RLM: Ask about this file');
    await workbench.answerInputBox('Ask about three.log', question);
    const before = await RunPanel.of(workbench);
    await before.reaches('Running');
    await before.iterations.first().waitFor();

    // Hidden behind another file of its group, while the run goes on.
    await before.question.click();
    await workbench.openFile('README.md');
    gates[0]?.resolve();
    await workbench.statusBarItem(/RLM 2\/50/).waitFor();
    await workbench.page.locator('.tab').filter({ hasText: 'How many lines' }).click();
    const shown = await RunPanel.of(workbench);
    await shown.iterations.nth(1).waitFor();
    assert.equal(await shown.iterations.count(), 2);

    await workbench.runCommand('View: Move Editor into Previous Group');
    gates[1]?.resolve();
    const moved = await RunPanel.of(workbench);
    await moved.iterations.nth(2).waitFor();
    assert.equal(await moved.iterations.count(), 3);

    await workbench.closeEditors();
    gates[2]?.resolve();
    await workbench.openSidebar('RLM');
    await workbench.runRows.filter({ hasText: 'How many lines' }).click();
    const again = await RunPanel.of(workbench);
    await again.reaches('Answered');
    assert.equal(await again.iterations.count(), 3);
    await again.answer.getByText('Two lines say').waitFor();
  },
);
