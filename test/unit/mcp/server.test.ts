import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunStarted } from '../../../src/core/events.ts';
import { defaultOptions } from '../../../src/core/options.ts';
import { SessionMoney } from '../../../src/mcp/money.ts';
import { textOf } from '../../support/frameClient.ts';
import { unshare } from '../sources/support.ts';
import { HeldEngine, resultOf, serve } from './support.ts';

const about = { question: 'Is it so?', path: 'a.log' };
const timeout = { timeout: 60_000 };

test(
  'the answer comes with what it rests on, what it cost and the id of its run',
  timeout,
  async (t) => {
    const citation = {
      path: '',
      startLine: 2,
      endLine: 2,
      verified: true,
      shown: true,
      sha256: '',
    };
    const { client } = await serve(t, async (asked) => {
      assert.equal(unshare(asked.context.items[0]?.text), 'one\ntwo\n');
      const result = resultOf(asked, { answer: 'Yes [L2].', citations: [citation] });
      return { result, citedLines: ['two'], runFolder: '/kept/1' };
    });
    const said = await client.tool('ask_long_text', about);
    const { runId, ...report } = said.structuredContent ?? assert.fail();
    assert.deepEqual(report, {
      ...{ status: 'answered', answer: 'Yes [L2].', costUsd: 0.25, runFolder: '/kept/1' },
      citations: [
        {
          ...{ path: 'a.log', startLine: 2, endLine: 2, quote: 'two', verified: true, shown: true },
        },
      ],
    });
    assert.equal(said.isError, undefined);
    const text = textOf(said);
    for (const part of ['Yes [L2].', 'a.log:2 (read by a model): two', '$0.2500', runId, '/kept/1'])
      assert.ok(text.includes(part), `${part} in ${text}`);
  },
);

test('an answer that takes longer than the wait is fetched by its run id', timeout, async (t) => {
  const engine = new HeldEngine();
  const { client } = await serve(t, engine.ask);
  const first = await client.tool('ask_long_text', { ...about, wait_seconds: 0 });
  const { status, runId, answer, costUsd } = first.structuredContent ?? assert.fail();
  assert.deepEqual([status, answer, costUsd, first.isError], ['running', '', 0, undefined]);
  assert.match(textOf(first), /There is no answer yet\..*get_run/s);
  const { asked, end } = await engine.at(0);
  assert.equal(asked.runId, runId);
  const again = await client.tool('get_run', { run_id: runId, wait_seconds: 0.01 });
  assert.equal(again.structuredContent?.status, 'running');
  const waiting = client.call('get_run', { run_id: runId });
  end();
  const { result } = await client.replyTo(waiting);
  assert.equal(result?.structuredContent?.status, 'answered');
  const later = await client.tool('get_run', { run_id: runId });
  assert.deepEqual(later.structuredContent, result?.structuredContent);
});

test(
  'what there is so far is what the model has said, and what it has cost',
  timeout,
  async (t) => {
    const engine = new HeldEngine();
    const { client } = await serve(t, engine.ask);
    const asking = client.call('ask_long_text', { ...about, wait_seconds: 0 });
    const { result } = await client.replyTo(asking);
    const runId = result?.structuredContent?.runId ?? '';
    const { emit } = await engine.at(0);
    const at = { at: Date.now(), run: '' };
    emit({ ...at, seq: 1, ...startOf(runId) });
    emit({ ...at, seq: 2, type: 'notice', text: 'The price of m is unknown.', unpriced: 'm' });
    emit({ ...at, seq: 3, type: 'iteration.started', iteration: 1 });
    emit({
      ...{ ...at, seq: 4, type: 'model.replied', iteration: 1, purpose: 'iteration' },
      ...{ text: 'I look at the ends.\n```repl\nprint(1)\n```', costUsd: 0.125, durationMs: 1 },
      usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false },
    });
    const said = await client.tool('get_run', { run_id: runId, wait_seconds: 0 });
    assert.equal(said.structuredContent?.answer, 'I look at the ends.');
    assert.equal(said.structuredContent?.costUsd, 0.125);
    assert.match(textOf(said), /iteration 1 of at most 50/);
    assert.match(textOf(said), /^The price of m is unknown\.$/m);
  },
);

