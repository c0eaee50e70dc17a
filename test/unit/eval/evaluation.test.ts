import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyRefused, PromptTooLong, StreamCut } from '../../../src/core/errors.ts';
import { EvaluationEnded } from '../../eval/evaluation.ts';
import { tasks } from '../../eval/task.ts';
import { script } from './support.ts';

test('everything named is asked, small texts first, in each way', async () => {
  const { collect, runs, requests } = script({});
  const all = await collect(
    '--sizes 4k,2k --seeds 1,2 --repeat 2 --max-depth 2 --max-cost-usd 100',
  );
  assert.equal(all.length, 2 * 3 * 2 * 2 * 3);
  assert.deepEqual(
    all.slice(0, 6).map(({ method, repetition }) => `${method} ${repetition}`),
    ['direct 1', 'no-sub-calls 1', 'rlm 1', 'direct 2', 'no-sub-calls 2', 'rlm 2'],
  );
  assert.deepEqual([...new Set(all.map(({ size }) => size))], [2_000, 4_000]);
  assert.equal(requests.length, all.length / 3);
  assert.deepEqual([...new Set(runs.map(({ options }) => options.maxDepth))], [0, 2]);
  const [first] = requests;
  const { text, question } = tasks['s-niah'](2_000, 1);
  assert.ok(first?.messages[0]?.content.includes(text));
  assert.ok(first?.messages[0]?.content.includes(question));
  assert.equal(runs[0]?.question, question);
  assert.equal(runs[0]?.context.items[0]?.text.length, text.length);
});

test('an answer is scored, one given at a limit too, a failure is not', async () => {
  const { truth } = tasks['s-niah'](1_000, 1);
  assert.ok(truth.kind === 'code');
  const { code } = truth;
  const { collect } = script({
    engine: ({ options }) =>
      options.maxDepth === 0
        ? { answer: `It is ${code}.`, status: 'limit', reason: 'The limit is reached.' }
        : { status: 'failed', answer: code, error: { name: 'StreamCut', message: 'cut' } },
  });
  const all = await collect('--tasks s-niah --sizes 1k');
  assert.deepEqual(
    all.map(({ score }) => score?.score ?? null),
    [0, 1, null],
  );
});

test('a text longer than the window is not sent directly', async () => {
  const { collect, requests } = script({});
  const [one] = await collect('--tasks oolong --sizes 200k --methods direct');
  assert.equal(one?.status, 'skipped');
  assert.match(one?.reason ?? '', /longer than the window of 128,000 tokens/);
  const [other] = await collect('--tasks oolong --sizes 200k --methods direct --window 1000000');
  assert.equal(other?.status, 'answered');
  assert.equal(requests.length, 1);
});

test('a reply asked for directly has the room that the text leaves', async () => {
  const { collect, requests } = script({ facts: { window: 4_000 } });
  await collect('--tasks oolong --sizes 2k --methods direct');
  const [request] = requests;
  const promptTokens = Math.ceil((request?.messages[0]?.content.length ?? 0) / 4);
  const room = 4_000 - promptTokens - (request?.maxOutputTokens ?? 0);
  assert.ok(room >= 0 && room < 100, `${room}`);
});

test('a prompt that the server finds too long counts as not asked', async () => {
  const { collect } = script({
    facts: { window: null },
    model: () => {
      throw new PromptTooLong('m', 'too many tokens');
    },
  });
  const all = await collect('--sizes 1k --methods direct --seeds 1,2');
  assert.deepEqual([...new Set(all.map(({ status }) => status))], ['skipped']);
  assert.equal(all.length, 6);
});

test('the money of the evaluation bounds each run by what is left, then nothing is asked', async () => {
  const { collect, runs } = script({});
  const all = await collect(
    '--tasks oolong --sizes 1k --seeds 1,2,3,4 --methods rlm --max-cost-usd 0.6 --max-run-cost-usd 0.5',
  );
  assert.deepEqual(
    runs.map(({ options }) => Number(options.maxCostUsd?.toFixed(6))),
    [0.5, 0.35, 0.1],
  );
  assert.deepEqual(
    all.map(({ status }) => status),
    ['answered', 'answered', 'answered', 'skipped'],
  );
});

test('a run that the money left could not pay is not scored, one at its own limit is', async () => {
  const atLimit = { status: 'limit', limit: 'cost', answer: 'none', costUsd: 0.4 } as const;
  const { collect } = script({ engine: () => atLimit });
  const all = await collect(
    '--tasks oolong --sizes 1k --seeds 1,2 --methods rlm --max-cost-usd 0.7 --max-run-cost-usd 0.5',
  );
  assert.deepEqual(
    all.map(({ status, score, costUsd }) => [status, score?.score ?? null, costUsd]),
    [
      ['limit', 0, 0.4],
      ['skipped', null, 0.4],
    ],
  );
});

test('a direct prompt whose worst case costs more than is left is not sent', async () => {
  const { collect, requests } = script({});
  const [one] = await collect('--tasks oolong --sizes 8k --methods direct --max-cost-usd 0.1');
  assert.equal(one?.status, 'skipped');
  assert.equal(requests.length, 0);
});

test('a refused key ends the evaluation at once, other failures after three in a row', async () => {
  const refusing = script({
    model: () => {
      throw new KeyRefused('server');
    },
  });
  await assert.rejects(refusing.collect('--methods direct'), EvaluationEnded);
  assert.equal(refusing.requests.length, 1);
  const cutting = script({
    model: () => {
      throw new StreamCut('server');
    },
  });
  await assert.rejects(cutting.collect('--methods direct --seeds 1,2'), /broke off/);
  assert.equal(cutting.requests.length, 3);
});

test('a stopped evaluation asks nothing more', async () => {
  const stop = new AbortController();
  const { collect, runs } = script({
    engine: () => {
      stop.abort();
      return { status: 'cancelled', answer: '' };
    },
    parts: { signal: stop.signal },
  });
  const all = await collect('--methods rlm --seeds 1,2');
  assert.equal(runs.length, 1);
  assert.deepEqual(
    all.map(({ status, score }) => [status, score]),
    [['cancelled', null]],
  );
});
