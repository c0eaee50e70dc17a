import assert from 'node:assert/strict';
import type { Recorded } from '../support/modelScript.ts';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

const question = 'What went wrong first?';
const remark = 'Look at the staging cluster only.';
const askThree = [
  'I ask about three pieces at once.',
  '```repl',
  "const found = await llm_query_batched(['first piece', 'second piece', 'third piece']);",
  'print(found.length);',
  '```',
].join('\n');

/** Asks about three pieces in its first turn, and answers with what they said in any other. */
function root({ messages }: Recorded): string {
  if (messages.some(({ content }) => content.includes(remark))) return 'FINAL(Staging was slow.)';
  const isFirst = messages.every(({ role }) => role !== 'assistant');
  return isFirst ? askThree : "FINAL_VAR(found.join(', '))";
}

async function ask(workbench: Workbench): Promise<RunPanel> {
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about platform.log', question);
  return await RunPanel.of(workbench);
}

uiTest(
  'a run that a reload cut off is resumed without asking anything twice, then forked with a remark',
  async (open) => {
    let isBack = false;
    await using server = await startModelServer({
      root,
      // The third piece has no reply before the reload.
      sub: ({ prompt }) => (prompt === 'third piece' && !isBack ? { status: -1 } : `(${prompt})`),
    });
    const workbench = await open({
      settings: { 'rlm.baseUrl': server.url, 'rlm.rootModel': 'root', 'rlm.subModel': 'sub' },
    });
    const asked = (model: string) => server.requests.filter((each) => each.model === model);
    const panel = await ask(workbench);
    await server.seen(({ prompt }) => prompt === 'third piece');
    await panel.text(/waiting for 1 call/).waitFor();

    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.reload();
    isBack = true;
    const notice = workbench.notification(`A run was interrupted: ${question}`);
    await notice.waitFor();
    await notice.getByRole('button', { name: 'Show', exact: true }).waitFor();
    const restored = await RunPanel.of(workbench);
    await restored.reaches('Interrupted');
    await restored.button('Resume').waitFor();
    await workbench.screenshot('ui-interrupted-dark');
    await notice.getByRole('button', { name: 'Resume' }).click();
    await restored.reaches('Answered');
    const answer = (await restored.answer.textContent()) ?? '';
    assert.match(answer, /first piece.*second piece.*third piece/);
    await restored.button('Resume').waitFor({ state: 'hidden' });
    await workbench.screenshot('ui-resumed-dark');
    assert.equal(asked('root').length, 2);
    assert.deepEqual(
      asked('sub')
        .map(({ prompt }) => prompt)
        .sort(),
      ['first piece', 'second piece', 'third piece', 'third piece'],
    );

    // Told of once.
    await workbench.reload();
    const again = await RunPanel.of(workbench);
    await again.reaches('Answered');
    assert.equal(await workbench.notification('A run was interrupted').count(), 0);
    const first = again.iterations.first();
    if ((await first.getAttribute('aria-expanded')) !== 'true') await first.click();
    await again.button('Fork run from here...').first().scrollIntoViewIfNeeded();
    await workbench.screenshot('ui-fork-button-dark');
    await again.button('Fork run from here...').first().click();
    const box = workbench.page.locator('.quick-input-widget');
    await box.getByText('Tell the model').waitFor();
    await workbench.screenshot('ui-fork-form-dark');
    await workbench.chooseRow('Tell the model');
    await workbench.answerInputBox('Tell the model', remark);
    await box.getByText(remark).waitFor();
    await workbench.screenshot('ui-fork-remark-dark');
    await workbench.inputBox.press('Enter');
    await server.seen(({ messages }) => messages.some(({ content }) => content.includes(remark)));
    await workbench.webview('text=Fork of an earlier run at iteration 1');
    const forked = await RunPanel.of(workbench);
    await forked.reaches('Answered');
    assert.match((await forked.answer.textContent()) ?? '', /Staging was slow\./);
    await workbench.screenshot('ui-forked-dark');
    assert.equal(asked('sub').length, 4);
    assert.equal(asked('root').length, 3);
  },
);
