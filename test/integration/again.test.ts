import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import {
  ask,
  closeEditors,
  eventsOf,
  fileWith,
  logOf,
  startOf,
  timeoutQuestion,
  useCountingModel,
  withSettings,
} from './support.ts';

const again = (argument: Readonly<Record<string, unknown>>) => ask(argument, 'rlm.runAgain');

suite('Asking an earlier run again', () => {
  useCountingModel();
  teardown(closeEditors);

  test('the same question is asked about the text as it stands today', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId, answer } = await ask({ question: timeoutQuestion, uri });
    assert.match(answer, /^2 lines/);
    await writeFile(uri.fsPath, logOf(50));
    const second = await again({ runId, options: { maxIterations: 7 } });
    assert.match(second.answer, /^5 lines/);
    const { question, context, options } = await startOf(second.runId);
    assert.equal(question, timeoutQuestion);
    assert.equal(context.label, 'platform.log');
    assert.equal(options.maxIterations, 7);
    assert.notEqual(second.runId, runId);
  });

  test('a selection is the same part of its file, to the character', async () => {
    const uri = await fileWith('platform.log', logOf(50));
    const range = { start: { line: 8, character: 5 }, end: { line: 20, character: 3 } };
    const { runId } = await ask({ question: timeoutQuestion, uri, range });
    const first = (await startOf(runId)).context;
    const second = (await startOf((await again({ runId, question: 'Why?' })).runId)).context;
    assert.deepEqual(second, first);
    assert.deepEqual(first.sources[0]?.origin?.range, range);
  });

  test('of a folder the same files, and what is gone of them is said', async () => {
    const uri = await fileWith('logs/a.log', logOf(20));
    const folder = vscode.Uri.joinPath(uri, '..');
    await writeFile(vscode.Uri.joinPath(folder, 'b.log').fsPath, logOf(30));
    const first = await ask({ question: timeoutQuestion, uri: folder }, 'rlm.askFolder');
    assert.match(first.answer, /^5 lines/);
    await rm(uri.fsPath);
    await writeFile(vscode.Uri.joinPath(folder, 'c.log').fsPath, logOf(90));
    const second = await again({ runId: first.runId, question: timeoutQuestion });
    assert.match(second.answer, /^3 lines/);
    const notices = (await eventsOf(second.runId)).flatMap((event) =>
      event.type === 'notice' ? [event.text] : [],
    );
    assert.deepEqual(notices, ["Of the earlier run's text this is not to be had any more: a.log."]);
  });

  test('a text that is gone is refused in a sentence', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    await rm(uri.fsPath);
    const { error } = await again({ runId, question: 'Why?' });
    assert.equal(error?.name, 'TextGone');
    assert.match(error.message, /"platform\.log" can't be read again\. .*it doesn't exist\.$/);
  });

  test('a run that is not there is refused', async () => {
    assert.equal((await again({ runId: 'none', question: 'Why?' })).error?.name, 'RunNotFound');
  });

  test('more money than the settings allow is not taken from a record', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const options = { maxCostUsd: 5, maxIterations: 3 };
    const { runId } = await withSettings({ maxCostUsd: 5 }, () =>
      ask({ question: timeoutQuestion, uri, options }),
    );
    const second = await startOf((await again({ runId, question: 'Why?' })).runId);
    assert.deepEqual([second.options.maxCostUsd, second.options.maxIterations], [1, 3]);
  });

  test('a follow-up goes on in the REPL of its run, whatever has become of the text', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    await rm(uri.fsPath);
    const second = await ask({ runId, question: 'And again?' }, 'rlm.askFollowUp');
    assert.match(second.answer, /^2 lines/, second.reason ?? '');
    const { follows, context } = await startOf(second.runId);
    assert.deepEqual([follows, context.label], [runId, 'platform.log']);
  });

  test('a run that failed is followed up in its REPL too', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const baseUrl = 'http://127.0.0.1:9/v1';
    const first = await withSettings({ baseUrl }, () => ask({ question: timeoutQuestion, uri }));
    assert.equal(first.status, 'failed');
    await writeFile(uri.fsPath, logOf(40));
    const { runId } = first;
    const second = await ask({ runId, question: 'Once more?' }, 'rlm.askFollowUp');
    assert.match(second.answer, /^2 lines/, second.reason ?? '');
    assert.equal((await startOf(second.runId)).follows, runId);
  });
});
