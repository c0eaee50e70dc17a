import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled, StreamCut } from '../../../src/core/errors.ts';
import type { ModelReply, ModelRequest } from '../../../src/core/model.ts';
import { type CellCode, cell, runScripted, ScriptedModel, usage } from './support.ts';

const options = { timeout: 30_000 };
const facts = { price: { input: 1, cachedInput: 1, output: 1 }, window: null, maxOutput: 100 };
const spentText = 'What had come. '.repeat(8);

/** A model whose sub-calls break off so many times before they reply, or never end. */
class BreakingModel extends ScriptedModel {
  readonly #breaks: number;
  /** Called when a request hangs. */
  onHang: () => void = () => {};

  constructor(breaks: number, root: readonly string[] = [cell('ask'), 'FINAL(done)']) {
    super(root, () => 'reply', facts);
    this.tokens = usage(1_000, 50);
    this.#breaks = breaks;
  }

  override async complete(request: ModelRequest): Promise<ModelReply> {
    if (request.messages[0]?.role === 'system') return await super.complete(request);
    const attempt = { text: spentText, thoughts: '', usage: null, durationMs: 5 };
    if (this.#breaks === Number.POSITIVE_INFINITY) {
      await new Promise<void>((resolve) => {
        request.signal.addEventListener('abort', () => resolve());
        this.onHang();
      });
      request.onSpent?.(attempt);
      throw new Cancelled();
    }
    for (let broken = 0; broken < this.#breaks; broken++) {
      await request.admit?.(false);
      request.onSpent?.(attempt);
      if (broken === 3) throw new StreamCut('server');
    }
    await request.admit?.(false);
    return await super.complete(request);
  }
}

/** Asks for so many different things at once. */
const askMany =
  (calls: number): CellCode =>
  async (call) => {
    const prompts = Array.from({ length: calls }, (_, n) => `${n} ${'word '.repeat(400)}`);
    const outcomes = await Promise.allSettled(prompts.map((prompt) => call({ prompt })));
    return { output: outcomes.map(({ status }) => status).join(' ') };
  };

test('what stopped calls have cost stands in their events and in the sums', options, async () => {
  const model = new BreakingModel(Number.POSITIVE_INFINITY);
  const stop = new AbortController();
  let hanging = 0;
  model.onHang = () => {
    hanging += 1;
    if (hanging === 16) stop.abort();
  };
  const { result, events } = await runScripted({
    model,
    signal: stop.signal,
    cells: { ask: askMany(16) },
  });
  assert.equal(result.status, 'cancelled');
  const ended = events.filter((event) => event.type === 'call.finished');
  assert.equal(ended.length, 16);
  for (const { status, usage: used, costUsd } of ended) {
    assert.equal(status, 'cancelled');
    assert.equal(used?.estimated, true);
    // 2,000 characters of plain words, and what had come.
    assert.ok((used?.inputTokens ?? 0) > 400 && (used?.outputTokens ?? 0) > 15);
    assert.ok((costUsd ?? 0) > 0.0004);
  }
  const { models } = result.usage;
  assert.equal(models['gpt-4o-mini']?.calls, 16);
  const sum = ended.reduce((all, { costUsd }) => all + (costUsd ?? 0), 0);
  assert.equal(models['gpt-4o-mini']?.costUsd?.toFixed(9), sum.toFixed(9));
  assert.match(result.usageSummary, /gpt-4o-mini: 16 calls, ~[\d,]+ tokens in, ~\d+ out, ~\$0\.0/);
  assert.match(result.usageSummary, /^gpt-4o: 1 call, [\d,]+ tokens in, \d+ out, \$0\.0/m);
});

