import assert from 'node:assert/strict';
import { deferred } from '../../src/core/deferred.ts';
import { startModelServer } from '../support/modelServer.ts';
import { RunPanel } from '../support/runPanel.ts';
import { uiTest } from '../support/uiTest.ts';

const countErrors = [
  'First I count the errors.',
  '```repl',
  "const errors = count('ERROR');",
  'print(errors);',
  '```',
].join('\n');
const askAbout = [
  'Now I ask a sub-model what they mean.',
  '```repl',
  "print(await llm_query('What do ' + errors + ' errors mean?'));",
  '```',
].join('\n');
const finish = ['That is the answer.', '```repl', "FINAL('Trouble [L1-L2].');", '```'].join('\n');

uiTest('the trace grows step by step while the run goes on', async (open) => {
  // The model says nothing further until what it said last has been seen.
  const [first, second] = [deferred<void>(), deferred<void>()];
  let turn = 0;
  await using server = await startModelServer({
    root: async () => {
      turn += 1;
      if (turn === 1) return countErrors;
      await first.promise;
      if (turn === 2) return askAbout;
      await second.promise;
      return finish;
    },
    sub: 'Trouble.',
  });
  const workbench = await open({
    settings: {
      'rlm.baseUrl': server.url,
      'rlm.rootModel': 'root',
      'rlm.subModel': 'sub',
      'rlm.models': { root: { input: 2, output: 8 }, sub: { input: 1, output: 4 } },
    },
  });
  await workbench.openFile('platform.log');
  await workbench.runCommand('RLM: Ask about this file');
  await workbench.answerInputBox('Ask about platform.log', 'How bad is it?');

  const panel = await RunPanel.of(workbench);
  await panel.reaches('Running');
  await panel.button('Stop').waitFor();
  await panel.text('First I count the errors').waitFor();
  await panel.iterations.nth(1).waitFor();
  await workbench.statusBarItem(/RLM 2\/50 .* \$0\.\d+\/\$1\.00/).waitFor();
  assert.equal(await panel.iterations.count(), 2);

  first.resolve();
  await panel.text('Now I ask a sub-model').waitFor();
  await panel.iterations.nth(2).waitFor();
  await panel.status.filter({ hasText: /1 call(?!s)/ }).waitFor();
  assert.equal(await panel.answer.count(), 0, 'there is no answer yet');
  await workbench.screenshot('ui-running-dark');

  second.resolve();
  await panel.reaches('Answered');
  await panel.answer.getByText('Trouble').waitFor();
  assert.equal(await panel.iterations.count(), 3);
  assert.notEqual(await panel.budget.getAttribute('aria-valuenow'), null);
  await panel.costs.getByText('sub').waitFor();
});