test('who asks for signs of life gets one at once, each with more progress', timeout, async (t) => {
  const engine = new HeldEngine();
  const { client } = await serve(t, engine.ask);
  const id = client.call('ask_long_text', about, { progressToken: 'mine' });
  const second = await client.seen(
    ({ method, params }) => method === 'notifications/progress' && (params?.progress ?? 0) > 0,
  );
  assert.match(second.params?.message ?? '', /a\.log/);
  (await engine.at(0)).end();
  await client.replyTo(id);
  const progress = client.received.flatMap(({ params }) => params?.progress ?? []);
  assert.deepEqual(
    progress,
    [...new Set(progress)].sort((one, other) => one - other),
  );
});

test('a cancelled request stops its run, whether it asked or waited', timeout, async (t) => {
  const engine = new HeldEngine();
  const { client } = await serve(t, engine.ask);
  const requestId = client.call('ask_long_text', about);
  const first = await engine.at(0);
  client.send({ method: 'notifications/cancelled', params: { requestId } });
  await new Promise((resolve) => first.asked.signal.addEventListener('abort', resolve));
  const { structuredContent } = await client.tool('ask_long_text', { ...about, wait_seconds: 0 });
  const second = await engine.at(1);
  const waiting = client.call('get_run', { run_id: structuredContent?.runId });
  client.send({ method: 'notifications/cancelled', params: { requestId: waiting } });
  await new Promise((resolve) => second.asked.signal.addEventListener('abort', resolve));
  const ended = await client.tool('get_run', { run_id: structuredContent?.runId });
  assert.equal(ended.structuredContent?.status, 'cancelled');
});

test(
  'stop_run ends a run and says what there is; of one that has ended, its result',
  timeout,
  async (t) => {
    const engine = new HeldEngine();
    const { client } = await serve(t, engine.ask);
    const { structuredContent } = await client.tool('ask_long_text', { ...about, wait_seconds: 0 });
    await engine.at(0);
    const run_id = structuredContent?.runId;
    const stopped = await client.tool('stop_run', { run_id });
    assert.equal(stopped.structuredContent?.status, 'cancelled');
    assert.match(textOf(stopped), /^The run was stopped\./);
    assert.deepEqual(await client.tool('stop_run', { run_id }), stopped);
  },
);

test(
  'input that ends stops what goes on, and is answered before the server ends',
  timeout,
  async (t) => {
    const engine = new HeldEngine();
    const { client, over } = await serve(t, engine.ask);
    const asking = client.call('ask_long_text', about);
    const { asked } = await engine.at(0);
    const listing = client.request('tools/list');
    client.end();
    await over;
    assert.equal(asked.signal.aborted, true);
    assert.equal((await client.replyTo(asking)).result?.structuredContent?.status, 'cancelled');
    assert.ok((await client.replyTo(listing)).result);
  },
);

test('a server that is told to end stops its runs', timeout, async (t) => {
  const engine = new HeldEngine();
  const { client, stop, over } = await serve(t, engine.ask);
  client.call('ask_long_text', about);
  const { asked } = await engine.at(0);
  stop();
  await over;
  assert.equal(asked.signal.aborted, true);
});

