import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remediesFor } from '../../../src/protocol/remedies.ts';

test('an error offers what helps against it, and the log', () => {
  const cases = [
    ['UnknownModel', 'selectModels', 'openSettings', 'showLog'],
    ['KeyRefused', 'setApiKey', 'showLog'],
    ['KeyMissing', 'setApiKey', 'showLog'],
    ['ServerUnreachable', 'testConnection', 'openSettings', 'showLog'],
    ['WrongAddress', 'openSettings', 'testConnection', 'showLog'],
    ['QuotaSpent', 'selectModels', 'showLog'],
    ['TypeError', 'showLog'],
  ];
  for (const [error = '', ...expected] of cases) {
    assert.deepEqual(remediesFor(error), expected, error);
  }
});
