import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memo } from '../../../src/core/memo.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

function createMemo(): Memo & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    find: async (key) => kept.get(key) ?? null,
    keep: async (key, reply) => void kept.set(key, reply),
  };
}

interface Asked {
  readonly prompts?: readonly string[];
  readonly address?: string | null;
  readonly memo?: Memo;
  readonly options?: Parameters<typeof runScripted>[0]['options'];
  readonly sub?: (prompt: string) => string;
  readonly finish?: ScriptedModel['finish'];
}

/** One run whose only cell puts these prompts to the sub-model, side by side. */
async function askOnce({ prompts = ['p'], address = 'http://a/v1', ...asked }: Asked) {
  const model = new ScriptedModel([cell('ask'), 'FINAL(done)'], asked.sub);
  if (address !== null) model.address = address;
  if (asked.finish) model.finish = asked.finish;
  const { result, events } = await runScripted({
    model,
    ...(asked.memo && { memo: asked.memo }),
    ...(asked.options && { options: asked.options }),
    cells: {
      ask: async (call) => ({
        output: (
          await Promise.all(prompts.map((prompt) => call({ prompt }).catch((e: Error) => e.name)))
        ).join(),
      }),
    },
  });
  const finished = events.flatMap((event) => (event.type === 'call.finished' ? [event] : []));
  const sent = model.requests.length - 2;
  return { result, finished, sent, events };
}

test('a reply of an earlier run is found, costs nothing, and says where it is from', async () => {
  const memo = createMemo();
  assert.equal((await askOnce({ memo })).sent, 1);
  const { finished, sent, result, events } = await askOnce({ memo });
  assert.equal(sent, 0);
  assert.deepEqual(result.calls, { llm: 0, rlm: 0, memo: 1 });
  const [call] = finished;
  assert.equal(call?.status, 'memo');
  assert.equal(call?.kept, true);
  assert.equal(call?.response, 'sub reply');
  assert.equal(call?.costUsd, 0);
  assert.equal(call?.usage?.inputTokens, 0);
  assert.equal(events.find((event) => event.type === 'cell.finished')?.output, 'sub reply');
});

test('without a memo nothing is kept, and without an address neither', async () => {
  assert.equal((await askOnce({})).sent, 1);
  assert.equal((await askOnce({})).sent, 1);
  const memo = createMemo();
  assert.equal((await askOnce({ memo, address: null })).sent, 1);
  assert.equal(memo.kept.size, 0);
});

test('another server, model, prompt, effort or limit of the reply is another call', async () => {
  const memo = createMemo();
  await askOnce({ memo });
  for (const other of [
    { address: 'http://b/v1' },
    { options: { subModel: 'other' } },
    { options: { maxOutputTokens: 99 } },
    { options: { reasoningEffort: { root: 'off', sub: 'low' } as const } },
    { prompts: ['p '] },
  ]) {
    assert.equal((await askOnce({ memo, ...other })).sent, 1, JSON.stringify(other));
  }
  assert.equal((await askOnce({ memo })).sent, 0);
});

test('failed, cut and filtered replies are not kept', async () => {
  const memo = createMemo();
  const failing = () => {
    throw new Error('no');
  };
  await askOnce({ memo, sub: failing });
  await askOnce({ memo, finish: (text) => (text === 'sub reply' ? 'length' : 'stop') });
  await askOnce({ memo, finish: (text) => (text === 'sub reply' ? 'filtered' : 'stop') });
  assert.equal(memo.kept.size, 0);
});

test('twins share one look into the memo, and one request where it knows nothing', async () => {
  const memo = createMemo();
  const three = { prompts: ['p', 'p', 'p'], memo };
  const first = await askOnce(three);
  assert.equal(first.sent, 1);
  assert.deepEqual(first.finished.map(({ status }) => status).sort(), ['memo', 'memo', 'ok']);
  const second = await askOnce(three);
  assert.deepEqual(second.result.calls, { llm: 0, rlm: 0, memo: 3 });
});

test('kept replies count toward no limit of calls', async () => {
  const memo = createMemo();
  const prompts = ['1', '2', '3'];
  await askOnce({ memo, prompts });
  const { result } = await askOnce({ memo, prompts, options: { maxSubcalls: 1 } });
  assert.equal(result.status, 'answered');
});
