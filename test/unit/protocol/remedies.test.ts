import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remediesFor } from '../../../src/protocol/remedies.ts';

test('an error offers what helps against it, and the log', () => {
  const cases = [
    ['UnknownModel', 'selectModels', 'openSettings', 'showLog'],
    ['KeyRefused', 'setApiKey', 'connectModel', 'showLog'],
    ['KeyMissing', 'setApiKey', 'connectModel', 'showLog'],
    ['ServerUnreachable', 'testConnection', 'connectModel', 'openSettings', 'showLog'],
    ['WrongAddress', 'openSettings', 'connectModel', 'testConnection', 'showLog'],
    ['QuotaSpent', 'selectModels', 'connectModel', 'showLog'],
    ['NoLanguageModel', 'connectModel', 'openSettings', 'showLog'],
    ['TypeError', 'showLog'],
  ];
  for (const [error = '', ...expected] of cases) {
    assert.deepEqual(remediesFor(error), expected, error);
  }
});
