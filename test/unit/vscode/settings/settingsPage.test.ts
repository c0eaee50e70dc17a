import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsPage } from '../../../../src/vscode/settings/settingsPage.ts';

test('settings of the machine open where the window keeps them', () => {
  const cases = [
    [undefined, undefined, 'workbench.action.openSettings', 'rlm.'],
    [undefined, 'rlm.maxCostUsd', 'workbench.action.openSettings', 'rlm.maxCostUsd'],
    ['ssh-remote', 'rlm.maxCostUsd', 'workbench.action.openRemoteSettings', 'rlm.maxCostUsd'],
    ['wsl', undefined, 'workbench.action.openRemoteSettings', 'rlm.'],
    ['localhost:8080', 'rlm.', 'workbench.action.openRemoteSettings', 'rlm.'],
    [undefined, { query: 'x' }, 'workbench.action.openSettings', 'rlm.'],
    [undefined, 'security.workspace.trust', 'workbench.action.openSettings', 'rlm.'],
  ] as const;
  for (const [remoteName, setting, command, query] of cases) {
    assert.deepEqual(settingsPage(remoteName, setting), { command, argument: { query } });
  }
});
