import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandTitles } from '../../src/vscode/commands/table.ts';
import { extension } from './support.ts';

suite('The extension', () => {
  test('registers every command of its table', async () => {
    await extension();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.keys(commandTitles)) assert.ok(registered.has(id), id);
  });

  test('keeps runs in storage of its own', async () => {
    const { exports, extensionPath } = await extension();
    assert.match(exports.runsFolder, /rlm[^/\\]*[/\\]runs$/);
    assert.ok(!exports.runsFolder.startsWith(extensionPath));
  });
});
