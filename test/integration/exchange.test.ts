import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LogFile } from '../../src/vscode/exchange/importFlow.ts';
import { LogDrop } from '../../src/vscode/exchange/logDrop.ts';
import {
  ask,
  closeEditors,
  eventsOf,
  eventually,
  fileWith,
  logOf,
  panelTitles,
  timeoutQuestion,
  useCountingModel,
} from './support.ts';

const formats = { official: 'jsonl', markdown: 'md', html: 'html', notebook: 'ipynb' };

/** A file of the workspace that is not there. */
async function freeUri(name: string): Promise<vscode.Uri> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined);
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await rm(uri.fsPath, { force: true });
  return uri;
}

suite('Runs that are given to others', () => {
  useCountingModel();
  teardown(closeEditors);

  test('a run is exported in each format, without where the workspace stands', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId, answer } = await ask({ question: timeoutQuestion, uri });
    for (const [format, ending] of Object.entries(formats)) {
      const target = await freeUri(`exported.${ending}`);
      const wish = { runId, format, target };
      const written = await vscode.commands.executeCommand('rlm.exportRun', wish);
      assert.equal(written, target.toString());
      const text = await readFile(target.fsPath, 'utf8');
      assert.ok(text.includes(JSON.stringify(answer.slice(0, 20)).slice(1, -1)), format);
      assert.ok(!text.includes(path.dirname(uri.fsPath)), format);
    }
  });

  test('a caller can have nothing written over, nor outside of the workspace', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId } = await ask({ question: timeoutQuestion, uri });
    for (const target of [uri, vscode.Uri.file('/elsewhere/x.html'), 'no uri at all']) {
      const wish = { runId, format: 'html', target };
      assert.equal(await vscode.commands.executeCommand('rlm.exportRun', wish), undefined);
    }
    assert.equal(await readFile(uri.fsPath, 'utf8'), logOf(20));
  });

  test('an export is imported as a run of its own, which shows', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId, answer } = await ask({ question: timeoutQuestion, uri });
    const target = await freeUri('imported.jsonl');
    await vscode.commands.executeCommand('rlm.exportRun', { runId, format: 'official', target });
    await closeEditors();
    const [imported] = await vscode.commands.executeCommand<string[]>('rlm.importRun', target);
    assert.ok(imported !== undefined && imported !== runId);
    await eventually('the panel', () => panelTitles().length > 0);
    assert.deepEqual(panelTitles(), [timeoutQuestion]);
    const events = await eventsOf(imported);
    assert.equal(events.find((event) => event.type === 'answer')?.text, answer);
  });

  test('what is no log is told, and becomes no run', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    assert.deepEqual(await vscode.commands.executeCommand('rlm.importRun', uri), []);
  });

  test('what is dropped on the view is read: files of the workspace, and of the desktop', async () => {
    const taken: LogFile[] = [];
    const drop = new LogDrop(async (files) => void taken.push(...files));
    const uri = await fileWith('dropped.jsonl', 'a log');
    const listed = new vscode.DataTransfer();
    listed.set('text/uri-list', new vscode.DataTransferItem(`# dropped\r\n${uri.toString()}`));
    await drop.handleDrop(undefined, listed);
    await drop.handleDrop(undefined, new vscode.DataTransfer());
    assert.deepEqual(
      taken.map(({ name }) => name),
      ['dropped.jsonl'],
    );
    assert.equal(new TextDecoder().decode(await taken[0]?.read()), 'a log');
  });
});
