import assert from 'node:assert/strict';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

const askThree = [
  'I ask about three pieces at once.',
  '```repl',
  "print(await llm_query_batched(['first piece', 'second piece', 'third piece']));",
  '```',
].join('\n');

uiTest(
  'Stop ends the whole run with its requests, and leaves the next one intact',
  async (open) => {
    await using server = await startModelServer({
      root: [askThree, 'FINAL(The log is about services.)'],
      // Never answers.
      sub: { status: -1 },
    });
    const workbench = await open({
      settings: { 'rlm.baseUrl': server.url, 'rlm.rootModel': 'root', 'rlm.subModel': 'sub' },
    });
    const ask = async (question: string) => {
      await workbench.openFile('platform.log');
      await workbench.runCommand('RLM: Ask about this file');
      await workbench.answerInputBox('Ask about platform.log', question);
    };
    await ask('What went wrong first?');
    const panel = await RunPanel.of(workbench);
    await server.seen(({ prompt }) => prompt === 'third piece');
    await panel.text(/waiting for 3 calls/).waitFor();
    await workbench.screenshot('ui-waiting-dark');

    const pressed = performance.now();
    await panel.button('Stop').click();
    await panel.reaches('Stopped');
    const took = performance.now() - pressed;
    assert.ok(took < 5_000, `it took ${took.toFixed(0)} ms`);
    const asked = server.requests.filter(({ model }) => model === 'sub');
    assert.equal(asked.length, 3);
    await server.seen(() => asked.every(({ cancelled }) => cancelled));
    // What the model said on its way is no answer, and what was stopped has not failed.
    await panel.text(/^Stopped before there was an answer\. 3 calls were cancelled/).waitFor();
    assert.equal(await panel.answer.isVisible(), false);
    await workbench.statusBarItem(/RLM \d+\/50/).waitFor({ state: 'hidden' });
    await workbench.screenshot('ui-stopped-dark');

    await workbench.closeEditors();
    await ask('What is it about?');
    const next = await RunPanel.of(workbench);
    await next.reaches('Answered');
    assert.match((await next.answer.textContent()) ?? '', /The log is about services\./);
  },
);
