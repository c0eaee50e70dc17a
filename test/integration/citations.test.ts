import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RunStore } from '../../src/runs/runStore.ts';
import { Citations } from '../../src/vscode/citations/citations.ts';
import { PlaceNotFound } from '../../src/vscode/failures.ts';
import { startModelServer } from '../support/modelServer.ts';
import {
  ask,
  closeEditors,
  eventually,
  extension,
  fileWith,
  logOf,
  timeoutQuestion,
  useCountingModel,
  withSettings,
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

  test('of a file that is gone the lines are offered that the run has kept, and no others', async () => {
    await using server = await startModelServer({
      '*': 'I look.\n```repl\nprint(context.slice(0, 600))\nFINAL("See [L3].")\n```',
    });
    const uri = await fileWith('platform.log', logOf(20));
    const { runId } = await withSettings({ baseUrl: server.url }, () =>
      ask({ question: timeoutQuestion, uri }),
    );
    await vscode.workspace.fs.delete(uri);
    await closeEditors();
    await open(runId, 3);
    await assert.rejects(open(runId, 4), /"platform\.log" was moved, renamed or deleted/);
  });

  /** What became of the one citation, `[L10]`, of a run. */
  const staleness = async (runId: string): Promise<string> => {
    const places = await citations.stale(runId);
    return places.map(({ startLine, why }) => `${startLine} ${why}`).join();
  };

  const replaceOnLine = async (uri: vscode.Uri, line: number, from: string, to: string) => {
    const document = await vscode.workspace.openTextDocument(uri);
    const { text } = document.lineAt(line - 1);
    const at = text.indexOf(from);
    assert.ok(at >= 0, text);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(line - 1, at, line - 1, at + from.length), to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  };

  test('a place is stale once its lines read otherwise, unsaved text included, or are gone', async () => {
    const uri = await fileWith('platform.log', logOf(200));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    assert.equal(await staleness(runId), '');
    await replaceOnLine(uri, 11, 'INFO', 'WARN');
    assert.equal(await staleness(runId), '', 'another line changed');
    await replaceOnLine(uri, 10, 'timeout', 'time-out');
    assert.equal(await staleness(runId), '10 changed');
    await replaceOnLine(uri, 10, 'time-out', 'timeout');
    assert.equal(await staleness(runId), '', 'as it was');
    await vscode.window.showTextDocument(uri);
    await closeEditors();
    await vscode.workspace.fs.writeFile(uri, Buffer.from(logOf(200).replaceAll('timeout', 'late')));
    await eventually('the change', async () => (await staleness(runId)) === '10 changed');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(logOf(9)));
    await eventually('the end', async () => (await staleness(runId)) === '10 short');
    await vscode.workspace.fs.delete(uri);
    assert.equal(await staleness(runId), '10 gone');
  });

  test('of a line that a selection cuts, only what was selected counts', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    // Its last line, the tenth, ends after "ERROR timeout".
    const end = { line: 9, character: logOf(10).split('\n')[9]?.indexOf(' after') };
    const range = { start: { line: 0, character: 5 }, end };
    const { runId } = await ask({ question: timeoutQuestion, uri, range });
    assert.equal(await staleness(runId), '');
    await replaceOnLine(uri, 10, 'request=10', 'request=ten');
    assert.equal(await staleness(runId), '', 'behind the selection');
    await replaceOnLine(uri, 10, 'ERROR', 'WARN');
    assert.equal(await staleness(runId), '10 changed');
  });

  test('lines that were opened lead back to the answer until they are edited', async () => {
    const uri = await fileWith('platform.log', logOf(40));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    await open(runId, 10);
    const lenses = async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      return all.map(({ range, command }) => [
        range.start.line,
        command?.command,
        command?.arguments,
      ]);
    };
    assert.deepEqual(await lenses(), [[9, 'rlm.showRun', [runId]]]);
    await open(runId, 20);
    assert.deepEqual(await lenses(), [[19, 'rlm.showRun', [runId]]]);
    await replaceOnLine(uri, 1, 'INFO', 'WARN');
    assert.deepEqual(await lenses(), []);
  });

  test('a part that was read opens where it begins', async () => {
    const text = logOf(40);
    const uri = await fileWith('platform.log', text);
    const { runId } = await ask({ question: timeoutQuestion, uri });
    const start = text.split('\n').slice(0, 25).join('\n').length + 1;
    await citations.openRange(runId, { path: '', start, end: start + 10 }, undefined);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 25);
  });
});
