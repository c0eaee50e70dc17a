import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Estimate } from '../../src/core/estimate.ts';
import type { CheckReport } from '../../src/models/connectionCheck.ts';
import { startModelServer } from '../support/modelServer.ts';
import { closeEditors, fileWith, logOf, withSettings } from './support.ts';

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

suite('Estimate cost', () => {
  teardown(closeEditors);

  test('says probable and worst cost, and sends nothing', async () => {
    await using server = await startModelServer({ '*': 'OK' });
    const uri = await fileWith('platform.log', logOf(4_000));
    const estimate = (options = {}) =>
      withSettings({ baseUrl: server.url }, async () =>
        vscode.commands.executeCommand<Estimate | undefined>('rlm.estimate', { uri, options }),
      );
    const known = await estimate();
    assert.ok(known?.probableUsd && known.worstUsd && known.probableUsd < known.worstUsd);
    assert.ok(known.worstUsd <= 1, 'never above rlm.maxCostUsd');
    const unknown = await estimate({ rootModel: 'mine' });
    assert.deepEqual([unknown?.probableUsd, unknown?.worstUsd], [null, null]);
    assert.equal(server.requests.length, 0);
  });

  test('of a folder, a selection and the offline demo', async () => {
    const uri = await fileWith('platform.log', logOf(400));
    const folder = vscode.Uri.joinPath(uri, '..');
    const of = (argument: unknown) =>
      vscode.commands.executeCommand<Estimate | undefined>('rlm.estimate', argument);
    assert.equal((await of({ uri: folder }))?.worstUsd, 0);
    const whole = await of({ uri });
    const range = { start: { line: 0 }, end: { line: 9 } };
    const part = await of({ uri, range });
    assert.ok(Number(part?.probableTokens) < Number(whole?.probableTokens));
  });
});
