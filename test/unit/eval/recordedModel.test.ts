import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Cancelled, InvalidOption } from '../../../src/core/errors.ts';
import type { Model, ModelFacts, ModelRequest } from '../../../src/core/model.ts';
import { RecordingMissing, recordedModel } from '../../eval/recordedModel.ts';
import { keyOf, Recordings } from '../../eval/recordings.ts';

const facts: ModelFacts = {
  price: { input: 1, cachedInput: 0.5, output: 2 },
  window: 9_000,
  maxOutput: null,
};
const usage = { inputTokens: 5, cachedInputTokens: 2, outputTokens: 1, estimated: false };
const request = (content: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  model: 'root',
  messages: [{ role: 'user', content }],
  maxOutputTokens: 100,
  signal: new AbortController().signal,
  ...more,
});
const countTokens = async (text: string) => ({ tokens: text.length, sampled: false });

/** A folder, and a model that says how often it was asked. */
async function prepare(context: TestContext) {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-recordings-'));
  context.after(() => rm(folder, { recursive: true }));
  let asked = 0;
  const source: Model = {
    provider: 'openai',
    address: 'https://models.example/v1',
    facts: () => facts,
    complete: async () => {
      asked += 1;
      return { text: `reply ${asked}`, thoughts: 'hm', usage, costUsd: 0.01, finish: 'stop' };
    },
  };
  const open = async (repetition = 1, from: Model | null = source) =>
    recordedModel(await Recordings.open(folder), from, repetition, countTokens);
  return { folder, open, count: () => asked };
}

test('the key of a request is the same everywhere, and hangs on model, messages and asking alone', () => {
  const key = keyOf(request('What?'), 1);
  assert.equal(key, golden);
  assert.equal(keyOf(request('What?', { maxOutputTokens: 7, cacheKey: 'x' }), 1), key);
  const others = [
    keyOf(request('What? '), 1),
    keyOf(request('What?', { model: 'sub' }), 1),
    keyOf(request('What?', { messages: [{ role: 'system', content: 'What?' }] }), 1),
    keyOf(request('What?'), 2),
  ];
  assert.equal(new Set([key, ...others]).size, 5);
});

const golden = '6f4b367e260ee414d7e4af9601de99c158a5d44961a9e86771f39be519245767';

test('a model is asked once for each request, and each asking of the same', async (context) => {
  const { open, count } = await prepare(context);
  const first = await open();
  assert.equal((await first.complete(request('a'))).text, 'reply 1');
  assert.equal((await first.complete(request('a'))).text, 'reply 1');
  assert.equal((await (await open()).complete(request('a'))).text, 'reply 1');
  assert.equal((await (await open(2)).complete(request('a'))).text, 'reply 2');
  assert.equal((await first.complete(request('b'))).text, 'reply 3');
  assert.equal(count(), 3);
});

test('without the model, replies come with all that was told, and the models are what they were', async (context) => {
  const { open } = await prepare(context);
  const recording = await open();
  assert.deepEqual(recording.facts('sub'), facts);
  const recorded = await recording.complete(request('a'));
  const replayed = await open(1, null);
  const heard: string[] = [];
  assert.deepEqual(
    await replayed.complete(request('a', { onDelta: (text) => void heard.push(text) })),
    recorded,
  );
  assert.deepEqual(heard, ['reply 1']);
  assert.deepEqual([replayed.provider, replayed.address], ['openai', 'https://models.example/v1']);
  assert.deepEqual([replayed.facts('root'), replayed.facts('sub')], [facts, facts]);
  assert.equal(replayed.facts('another').price, null);
  assert.equal(await replayed.countTokens?.('four', 10), 4);
});

test('what was not recorded is said in a sentence that names the model and how the message begins', async (context) => {
  const { open } = await prepare(context);
  await (await open()).complete(request('a'));
  await assert.rejects(
    (await open(1, null)).complete(request('Question: "What is new?"')),
    (error) =>
      error instanceof RecordingMissing &&
      error.message ===
        'No reply of root is recorded for a request that ends in a message beginning "Question: \\"What is new?\\"": it is new or has changed. --record asks the model for what is missing.',
  );
});

test('a stopped request brings nothing, recorded or not', async (context) => {
  const { open, count } = await prepare(context);
  await (await open()).complete(request('a'));
  const signal = AbortSignal.abort();
  await assert.rejects((await open()).complete(request('a', { signal })), Cancelled);
  await assert.rejects((await open()).complete(request('b', { signal })), Cancelled);
  assert.equal(count(), 1);
});

test('a recording is a file that people can read, and a broken one is named', async (context) => {
  const { open, folder } = await prepare(context);
  await (await open()).complete(request('a'));
  const [name = ''] = await readdir(path.join(folder, 'replies'));
  assert.equal(name, `${keyOf(request('a'), 1)}.json`);
  const file = path.join(folder, 'replies', name);
  const { model, asked, reply } = JSON.parse(await readFile(file, 'utf8'));
  assert.deepEqual([model, asked, reply.text], ['root', 'a', 'reply 1']);
  await writeFile(file, '{');
  await assert.rejects(
    (await open()).complete(request('a')),
    (error) => error instanceof InvalidOption && error.message.includes(name),
  );
});
