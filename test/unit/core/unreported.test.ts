import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, Model, ModelReply, SpentAttempt } from '../../../src/core/model.ts';
import { Unreported } from '../../../src/core/unreported.ts';
import { ScriptedModel, usage } from './support.ts';

const never = new AbortController().signal;
const most = { input: 100_000, output: 16_384 };
const prose = 'The quick brown fox jumps over the lazy dog and goes home. '.repeat(100);
const asked = (content: string): readonly Message[] => [{ role: 'user', content }];
const nothingCame: SpentAttempt = { text: '', thoughts: '', usage: null, durationMs: 2_000 };

/** A source of models that counts a token for each four characters, as slowly as it is told. */
function countingModel(count = async (text: string) => Math.ceil(text.length / 4)): Model {
  return Object.assign(new ScriptedModel([]), { countTokens: count });
}

function create(model = countingModel()) {
  const bugs: Error[] = [];
  return { unreported: new Unreported(model, (error) => bugs.push(error)), bugs };
}

const reply = (text: string, tokens: readonly [number, number], more = {}): ModelReply => ({
  text,
  usage: usage(...tokens),
  costUsd: 0,
  finish: 'stop',
  ...more,
});

test('the prompt is counted in full, with its frame, and so is what had streamed', async () => {
  const { unreported } = create();
  const attempt = { ...nothingCame, text: prose.slice(0, 400), thoughts: prose.slice(0, 600) };
  const estimated = await unreported.estimate('m', asked(prose), attempt, most, never);
  assert.equal(estimated.inputTokens, prose.length / 4 + 8);
  assert.ok(estimated.outputTokens >= 250 && estimated.outputTokens <= 275);
  assert.equal(estimated.estimated, true);
});

test("a model's own reports of such text scale the count up, never down", async () => {
  const counted = prose.length / 4;
  for (const [reported, expected] of [
    [2 * counted, 2 * counted],
    [10, counted],
  ] as const) {
    const { unreported } = create();
    unreported.learn('m', asked(prose), reply('Yes.', [reported, 2]), 100);
    const { inputTokens } = await unreported.estimate('m', asked(prose), nothingCame, most, never);
    assert.ok(Math.abs(inputTokens - expected) <= 10, `${inputTokens} for ${expected}`);
  }
});

test('where nothing came, the pace of earlier replies says what was written, at most what is held', async () => {
  const { unreported } = create();
  unreported.learn('m', asked(prose), reply('A long one.', [1_500, 300]), 1_000);
  unreported.learn('m', asked(prose), reply('A long one.', [1_500, 500]), 1_000);
  const after = async (durationMs: number, output = 16_384): Promise<number> => {
    const attempt = { ...nothingCame, durationMs };
    const held = { input: 10_000, output };
    return (await unreported.estimate('m', asked(prose), attempt, held, never)).outputTokens;
  };
  assert.equal(await after(2_000), 800);
  assert.equal(await after(500), 200);
  assert.equal(await after(1e6, 2_048), 2_048);
});

test('a model that has not replied yet is taken to be a fast one', async () => {
  const { unreported } = create();
  const { outputTokens } = await unreported.estimate('m', asked('Hm?'), nothingCame, most, never);
  assert.equal(outputTokens, 200);
});

test('a model that thinks unseen has written more than has come', async () => {
  const seen = create().unreported;
  seen.learn('m', asked(prose), reply(prose, [1_500, 1_500]), 1_000);
  const unseen = create().unreported;
  unseen.learn('m', asked(prose), reply('Yes.', [1_500, 1_500]), 1_000);
  const attempt = { ...nothingCame, text: 'Yes, as' };
  const written = async (unreported: Unreported): Promise<number> =>
    (await unreported.estimate('m', asked(prose), attempt, most, never)).outputTokens;
  assert.ok((await written(seen)) < 10);
  assert.equal(await written(unseen), 3_000);
  // Known before it has ever replied.
  const known = { ...attempt, thinksUnseen: true } as const;
  const first = await create().unreported.estimate('m', asked(prose), known, most, never);
  assert.equal(first.outputTokens, 200);
});

test('what the server had reported by then counts', async () => {
  const { unreported } = create();
  const reported = { ...usage(777, 5), cacheWriteTokens: 700 };
  const attempt = { ...nothingCame, text: prose.slice(0, 400), usage: reported };
  const estimated = await unreported.estimate('m', asked(prose), attempt, most, never);
  assert.deepEqual(
    [estimated.inputTokens, estimated.cacheWriteTokens, estimated.estimated],
    [777, 700, true],
  );
  assert.ok(estimated.outputTokens >= 100);
});

test('nobody who stops a run waits for a count', { timeout: 20_000 }, async () => {
  const { unreported, bugs } = create(countingModel(() => new Promise<number>(() => {})));
  const stop = new AbortController();
  const early = unreported.estimate('m', asked(prose), nothingCame, most, stop.signal);
  stop.abort();
  const late = unreported.estimate('m', asked(prose), nothingCame, most, stop.signal);
  for (const { inputTokens } of await Promise.all([early, late]))
    assert.ok(inputTokens > prose.length / 6 && inputTokens < prose.length / 3, `${inputTokens}`);
  assert.deepEqual(bugs, []);
});

test('a count that fails is a bug that is told, and the guess stands', async () => {
  const { unreported, bugs } = create(countingModel(() => Promise.reject(new Error('broken'))));
  const { inputTokens } = await unreported.estimate('m', asked(prose), nothingCame, most, never);
  assert.ok(inputTokens > prose.length / 6);
  assert.equal(bugs.length, 1);
});