test('attempts that broke off are paid with their call, and are no calls', options, async () => {
  const without = await runScripted({ model: new BreakingModel(0), cells: { ask: askMany(1) } });
  const { result, events } = await runScripted({
    model: new BreakingModel(2),
    cells: { ask: askMany(1) },
  });
  assert.equal(result.status, 'answered');
  const used = result.usage.models['gpt-4o-mini'];
  const once = without.result.usage.models['gpt-4o-mini'];
  assert.ok(used && once);
  assert.equal(used.calls, 1);
  assert.ok(used.inputTokens > once.inputTokens + 800 && used.outputTokens > once.outputTokens);
  const call = events.find((event) => event.type === 'call.finished');
  assert.deepEqual([call?.usage?.inputTokens, call?.usage?.estimated], [used.inputTokens, true]);
  assert.equal(call?.costUsd, used.costUsd);
  assert.deepEqual([once.inputTokens, without.result.usage.estimated], [1_000, false]);
});

test('a call that was given up after its attempts has paid for all of them', options, async () => {
  const { result, events } = await runScripted({
    model: new BreakingModel(4),
    cells: { ask: askMany(1) },
  });
  const call = events.find((event) => event.type === 'call.finished');
  assert.equal(call?.error?.name, 'StreamCut');
  assert.ok((call?.usage?.inputTokens ?? 0) > 1_600);
  assert.equal(result.usage.models['gpt-4o-mini']?.calls, 1);
});

test(
  'another attempt needs room of its own, and is refused where there is none',
  options,
  async () => {
    // The worst case of the call is $0.20, and each attempt at it costs a quarter of that.
    const { result, events } = await runScripted({
      model: new BreakingModel(3),
      cells: {
        ask: async (call) => {
          return { output: await call({ prompt: 'word '.repeat(40_000) }).catch(String) };
        },
      },
      options: { maxCostUsd: 0.23 },
    });
    assert.equal(result.limit, 'cost');
    const call = events.find((event) => event.type === 'call.finished');
    assert.equal(call?.error?.name, 'LimitRefused');
    assert.ok((call?.costUsd ?? 0) > 0, 'what was sent before it was refused');
    assert.ok((result.costUsd ?? 1) <= 0.23);
  },
);

test('a request of the root that brings no reply is an event of its own', options, async () => {
  const model = new BreakingModel(0, []);
  const stop = new AbortController();
  model.complete = async (request: ModelRequest) => {
    stop.abort();
    request.onSpent?.({ text: spentText, thoughts: '', usage: null, durationMs: 5 });
    throw new Cancelled();
  };
  const { result, events } = await runScripted({ model, signal: stop.signal });
  const failed = events.filter((event) => event.type === 'model.failed');
  assert.equal(failed.length, 1);
  assert.deepEqual([failed[0]?.iteration, failed[0]?.purpose], [1, 'iteration']);
  assert.equal(failed[0]?.costUsd, result.costUsd);
  assert.equal(result.usage.models['gpt-4o']?.calls, 1);
  assert.equal(events.at(-1)?.type, 'run.finished');
});

test(
  "turns of one conversation share a cache's key; sub-prompts are for once",
  options,
  async () => {
    const model = new BreakingModel(0);
    await runScripted({ model, cells: { ask: askMany(2) }, runId: 'run-7' });
    const told = model.requests.map(({ cacheKey, oneOff }) => [cacheKey, oneOff]);
    assert.deepEqual(told, [
      ['run-7', undefined],
      [undefined, true],
      [undefined, true],
      ['run-7', undefined],
    ]);
  },
);

test('what was read from caches and written to them stands in the summary', options, async () => {
  const model = new BreakingModel(0);
  model.tokens = { ...usage(10_000, 50), cachedInputTokens: 4_560, cacheWriteTokens: 512 };
  const { result } = await runScripted({ model, cells: { ask: askMany(1) } });
  assert.equal(
    result.usageSummary.split('\n')[0],
    'gpt-4o: 2 calls, 20,000 tokens in (9,120 cached, 1,024 written), 100 out, $0.0201',
  );
  assert.equal(result.usage.cacheWriteTokens, 3 * 512);
});
