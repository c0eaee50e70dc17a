import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitRefused } from '../../../src/core/errors.ts';
import { Ledger } from '../../../src/core/ledger.ts';
import type { AskForMoney } from '../../../src/core/scope.ts';
import { Chance } from '../../adversarial/random.ts';
import { cell, runScripted, ScriptedModel, usage } from './support.ts';

const options = { timeout: 30_000 };
/** A dollar for a million tokens: requests of this file cost some thousandths of one. */
const priced = {
  price: { input: 1, cachedInput: 1, output: 1 },
  window: null,
  maxOutput: 100,
};
type Facts = Parameters<AskForMoney>[0];

/** Answers the question about money in order, and remembers what it was told. */
function createPayer(...answers: Awaited<ReturnType<AskForMoney>>[]) {
  const asked: Facts[] = [];
  const onBudget: AskForMoney = async (facts) => {
    asked.push(facts);
    const answer = answers.shift();
    if (answer === undefined) throw new Error('asked once too often');
    return answer;
  };
  return { asked, onBudget };
}

/** A model whose every request costs as much as it may: $0.0011. */
function scripted(...root: string[]): ScriptedModel {
  const model = new ScriptedModel(root, () => 'reply', priced);
  model.tokens = usage(1_000, 100);
  return model;
}

/** A root that asks sub-models in its first cell and answers in its second turn. */
const manyCalls = (calls: number) => ({
  model: scripted(cell('many'), 'FINAL(done)'),
  cells: {
    many: async (call: (request: { prompt: string }) => Promise<string>) => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: calls }, (_, n) => call({ prompt: `${n}`.padEnd(1_000) })),
      );
      return { output: outcomes.map(({ status }) => status[0]).join('') };
    },
  },
});

test('money that is added lets every waiting request go on, asked once', options, async () => {
  const payer = createPayer({ kind: 'add', usd: 1 });
  const { result, events, bugs } = await runScripted({
    ...manyCalls(20),
    options: { maxCostUsd: 0.015 },
    onBudget: payer.onBudget,
  });
  assert.equal(result.status, 'answered');
  assert.deepEqual(bugs, []);
  assert.equal(payer.asked.length, 1);
  const [facts] = payer.asked;
  assert.equal(facts?.maxCostUsd, 0.015);
  assert.ok((facts?.wantedUsd ?? 0) > 0.001 && (facts?.spentUsd ?? 1) < 0.015);
  assert.equal(result.calls.llm, 20);
  assert.deepEqual(
    events
      .filter(({ type }) => type === 'budget.raised')
      .map((event) => ({ ...event, at: 0, seq: 0 })),
    [{ seq: 0, at: 0, run: '', type: 'budget.raised', maxCostUsd: 1.015 }],
  );
  const finished = events.find((event) => event.type === 'cell.finished');
  assert.equal(finished?.output, 'f'.repeat(20));
  // Whoever looks at the run while the question is open sees that it waits.
  const waits = 'The next call could exceed the $0.015 limit: the run is paused until you decide.';
  const types = events.map((event) => (event.type === 'notice' ? event.text : event.type));
  assert.equal(types.filter((type) => type === waits).length, 1);
  assert.ok(types.indexOf(waits) < types.indexOf('budget.raised'));
  const told = events.find((event) => event.type === 'notice' && event.text === waits);
  assert.equal(told?.type === 'notice' && told.asks, true);
});

test('the model is told what is left of the raised limit', options, async () => {
  const payer = createPayer({ kind: 'add', usd: 2 });
  const trial = { ...manyCalls(20), options: { maxCostUsd: 0.015 }, onBudget: payer.onBudget };
  await runScripted(trial);
  const told = trial.model.requests.at(-1)?.messages.at(-1)?.content ?? '';
  assert.match(told, /budget left \$1\.99/);
});

test(
  'a run that is to finish ends at the limit with the last question, which asks no more',
  options,
  async () => {
    const payer = createPayer({ kind: 'finish' });
    const { result, events } = await runScripted({
      ...manyCalls(20),
      model: scripted(cell('many'), 'The best answer.'),
      options: { maxCostUsd: 0.015 },
      onBudget: payer.onBudget,
    });
    assert.equal(result.status, 'limit');
    assert.equal(result.limit, 'cost');
    assert.equal(result.answer, 'The best answer.');
    assert.equal(result.reason, 'The limit of $0.015 is reached.');
    assert.equal(payer.asked.length, 1);
    assert.ok(!events.some(({ type }) => type === 'budget.raised'));
  },
);

test('the limit that a run ends at is the one that was raised', options, async () => {
  const payer = createPayer({ kind: 'add', usd: 0.005 }, { kind: 'finish' });
  const { result, events } = await runScripted({
    ...manyCalls(200),
    model: scripted(cell('many'), 'The best answer.'),
    options: { maxCostUsd: 0.015 },
    onBudget: payer.onBudget,
  });
  assert.equal(result.reason, 'The limit of $0.02 is reached.');
  assert.equal(payer.asked[1]?.maxCostUsd, 0.02);
  const reached = events.find((event) => event.type === 'limit.reached');
  assert.equal(reached?.value, 0.02);
});

test('a run that is to stop is cancelled', options, async () => {
  const payer = createPayer({ kind: 'stop' });
  const { result } = await runScripted({
    ...manyCalls(20),
    options: { maxCostUsd: 0.015 },
    onBudget: payer.onBudget,
  });
  assert.equal(result.status, 'cancelled');
  assert.equal(payer.asked.length, 1);
});

