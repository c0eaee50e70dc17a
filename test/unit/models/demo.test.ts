import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled } from '../../../src/core/errors.ts';
import type { Message } from '../../../src/core/model.ts';
import { createDemoModel } from '../../../src/models/demo.ts';

const conversation: readonly Message[] = [
  { role: 'system', content: 'llm_query' },
  { role: 'user', content: 'Question: How many lines are there?\n\nContext: a string, 3 lines.' },
];
const request = { model: 'demo', messages: conversation, maxOutputTokens: 4096 };

test('a reply comes in small pieces that make up its text, free and counted as an estimate', async () => {
  const pieces: string[] = [];
  const reply = await createDemoModel({ pace: 0 }).complete({
    ...request,
    signal: new AbortController().signal,
    onDelta: (piece) => pieces.push(piece),
  });
  assert.equal(pieces.join(''), reply.text);
  assert.ok(pieces.length > 10);
  assert.equal(reply.costUsd, 0);
  assert.equal(reply.finish, 'stop');
  const sent = conversation.reduce((sum, { content }) => sum + content.length, 0);
  assert.deepEqual(reply.usage, {
    inputTokens: Math.ceil(sent / 4),
    cachedInputTokens: 0,
    outputTokens: Math.ceil(reply.text.length / 4),
    estimated: true,
  });
});

test('the signal stops a reply at once, also before it has begun', async () => {
  const model = createDemoModel({ pace: 20 });
  const controller = new AbortController();
  const reply = model.complete({
    ...request,
    signal: controller.signal,
    onDelta: () => controller.abort(),
  });
  await assert.rejects(reply, Cancelled);
  await assert.rejects(model.complete({ ...request, signal: controller.signal }), Cancelled);
  const slow = createDemoModel({ pace: 3_600_000 });
  const subcall = new AbortController();
  const waiting = slow.complete({
    ...request,
    messages: [{ role: 'user', content: 'x' }],
    signal: subcall.signal,
  });
  subcall.abort();
  await assert.rejects(waiting, Cancelled);
});

test('a reply longer than the limit is cut and says so', async () => {
  const reply = await createDemoModel({ pace: 0 }).complete({
    ...request,
    maxOutputTokens: 20,
    signal: new AbortController().signal,
  });
  assert.equal(reply.text.length, 80);
  assert.equal(reply.finish, 'length');
});

test('the same conversation has the same reply each time', async () => {
  const { signal } = new AbortController();
  const model = createDemoModel({ pace: 0 });
  const first = await model.complete({ ...request, signal });
  assert.equal((await model.complete({ ...request, signal })).text, first.text);
});

test('a cell that failed leads to an honest answer, not to a guess', async () => {
  const { signal } = new AbortController();
  const reply = await createDemoModel({ pace: 0 }).complete({
    ...request,
    signal,
    messages: [
      ...conversation,
      { role: 'assistant', content: 'x' },
      { role: 'user', content: 'Turn 1\n\nError in the cell, line 2: TypeError: no' },
    ],
  });
  assert.match(reply.text, /could not finish/);
  assert.match(reply.text, /```final/);
});

test('asked for its answer at a limit it says that it was stopped, without code', async () => {
  const { signal } = new AbortController();
  const reply = await createDemoModel({ pace: 0 }).complete({
    ...request,
    signal,
    messages: [
      ...conversation,
      { role: 'assistant', content: 'x' },
      {
        role: 'user',
        content: 'The limit is reached. No more code can run. Give your best answer',
      },
    ],
  });
  assert.match(reply.text, /stopped before it had its answer/);
  assert.doesNotMatch(reply.text, /```/);
});

test('a sub-prompt of other code is not answered by pretending', async () => {
  const { signal } = new AbortController();
  const reply = await createDemoModel({ pace: 0 }).complete({
    ...request,
    signal,
    messages: [{ role: 'user', content: 'Summarise: it was a dark night.' }],
  });
  assert.match(reply.text, /Set a key/);
});
