import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import type { ModelRequest } from '../../../src/core/model.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

const many = (count: number) => ({
  many: async (call: (request: { prompt: string }) => Promise<string>) => {
    const asked = Array.from({ length: count }, (_, number) => call({ prompt: `${number}` }));
    return { output: (await Promise.all(asked)).join() };
  },
});
const notices = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'notice' ? [event] : []));
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a run begins with 16 requests at a time and has more of them with each reply', async () => {
  let flying = 0;
  const most: number[] = [0];
  const model = new ScriptedModel([cell('many'), 'FINAL(ok)'], async () => {
    most.push(Math.max(most.at(-1) ?? 0, ++flying));
    await later(5);
    flying -= 1;
    return 'r';
  });
  await runScripted({ model, cells: many(200) });
  // The first reply of the root counts too.
  assert.equal(most[17], 17);
  assert.equal(most.at(-1), 64);
});

test('of many requests that are refused together one is told, and the width halves once', async () => {
  let flying = 0;
  let most = 0;
  let refusals = 0;
  const refuse = async (request: ModelRequest): Promise<void> => {
    refusals += 1;
    request.onBusy?.();
    request.onRetry?.({ what: 'here answered 429', waitMs: 500, isNamed: false });
    await request.admit?.(false);
    most = Math.max(most, ++flying);
    await later(5);
    flying -= 1;
  };
  const model = new ScriptedModel([cell('many'), 'FINAL(ok)'], async (_, request) => {
    // All that are sent at first have arrived by then.
    await later(20);
    if (refusals < 17) await refuse(request);
    return 'r';
  });
  const { result, events } = await runScripted({ model, cells: many(17) });
  assert.equal(result.status, 'answered');
  assert.equal(refusals, 17);
  // Half of 17, and one more when those have been answered.
  assert.equal(most, 9);
  assert.deepEqual(
    notices(events).map(({ text }) => text),
    ['here answered 429; trying again in 0.5 s.'],
  );
  const [told] = notices(events);
  const call = events.find((event) => event.type === 'call.started' && event.call === told?.call);
  assert.ok(told && call, 'it names its call');
  assert.ok((told.retryAt ?? 0) >= told.at + 400, 'and says when it is tried again');
});

test('a wait that a server names is for all, and is told once with its end', async () => {
  let asked = 0;
  const sentAt: number[] = [];
  const started = Date.now();
  const model = new ScriptedModel([cell('many'), 'FINAL(ok)'], async (_, request) => {
    asked += 1;
    if (asked <= 3) {
      request.onRetry?.({ what: 'here answered 429', waitMs: 300, isNamed: true });
      await request.admit?.(false);
    }
    sentAt.push(Date.now() - started);
    return 'r';
  });
  const { events } = await runScripted({ model, options: { concurrency: 3 }, cells: many(9) });
  const told = notices(events);
  assert.deepEqual(
    told.map(({ text }) => text),
    ['here answered 429; trying again in 0.3 s.'],
  );
  assert.ok((told[0]?.until ?? 0) >= started + 300);
  assert.equal(sentAt.length, 9);
  assert.ok(Math.min(...sentAt) >= 295, sentAt.join());
});

test('who waits to try again keeps neither a place nor money that others wait for', async () => {
  let isRefused = false;
  const price = { input: 0, cachedInput: 0, output: 1_000 };
  const facts = { price, window: null, maxOutput: null };
  const model = new ScriptedModel(
    [cell('many'), 'FINAL(ok)'],
    async (_, request) => {
      if (!isRefused) {
        isRefused = true;
        request.onBusy?.();
        request.onRetry?.({ what: 'here answered 503', waitMs: 1, isNamed: false });
        await later(5);
        await request.admit?.(false);
      }
      return 'r';
    },
    facts,
  );
  // One reply at a time can be paid, and one request at a time is on its way.
  const { result } = await runScripted({
    model,
    options: { concurrency: 1, maxCostUsd: 1, maxOutputTokens: 200 },
    cells: many(4),
  });
  assert.equal(result.status, 'answered');
  assert.equal(result.calls.llm, 4);
});

test('children share the width with their parents and with each other', async () => {
  let flying = 0;
  let most = 0;
  const reply = async (text: string): Promise<string> => {
    most = Math.max(most, ++flying);
    await later(5);
    flying -= 1;
    return text;
  };
  const root = ({ messages }: ModelRequest) =>
    /Question: Part/.test(messages[1]?.content ?? '')
      ? reply(messages.length > 2 ? 'FINAL(done)' : cell('ask'))
      : messages.length > 2
        ? 'FINAL(ok)'
        : cell('delegate');
  const { result } = await runScripted({
    model: new ScriptedModel(Array(20).fill(root), () => reply('r')),
    options: { maxDepth: 2, concurrency: 2 },
    cells: {
      delegate: async (call) => {
        const children = ['Part 1', 'Part 2', 'Part 3'].map((prompt) =>
          call({ name: 'rlm_query', prompt, context: 'c' }),
        );
        return { output: (await Promise.all(children)).join() };
      },
      ask: async (call) => {
        const asked = ['a', 'b', 'c'].map((prompt) => call({ prompt }));
        return { output: (await Promise.all(asked)).join() };
      },
    },
  });
  assert.equal(result.answer, 'ok');
  assert.equal(most, 2);
});