test('stopping the run while the question is open ends it, and the question', options, async () => {
  const stop = new AbortController();
  let closed = false;
  const { result } = await runScripted({
    ...manyCalls(20),
    options: { maxCostUsd: 0.015 },
    signal: stop.signal,
    onBudget: (_, signal) => {
      signal.addEventListener('abort', () => (closed = true));
      setTimeout(() => stop.abort(), 10);
      return new Promise(() => {});
    },
  });
  assert.equal(result.status, 'cancelled');
  assert.equal(closed, true);
});

test('the time while the question is open counts toward the limit of time', options, async () => {
  const { result } = await runScripted({
    ...manyCalls(20),
    model: scripted(cell('many'), 'In time.'),
    options: { maxCostUsd: 0.015, timeoutSeconds: 0.1 },
    onBudget: () => new Promise(() => {}),
  });
  assert.equal(result.limit, 'time');
});

test(
  'a caller that fails to answer has added nothing, and neither has one that adds nothing',
  options,
  async () => {
    for (const onBudget of [
      createPayer().onBudget,
      createPayer({ kind: 'add', usd: 0 }).onBudget,
      createPayer({ kind: 'add', usd: Number.NaN }).onBudget,
      createPayer({ kind: 'add', usd: -1 }).onBudget,
    ]) {
      const { result } = await runScripted({
        ...manyCalls(20),
        model: scripted(cell('many'), 'Best.'),
        options: { maxCostUsd: 0.015 },
        onBudget,
      });
      assert.equal(result.limit, 'cost');
      assert.equal(result.answer, 'Best.');
    }
  },
);

test('a server that bills more than was asked for leads to the question too', options, async () => {
  const payer = createPayer({ kind: 'add', usd: 10 });
  const model = new ScriptedModel([cell('print'), 'FINAL(done)'], () => '', priced);
  model.tokens = usage(2_000_000, 10);
  const { result } = await runScripted({
    model,
    cells: { print: () => ({ output: 'x' }) },
    options: { maxCostUsd: 1 },
    onBudget: payer.onBudget,
  });
  assert.equal(result.status, 'answered');
  assert.equal(payer.asked.length, 1);
});

test('a child run asks through the same question', options, async () => {
  const payer = createPayer({ kind: 'add', usd: 1 });
  const model = scripted(cell('start'), cell('many'), 'FINAL(of the child)', 'FINAL(done)');
  const { result, events } = await runScripted({
    model,
    cells: {
      ...manyCalls(20).cells,
      start: async (call) => ({ output: await call({ name: 'rlm_query', prompt: 'And?' }) }),
    },
    options: { maxCostUsd: 0.02, maxDepth: 2 },
    onBudget: payer.onBudget,
  });
  assert.equal(result.status, 'answered');
  assert.equal(payer.asked.length, 1);
  assert.equal(events.find(({ type }) => type === 'budget.raised')?.run, '');
});

test('only the limit of money is asked about', options, async () => {
  const { result } = await runScripted({
    ...manyCalls(20),
    model: scripted(cell('many'), 'Best.'),
    options: { maxTokens: 9_000, maxCostUsd: 1 },
    onBudget: createPayer().onBudget,
  });
  assert.equal(result.limit, 'tokens');
});

test(
  'never over the raised limit, never lost: random trees, latencies, failures, answers',
  options,
  async () => {
    const counts = { requests: 0, questions: 0, raised: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const chance = new Chance(seed);
      const next = (): number => chance.next();
      let limit = 0.001 + next() * 0.01;
      let declined = false;
      let open = 0;
      const ledger = new Ledger({ maxCostUsd: limit, maxTokens: null }, async (facts) => {
        counts.questions += 1;
        open += 1;
        assert.equal(open, 1, 'two questions at once');
        assert.equal(declined, false, 'asked after it was declined');
        assert.equal(facts.maxCostUsd, limit);
        await new Promise((resolve) => setTimeout(resolve, next() * 3));
        open -= 1;
        declined = next() < 0.2;
        if (declined) return null;
        counts.raised += 1;
        limit = facts.maxCostUsd + next() * 0.01;
        return limit;
      });
      const never = new AbortController().signal;
      let spent = 0;
      const ask = async (depth: number): Promise<void> => {
        const worst = {
          inputTokens: Math.ceil(next() * 2_000),
          outputTokens: Math.ceil(next() * 2_000),
        };
        const asked = { run: '', model: 'm', price: priced.price, ...worst };
        const held = await ledger.reserve(asked, never).catch((error: Error) => {
          assert.ok(error instanceof LimitRefused);
          return null;
        });
        if (held === null) return;
        counts.requests += 1;
        await new Promise((resolve) => setTimeout(resolve, next() * 3));
        if (next() < 0.2) held.release();
        else {
          const used = usage(
            Math.floor(worst.inputTokens * next()),
            Math.floor(held.outputTokens * next()),
          );
          const costUsd = (used.inputTokens + used.outputTokens) / 1e6;
          spent += costUsd;
          held.settle({ usage: used, costUsd });
          assert.ok((ledger.costUsd ?? 1) <= limit + 1e-12, `seed ${seed}: over the limit`);
        }
        if (depth > 0) {
          await Promise.all(Array.from({ length: Math.floor(next() * 4) }, () => ask(depth - 1)));
        }
      };
      await Promise.all(Array.from({ length: 12 }, () => ask(2)));
      assert.ok(Math.abs((ledger.costUsd ?? 0) - spent) < 1e-9, `seed ${seed}: money was lost`);
      assert.equal(ledger.maxCostUsd, limit);
    }
    console.log(
      `${counts.requests} requests in 60 random trees, ${counts.questions} questions, ${counts.raised} times raised`,
    );
  },
);
