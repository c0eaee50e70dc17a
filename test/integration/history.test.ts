import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { startModelServer } from '../support/modelServer.ts';
import {
  ask,
  closeEditors,
  eventsOf,
  eventually,
  extension,
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

  test('a stored run is replayed in its panel; one that is not there is told', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    await closeEditors();
    await vscode.commands.executeCommand('rlm.replayRun', runId);
    await eventually('the panel', () => panelTitles().length > 0);
    assert.deepEqual(panelTitles(), [timeoutQuestion]);
    await closeEditors();
    await vscode.commands.executeCommand('rlm.replayRun', '20260101-000000-nosuch');
    assert.deepEqual(panelTitles(), []);
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

  test('all runs of the window stop at once, without a question', async () => {
    await using server = await startModelServer({ 'slow-model': { status: -1 } });
    const uri = await fileWith('platform.log', logOf(20));
    const settings = { baseUrl: server.url, rootModel: 'slow-model' };
    await withSettings(settings, async () => {
      const slow = [1, 2].map((number) => ask({ question: `Question ${number}`, uri }));
      await eventually('both requests', () => server.requests.length >= 2);
      await vscode.commands.executeCommand('rlm.stopAllRuns');
      const ended = await Promise.all(slow);
      assert.deepEqual(
        ended.map(({ status }) => status),
        ['cancelled', 'cancelled'],
      );
    });
  });

  test('a pin is noted in the folder of its run, for several runs at once too', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const runs = [
      await ask({ question: timeoutQuestion, uri }),
      await ask({ question: 'Q2', uri }),
    ];
    const ids = runs.map(({ runId }) => runId);
    const isPinned = async (runId: string) =>
      existsSync(path.join((await extension()).exports.runsFolder, runId, 'pinned'));
    await vscode.commands.executeCommand('rlm.pinRun', ids[0], ids);
    assert.deepEqual(await Promise.all(ids.map(isPinned)), [true, true]);
    await vscode.commands.executeCommand('rlm.unpinRun', ids[0]);
    assert.deepEqual(await Promise.all(ids.map(isPinned)), [false, true]);
    await vscode.commands.executeCommand('rlm.unpinRun', { runId: ids[1] });
    assert.deepEqual(await Promise.all(ids.map(isPinned)), [false, false]);
  });

  test('above the size limit the oldest runs go, pinned and shown ones stay', async () => {
    const { runsFolder } = (await extension()).exports;
    const uri = await fileWith('platform.log', logOf(20));
    const shown = await ask({ question: timeoutQuestion, uri });
    const [start] = await eventsOf(shown.runId);
    const plant = async (runId: string, at: number, bytes: number): Promise<void> => {
      const folder = path.join(runsFolder, runId);
      await mkdir(path.join(folder, 'texts'), { recursive: true });
      const event = { ...start, runId, at };
      await writeFile(path.join(folder, 'events.jsonl'), `${JSON.stringify(event)}\n`);
      await writeFile(path.join(folder, 'texts', 'filler'), 'x'.repeat(bytes));
    };
    await plant('planted-1', 1_000, 600_000);
    await plant('planted-2', 2_000, 600_000);
    await plant('planted-3', 3_000, 600_000);
    await vscode.commands.executeCommand('rlm.pinRun', 'planted-1');
    const isThere = (runId: string) => existsSync(path.join(runsFolder, runId));
    await withSettings({ 'history.maxMegabytes': 1 }, async () => {
      await ask({ question: timeoutQuestion, uri });
      await eventually('the removal', () => !isThere('planted-2') && !isThere('planted-3'));
    });
    assert.ok(isThere('planted-1'), 'the pinned run');
    assert.ok(isThere(shown.runId), 'the run whose panel is open');
    await vscode.commands.executeCommand('rlm.unpinRun', 'planted-1');
    await rm(path.join(runsFolder, 'planted-1'), { recursive: true });
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
