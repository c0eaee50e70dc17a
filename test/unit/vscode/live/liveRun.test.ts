import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveRun } from '../../../../src/vscode/live/liveRun.ts';
import { statusText } from '../../../../src/vscode/live/statusText.ts';
import { javascriptOptions } from '../../../support/javascriptRun.ts';

test('the status bar counts against the raised limit of money', () => {
  const run = new LiveRun({ runId: 'r', question: '?', label: 'a', options: javascriptOptions });
  assert.match(statusText(run.summary(), run.options), /\$0\.00\/\$1\.00$/);
  run.add({ seq: 1, at: 1, run: '', type: 'budget.raised', maxCostUsd: 3 });
  assert.match(statusText(run.summary(), run.options), /\$0\.00\/\$3\.00$/);
});
