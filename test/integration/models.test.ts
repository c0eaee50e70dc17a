import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CheckReport } from '../../src/models/connectionCheck.ts';
import { startModelServer } from '../support/modelServer.ts';
import { withSettings } from './support.ts';

const testConnection = async () =>
  vscode.commands.executeCommand<CheckReport | undefined>('rlm.testConnection');

suite('Test connection', () => {
  test('says what was tested of a server that works, and which models answered', async () => {
    await using server = await startModelServer({ big: 'OK', small: 'OK' });
    const settings = { baseUrl: server.url, rootModel: 'big', subModel: 'small' };
    const report = await withSettings(settings, testConnection);
    assert.equal(report?.fault, null);
    assert.deepEqual(report?.passed, ['address', 'api', 'key', 'model']);
    assert.deepEqual(
      report?.answered.map(({ model }) => model),
      ['big', 'small'],
    );
  });

  test('names the step that fails', async () => {
    await using server = await startModelServer({ big: 'OK' });
    const settings = { baseUrl: server.url, rootModel: 'big', subModel: 'missing' };
    const report = await withSettings(settings, testConnection);
    assert.equal(report?.fault?.step, 'model');
    const nowhere = { baseUrl: 'http://127.0.0.1:9/v1' };
    assert.equal((await withSettings(nowhere, testConnection))?.fault?.step, 'address');
  });

  test('the demo has no connection to test', async () => {
    assert.equal(await withSettings({ provider: 'demo' }, testConnection), undefined);
  });
});
