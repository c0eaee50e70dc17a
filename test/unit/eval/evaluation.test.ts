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
  assert.equal(all.length, 2 * 3 * 2 * 2 * 4);
  assert.deepEqual(
    all.slice(0, 5).map(({ method, repetition }) => `${method} ${repetition}`),
    ['plain 1', 'no-sub-calls 1', 'javascript 1', 'python 1', 'plain 2'],
  );
  assert.deepEqual([...new Set(all.map(({ size }) => size))], [2_000, 4_000]);
  assert.equal(requests.length, all.length / 4);
  assert.deepEqual(
    runs.slice(0, 3).map(({ options }) => [options.maxDepth, options.language]),
    [
      [0, 'javascript'],
      [2, 'javascript'],
      [2, 'python'],
    ],
  );
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
  const all = await collect('--tasks s-niah --sizes 1k --methods plain,no-sub-calls,python');
  assert.deepEqual(
    all.map(({ score }) => score?.score ?? null),
    [0, 1, null],
  );
});

test('a text longer than the window is not sent plainly', async () => {
  const { collect, requests } = script({});
  const [one] = await collect('--tasks oolong --sizes 200k --methods plain');
  assert.equal(one?.status, 'skipped');
  assert.match(one?.reason ?? '', /longer than the window of 128,000 tokens/);
  const [other] = await collect('--tasks oolong --sizes 200k --methods plain --window 1000000');
  assert.equal(other?.status, 'answered');
  assert.equal(requests.length, 1);
});

test('a reply asked for plainly has the room that the text leaves', async () => {
  const { collect, requests } = script({ facts: { window: 4_000 } });
  await collect('--tasks oolong --sizes 2k --methods plain');
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
  const all = await collect('--sizes 1k --methods plain --seeds 1,2');
  assert.deepEqual([...new Set(all.map(({ status }) => status))], ['skipped']);
  assert.equal(all.length, 6);
});

test('the money of the evaluation bounds each run by what is left, then nothing is asked', async () => {
  const { collect, runs } = script({});
  const all = await collect(
    '--tasks oolong --sizes 1k --seeds 1,2,3,4 --methods python --max-cost-usd 0.6 --max-run-cost-usd 0.5',
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
    '--tasks oolong --sizes 1k --seeds 1,2 --methods python --max-cost-usd 0.7 --max-run-cost-usd 0.5',
  );
  assert.deepEqual(
    all.map(({ status, score, costUsd }) => [status, score?.score ?? null, costUsd]),
    [
      ['limit', 0, 0.4],
      ['skipped', null, 0.4],
    ],
  );
});

test('a plain prompt whose worst case costs more than is left is not sent', async () => {
  const { collect, requests } = script({});
  const [one] = await collect('--tasks oolong --sizes 8k --methods plain --max-cost-usd 0.1');
  assert.equal(one?.status, 'skipped');
  assert.equal(requests.length, 0);
});

test('a refused key ends the evaluation at once, other failures after three in a row', async () => {
  const refusing = script({
    model: () => {
      throw new KeyRefused('server');
    },
  });
  await assert.rejects(refusing.collect('--methods plain'), EvaluationEnded);
  assert.equal(refusing.requests.length, 1);
  const cutting = script({
    model: () => {
      throw new StreamCut('server');
    },
  });
  await assert.rejects(cutting.collect('--methods plain --seeds 1,2'), /broke off/);
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
  const all = await collect('--methods python --seeds 1,2');
  assert.equal(runs.length, 1);
  assert.deepEqual(
    all.map(({ status, score }) => [status, score]),
    [['cancelled', null]],
  );
});

test('recorded runs are given the same limit of money each time, and none where that is not left', async () => {
  const { collect, runs } = script({ engine: () => ({ costUsd: 0.4 }) });
  const wanted = '--tasks oolong --sizes 1k --seeds 1,2,3 --methods python --max-run-cost-usd 0.5';
  const recorded = await collect(`${wanted} --max-cost-usd 1 --record replies`);
  assert.deepEqual(
    recorded.map(({ status }) => status),
    ['answered', 'answered', 'skipped'],
  );
  await collect(`${wanted} --max-cost-usd 0 --replay replies`);
  assert.deepEqual([...new Set(runs.map(({ options }) => options.maxCostUsd))], [0.5]);
  assert.equal(runs.length, 5);
});

test('a reply that was not recorded does not end the evaluation', async () => {
  const { collect } = script({
    engine: () => ({ status: 'failed', error: { name: 'RecordingMissing', message: 'none' } }),
  });
  const all = await collect('--tasks oolong --sizes 1k --seeds 1,2,3,4 --methods python');
  assert.equal(all.length, 4);
});

test('a text that is not to be had is told, and the others are asked about', async () => {
  const { collect, told } = script({});
  const all = await collect('--tasks verses,oolong --sizes 1k --methods python');
  assert.deepEqual(
    all.map(({ task }) => task),
    ['oolong'],
  );
  assert.deepEqual(told, ['verses 1k, seed 1: not asked. No texts are fetched here.']);
});

test('files are put to the engine by their paths, and to a model in one prompt', async () => {
  const files = [
    { path: 'a.txt', text: 'one' },
    { path: 'b/c.txt', text: 'two' },
  ];
  const problem = {
    question: 'What?',
    text: files,
    truth: { kind: 'set', items: ['a.txt'], pattern: '\\w\\.txt' } as const,
    origin: 'somewhere 1.0',
  };
  const { collect, runs, requests } = script({
    model: () => ({ text: 'a.txt' }),
    parts: { problems: { build: async () => problem } },
  });
  const all = await collect('--tasks mails --methods plain,python');
  assert.deepEqual(
    all.map(({ score, origin }) => [score?.score, origin]),
    [
      [1, 'somewhere 1.0'],
      [0, 'somewhere 1.0'],
    ],
  );
  assert.deepEqual(
    runs[0]?.context.items.map(({ path }) => path),
    ['a.txt', 'b/c.txt'],
  );
  assert.equal(runs[0]?.context.kind, 'map');
  assert.match(
    requests[0]?.messages[0]?.content ?? '',
    /a\.txt ---\none\n\n--- b\/c\.txt ---\ntwo/,
  );
});

test('lines that are to be cited have their numbers in a plain prompt', async () => {
  const problem = {
    question: 'Which?',
    text: 'one\ntwo',
    truth: { kind: 'lines', lines: [2] } as const,
    origin: 'made',
  };
  const { collect, requests } = script({
    model: () => ({ text: '[L2]' }),
    parts: { problems: { build: async () => problem } },
  });
  const [one] = await collect('--tasks verses --methods plain');
  assert.equal(one?.score?.score, 1);
  assert.match(requests[0]?.messages[0]?.content ?? '', /\nL1: one\nL2: two"""/);
});