test('four runs go on at a time; the fifth is told which', timeout, async (t) => {
  const engine = new HeldEngine();
  const { client } = await serve(t, engine.ask);
  const ask = () => client.tool('ask_long_text', { ...about, wait_seconds: 0 });
  const begun = await Promise.all([ask(), ask(), ask(), ask()]);
  const fifth = await ask();
  assert.equal(fifth.isError, true);
  assert.match(textOf(fifth), /^4 runs go on/);
  for (const { structuredContent } of begun)
    assert.ok(textOf(fifth).includes(structuredContent?.runId ?? '?'));
  (await engine.at(2)).end();
  await client.tool('get_run', { run_id: engine.held[2]?.asked.runId });
  assert.equal((await ask()).structuredContent?.status, 'running');
});

test('money is bounded by the server, for one run and for all', timeout, async (t) => {
  const spent: number[] = [];
  const { client } = await serve(
    t,
    async (asked) => {
      spent.push(asked.maxCostUsd);
      return { result: resultOf(asked), citedLines: [], runFolder: null };
    },
    { 'a.log': 'one' },
    new SessionMoney(0.5, 1),
  );
  const lowered = await client.tool('ask_long_text', { ...about, max_cost_usd: 100 });
  assert.match(textOf(lowered), /^This question may cost \$0\.50: the server allows no more\.$/m);
  await client.tool('ask_long_text', { ...about, max_cost_usd: 0.3 });
  await client.tool('ask_long_text', about);
  await client.tool('ask_long_text', about);
  assert.deepEqual(spent, [0.5, 0.3, 0.5, 0.25]);
});

test('what cannot pay a first request is refused with whose limit it is', timeout, async (t) => {
  const nothing = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, estimated: false };
  const { client } = await serve(t, async (asked) => ({
    result: resultOf(asked, {
      ...{ status: 'limit', limit: 'cost', answer: '', costUsd: 0 },
      usage: { ...nothing, models: {} },
    }),
    ...{ citedLines: [], runFolder: null },
  }));
  const said = await client.tool('ask_long_text', { ...about, max_cost_usd: 0.001 });
  assert.equal(said.isError, true);
  assert.match(textOf(said), /^max_cost_usd \$0\.001 doesn't pay for a first request/);
});

test(
  'a run that failed is an error with its sentence, one at a limit is not',
  timeout,
  async (t) => {
    const engine = new HeldEngine();
    const { client } = await serve(t, engine.ask);
    const failing = client.call('ask_long_text', about);
    const message = 'models.example refused the API key.';
    (await engine.at(0)).end({
      status: 'failed',
      answer: '',
      error: { name: 'KeyRefused', message },
    });
    const failed = (await client.replyTo(failing)).result ?? assert.fail();
    assert.deepEqual([failed.isError, failed.structuredContent?.status], [true, 'failed']);
    assert.match(textOf(failed), /^The run failed: models\.example refused the API key\./);
    const limited = client.call('ask_long_text', about);
    const reason = 'The limit of 50 iterations is reached.';
    (await engine.at(1)).end({ status: 'limit', limit: 'iterations', reason, answer: 'Maybe.' });
    const { result } = await client.replyTo(limited);
    assert.deepEqual([result?.isError, result?.structuredContent?.status], [undefined, 'limit']);
    assert.match(
      textOf(result ?? assert.fail()),
      /^The limit of 50 iterations is reached\. The best/,
    );
  },
);

