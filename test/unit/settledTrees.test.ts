// What a tree of runs says that it has spent, against what its server would bill: over real
// connections that break, hang and are stopped by chance.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../src/core/events.ts';
import { connect } from '../../src/models/connection.ts';
import { createOpenAiModel } from '../../src/models/openai.ts';
import { createPrices } from '../../src/models/prices.ts';
import { Chance } from '../adversarial/random.ts';
import type { Answer, Recorded } from '../support/modelScript.ts';
import { startModelServer } from '../support/modelServer.ts';
import { type CellCode, cell, runScripted } from './core/support.ts';
import { createFakeClock } from './models/asking.ts';

const trees = 24;
const most = { output: 300, depth: 3, calls: 40 };
/** USD for a million tokens. */
const price = { input: 1, cachedInput: 0.1, output: 4 };
/** Tokens by which a text is counted otherwise here and there, at most. */
const rounding = 4;

const words = ['one ', 'potato, ', 'two ', 'potatoes ', 'and ', 'three; '];

/** What some trees' servers don't know: their replies have no limit. */
const limits = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];

/** A tree's server bills what it was sent in full, and what it has sent; a refusal is free. */
function billOf(requests: readonly Recorded[], refused: ReadonlySet<number>) {
  let usd = 0;
  let tokens = 0;
  for (const { index, messages, sentChars } of requests) {
    if (refused.has(index)) continue;
    const input = Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / 4);
    const output = Math.ceil(sentChars / 4);
    tokens += input + output;
    usd += (input * price.input + output * price.output) / 1e6;
  }
  return { usd, tokens };
}

/** Plays one tree whose every turn is chance. */
async function playTree(seed: number, api: 'chat' | 'responses') {
  const chance = new Chance(seed);
  const refused = new Set<number>();
  const stop = new AbortController();
  const stopAt = chance.next() < 0.4 ? 1 + chance.below(25) : Number.POSITIVE_INFINITY;
  const text = (chars: number): string => {
    let said = '';
    while (said.length < chars) said += chance.of(words);
    return said;
  };

  const answer = (request: Recorded): Answer => {
    if (request.index >= stopAt) setTimeout(() => stop.abort(), chance.below(12));
    const isRoot = request.messages.some(({ role }) => role === 'system');
    const spoken = isRoot
      ? chance.next() < 0.7
        ? cell('ask')
        : `FINAL(${text(40)})`
      : text(1 + chance.below(4 * most.output - 40));
    const reply = { text: spoken, pieceChars: 16, pieceDelayMs: chance.of([0, 1]) };
    const luck = chance.next();
    if (luck < 0.06) {
      refused.add(request.index);
      return { status: chance.of([429, 500, 503, 404]), headers: { 'retry-after-ms': '1' } };
    }
    if (luck < 0.09) return { status: chance.of([0, -1]) };
    if (luck < 0.3)
      return { ...reply, breaks: chance.of(['socket', 'end', 'malformed', 'error', 'hang']) };
    return luck < 0.35 ? { ...reply, plain: true } : reply;
  };

  const ask: CellCode = async (call, signal) => {
    const given = (): AbortSignal =>
      chance.next() < 0.2
        ? AbortSignal.any([signal, AbortSignal.timeout(1 + chance.below(20))])
        : signal;
    const calls = Array.from({ length: 1 + chance.below(8) }, () =>
      call(
        {
          name: chance.next() < 0.25 ? 'rlm_query' : 'llm_query',
          prompt: text(20 + chance.below(6_000)),
        },
        given(),
      ),
    );
    await Promise.allSettled(calls);
    return { output: 'done' };
  };

  const refuses = chance.next() < 0.3 ? limits : [];
  await using server = await startModelServer({ '*': answer }, { refuses });
  const model = createOpenAiModel({
    connection: connect({ apiKey: null, baseUrl: server.url, headers: {} }),
    api,
    prices: createPrices(server.url, { root: price, sub: price }),
    countTokens: async (counted) => ({ tokens: Math.ceil(counted.length / 4), sampled: false }),
    clock: createFakeClock().clock,
    patience: { firstMs: 60, nextMs: 60 },
  });
  const limit = 0.004 + chance.next() * 0.05;
  const { result, events, bugs } = await runScripted({
    model,
    cells: { ask },
    signal: stop.signal,
    options: {
      rootModel: 'root',
      subModel: 'sub',
      maxOutputTokens: most.output,
      maxDepth: most.depth,
      maxSubcalls: most.calls,
      maxIterations: 6,
      maxCostUsd: limit,
    },
  });
  const asked = server.requests.filter(({ body }) => !refuses.some((name) => name in body));
  return {
    result,
    events,
    bugs,
    limit,
    bill: billOf(asked, refused),
    requests: server.requests.length,
  };
}

/** What the record says that was spent, event by event. */
function recorded(events: readonly RunEvent[]) {
  let usd = 0;
  let tokens = 0;
  let lost = 0;
  for (const event of events) {
    const isPaid =
      event.type === 'model.replied' ||
      event.type === 'model.failed' ||
      (event.type === 'call.finished' && event.status !== 'memo');
    if (!isPaid || event.usage === null) continue;
    usd += event.costUsd ?? Number.NaN;
    tokens += event.usage.inputTokens + event.usage.outputTokens;
    lost += event.usage.estimated ? 1 : 0;
  }
  return { usd, tokens, lost };
}

for (const api of ['chat', 'responses'] as const)
  test(`${api}: a tree never says less than its server bills, and keeps its limit by that bill`, {
    timeout: 240_000,
  }, async () => {
    const seen = { requests: 0, lost: 0, limited: 0, stopped: 0, worst: 0 };
    for (let seed = 1; seed <= trees; seed++) {
      const tree = await playTree(seed, api);
      const { result, bill, limit } = tree;
      const said = recorded(tree.events);
      const where = `seed ${seed} (${result.status})`;
      assert.deepEqual(tree.bugs, [], where);
      const { inputTokens, outputTokens } = result.usage;
      // Each request that was billed has its event.
      assert.equal(said.tokens, inputTokens + outputTokens, where);
      assert.equal(said.usd.toFixed(9), result.costUsd?.toFixed(9), where);
      // What a server had sent and nobody had read yet when a request ended can be a whole reply: it
      // learns late that nobody reads any more, and a connection that breaks takes along what waits in it.
      const error = said.lost * (most.output + 4 * rounding);
      assert.ok(said.tokens >= bill.tokens - error, `${where}: ${said.tokens} of ${bill.tokens}`);
      assert.ok(
        said.usd >= bill.usd - (error * price.output) / 1e6,
        `${where}: ${said.usd} of ${bill.usd}`,
      );
      assert.ok(bill.usd <= limit, `${where}: ${bill.usd} over ${limit}`);
      assert.ok(said.usd <= limit, `${where}: ${said.usd} over ${limit}`);
      seen.requests += tree.requests;
      seen.lost += said.lost;
      seen.limited += result.limit === 'cost' ? 1 : 0;
      seen.stopped += result.status === 'cancelled' ? 1 : 0;
      seen.worst = Math.max(seen.worst, bill.tokens - said.tokens);
    }
    console.log(`${trees} trees: ${JSON.stringify(seen)}`);
    assert.ok(seen.lost > trees && seen.limited > 3 && seen.stopped > 2);
  });
