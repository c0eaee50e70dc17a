import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startModelServer } from '../support/modelServer.ts';
import {
  ask,
  closeEditors,
  eventually,
  fileWith,
  logOf,
  panelTitles,
  timeoutQuestion,
  useCountingModel,
  withSettings,
} from './support.ts';

suite('The history', () => {
  useCountingModel();
  teardown(closeEditors);

  test('a run that is over opens again, in one panel only', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    await closeEditors();
    assert.deepEqual(panelTitles(), []);
    await vscode.commands.executeCommand('rlm.showRun', runId);
    await vscode.commands.executeCommand('rlm.showRun', runId);
    await eventually('the panel', () => panelTitles().length > 0);
    assert.deepEqual(panelTitles(), [timeoutQuestion]);
  });

  test('a run goes on when its panel is closed', async () => {
    await using server = await startModelServer({
      'slow-model': { text: '```repl\nFINAL("done")\n```', delayMs: 1_500 },
    });
    const uri = await fileWith('platform.log', logOf(20));
    const settings = { baseUrl: server.url, rootModel: 'slow-model' };
    const result = await withSettings(settings, async () => {
      const running = ask({ question: timeoutQuestion, uri });
      await eventually('the panel', () => panelTitles().length > 0);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      return running;
    });
    assert.equal(result.answer, 'done');
  });

  test('several runs go on side by side and stop apart', async () => {
    await using server = await startModelServer({ 'slow-model': { status: -1 } });
    const uri = await fileWith('platform.log', logOf(20));
    const settings = { baseUrl: server.url, rootModel: 'slow-model' };
    await withSettings(settings, async () => {
      const slow = ask({ question: timeoutQuestion, uri });
      await server.seen(() => true);
      await withSettings({ provider: 'demo' }, async () => {
        assert.equal((await ask({ question: timeoutQuestion, uri })).status, 'answered');
      });
      await vscode.commands.executeCommand('rlm.stopRun');
      assert.equal((await slow).status, 'cancelled');
    });
  });
});