test('what can not be asked is a sentence, and nothing is asked', timeout, async (t) => {
  const engine = new HeldEngine();
  const { client, bugs } = await serve(t, engine.ask, { 'a.log': 'one', '.env': 'KEY=x' });
  for (const [name, args, sentence] of [
    ['ask_long_text', { question: 'q', path: '../b' }, /is outside of what this server may read/],
    ['ask_long_text', { question: 'q', path: '.env' }, /may hold secrets/],
    ['ask_long_text', { question: 'q', paths: ['a.log', '.env'] }, /may hold secrets/],
    [
      'ask_long_text',
      { question: 'q', glob: '.env*' },
      /is left to ask about\. Left out: 1 that may/,
    ],
    ['ask_long_text', { question: 'q', glob: '*.md' }, /No text file of "\*\.md" is left/],
    ['ask_long_text', { question: 'q', path: 'b' }, /doesn't exist/],
    ['ask_long_text', { question: 'q' }, /in one way: path, paths or glob/],
    ['ask_long_text', { question: 'q', paths: [] }, /in one way/],
    ['ask_long_text', { question: 'q', path: 'a.log', glob: '*' }, /in one way/],
    ['ask_long_text', { question: 'q', path: ' ' }, /is empty/],
    ['ask_long_text', { question: ' ', path: 'a.log' }, /question is empty/],
    ['ask_long_text', { path: 'a.log' }, /question/],
    ['ask_long_text', { question: 'q', path: 7 }, /path/],
    ['ask_long_text', { question: 'q', path: 'a.log', max_cost_usd: -1 }, /max_cost_usd/],
    ['ask_long_text', { question: 'q', path: 'a.log', wait_seconds: '5' }, /wait_seconds/],
    ['get_run', { run_id: 'none' }, /has no run of that id/],
    ['stop_run', { run_id: '__proto__' }, /has no run of that id/],
    ['get_run', {}, /run_id/],
  ] as const) {
    const said = await client.tool(name, args);
    assert.equal(said.isError, true, JSON.stringify(args));
    assert.match(textOf(said), sentence);
    assert.doesNotMatch(textOf(said), /\n {4}at /);
  }
  assert.deepEqual([engine.held.length, bugs.length], [0, 0]);
});

test('null stands for an argument that is not given', timeout, async (t) => {
  const { client } = await serve(t, async (asked) => ({
    ...{ result: resultOf(asked), citedLines: [], runFolder: null },
  }));
  const nulls = { paths: null, glob: null, max_cost_usd: null, wait_seconds: null };
  const said = await client.tool('ask_long_text', { ...about, ...nulls });
  assert.equal(said.structuredContent?.status, 'answered');
});

test(
  'of several files each has its path; secrets and binary files are left out and told',
  timeout,
  async (t) => {
    const files = { 'a.log': 'one', 'b/c.log': 'two', 'b/.env': 'KEY=x', 'b/d.bin': 'x\0y' };
    const seen: (readonly string[])[] = [];
    const { client } = await serve(
      t,
      async (asked) => {
        seen.push(asked.context.items.map(({ path }) => path));
        return { result: resultOf(asked), citedLines: [], runFolder: null };
      },
      files,
    );
    const question = 'q';
    await client.tool('ask_long_text', { question, paths: ['a.log', 'b/c.log'] });
    const folder = await client.tool('ask_long_text', { question, path: 'b' });
    const glob = await client.tool('ask_long_text', { question, glob: '**' });
    assert.deepEqual(seen, [['a.log', 'b/c.log'], ['b/c.log'], ['a.log', 'b/c.log']]);
    for (const said of [folder, glob])
      assert.match(textOf(said), /1 that may hold secrets \(b\/\.env\); 1 binary \(b\/d\.bin\)/);
  },
);

test(
  'a bug is told as one, without its stack, and costs the server nothing',
  timeout,
  async (t) => {
    const { client, bugs } = await serve(t, () => Promise.reject(new TypeError('x is not y')));
    const said = await client.tool('ask_long_text', about);
    assert.equal(said.isError, true);
    assert.equal(textOf(said), 'Something went wrong that nobody expected.');
    assert.deepEqual(
      bugs.map(({ message }) => message),
      ['x is not y'],
    );
    assert.ok((await client.replyTo(client.request('tools/list'))).result);
  },
);

function startOf(runId: string): RunStarted {
  return {
    ...{ type: 'run.started', runId, question: 'Is it so?' },
    context: {
      ...{ kind: 'string', chars: 8, items: 1, lines: 2, label: 'a.log', sources: [] },
    },
    options: { ...defaultOptions, language: 'python' },
    models: { root: 'm', sub: 'm', provider: 'openai' },
  };
}
