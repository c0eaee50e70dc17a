import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RunStore } from '../../src/runs/runStore.ts';
import { Citations } from '../../src/vscode/citations/citations.ts';
import { PlaceNotFound } from '../../src/vscode/failures.ts';
import {
  ask,
  closeEditors,
  extension,
  fileWith,
  logOf,
  timeoutQuestion,
  useCountingModel,
} from './support.ts';

suite('Citations', () => {
  useCountingModel();
  teardown(closeEditors);
  let citations: Citations;
  suiteSetup(async () => {
    const { runsFolder } = (await extension()).exports;
    citations = new Citations({ get: () => undefined }, new RunStore(runsFolder));
  });
  suiteTeardown(() => citations.dispose());

  const place = (startLine: number, endLine = startLine) => ({ path: '', startLine, endLine });
  const open = (runId: string, startLine: number, endLine?: number) =>
    citations.open(runId, place(startLine, endLine), vscode.ViewColumn.Two);

  test('a place in a file opens at its line', async () => {
    const uri = await fileWith('platform.log', logOf(200));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    await open(runId, 120, 125);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), uri.toString());
    assert.equal(editor.selection.active.line, 119);
    assert.equal(editor.viewColumn, vscode.ViewColumn.One);
  });

  test('a place in a selection opens at the line that the editor shows', async () => {
    const uri = await fileWith('platform.log', logOf(200));
    const range = { start: { line: 100, character: 0 }, end: { line: 150, character: 0 } };
    const { runId } = await ask({ question: timeoutQuestion, uri, range });
    await open(runId, 3);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 102);
  });

  test('a place that the text never had and a file that is gone are told', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    await assert.rejects(open(runId, 999), (error: Error) => {
      assert.ok(error instanceof PlaceNotFound);
      assert.match(error.message, /the text had 20 lines/);
      return true;
    });
    await assert.rejects(citations.open(runId, { ...place(1), path: 'other.log' }, undefined));
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
    await assert.rejects(open(runId, 1), PlaceNotFound);
  });
});
