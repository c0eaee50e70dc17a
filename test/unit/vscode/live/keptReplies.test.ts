import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memo } from '../../../../src/core/memo.ts';
import type { RunRequest } from '../../../../src/core/scope.ts';
import { withMemo } from '../../../../src/vscode/live/keptReplies.ts';

test('a run has the memo only while the setting says so', async () => {
  const memo: Memo = { find: async () => null, keep: async () => {} };
  const given: (Memo | undefined)[] = [];
  let isWanted = false;
  const ask = withMemo(
    async (request) => {
      given.push(request.memo);
      throw new Error('asked');
    },
    memo,
    () => isWanted,
  );
  const request = {} as RunRequest;
  await assert.rejects(async () => ask(request, () => {}), /asked/);
  isWanted = true;
  await assert.rejects(async () => ask(request, () => {}), /asked/);
  assert.deepEqual(given, [undefined, memo]);
});
