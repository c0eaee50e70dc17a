import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { ask } from '../../../src/core/ask.ts';
import { deferred, unlessStopped } from '../../../src/core/deferred.ts';
import { Cancelled, ServerFailed } from '../../../src/core/errors.ts';
import { Gate } from '../../../src/core/gate.ts';
import { Keeper } from '../../../src/core/keeper.ts';
import { Ledger } from '../../../src/core/ledger.ts';
import { unlessOverdue } from '../../../src/core/overdue.ts';
import { sharedText } from '../../../src/sources/decode.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';
import {
  after,
  type CellCode,
  cell,
  runScripted,
  ScriptedEnvironment,
  ScriptedModel,
  textContext,
  usage,
} from './support.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('a call that failed is asked again, by the same run and by its follow-ups', async (t) => {
  const keeper = new Keeper(after);
  t.after(() => keeper.dispose());
  let asked = 0;
  const sub = () => {
    asked += 1;
    if (asked <= 2) throw new ServerFailed('example.com', 'it broke');
    return 'reply';
  };
  const call: CellCode = async (query) => {
    const outcomes = [];
    for (let at = 0; at < 2; at += 1) {
      outcomes.push(await query({ prompt: 'same' }).catch((error: Error) => error.name));
    }
    return { output: outcomes.join(), final: outcomes.join() };
  };
  const first = { model: new ScriptedModel([cell('call')], sub), cells: { call } };
  const { result } = await runScripted({ ...first, keeper, runId: 'first' });
  assert.equal(result.answer, 'ServerFailed,ServerFailed');
  const next = { model: new ScriptedModel([cell('call')], sub), follows: 'first' };
  assert.equal(
    (await runScripted({ ...next, keeper, runId: 'next' })).result.answer,
    'reply,reply',
  );
  assert.equal(asked, 3);
});

test("what a limit left of a child's answer is given to no run with limits of its own", async (t) => {
  const keeper = new Keeper(after);
  t.after(() => keeper.dispose());
  const delegate: CellCode = async (query) => {
    const answer = await query({ name: 'rlm_query', prompt: 'How?', context: 'x' });
    return { output: answer, final: answer };
  };
  const model = new ScriptedModel([cell('delegate'), cell('look'), 'cut short', 'best so far']);
  model.tokens = usage(20_000, 10);
  const cells = { delegate, look: () => ({ output: 'x' }) };
  const first = await runScripted({
    ...{ model, cells, keeper, runId: 'first' },
    options: { maxDepth: 2, maxTokens: 48_000, maxOutputTokens: 1_000 },
  });
  assert.equal(first.events.find(({ type }) => type === 'limit.reached')?.run, '1');
  const next = new ScriptedModel([cell('delegate'), 'FINAL(complete)']);
  const { result } = await runScripted({
    ...{ model: next, cells, keeper, follows: 'first' },
    options: { maxDepth: 2 },
  });
  assert.equal(result.answer, 'complete');
});

test('replies without code count in a row, not in all', async () => {
  const idle = 'Let me think about it.';
  const { result } = await runScripted({
    model: new ScriptedModel([idle, idle, cell('look'), idle, idle, cell('look'), 'FINAL(seen)']),
    cells: { look: () => ({ output: 'something' }) },
  });
  assert.deepEqual([result.status, result.answer, result.reason], ['answered', 'seen', null]);
  assert.equal(result.iterations, 7);
});

test('replies with a cell that failed count in a row, not in all', async () => {
  const failing = { status: 'error' as const, error: { name: 'Error', message: '', line: null } };
  const { result } = await runScripted({
    model: new ScriptedModel([cell('bad'), cell('good'), cell('bad'), cell('good'), 'FINAL(done)']),
    cells: { bad: () => failing, good: () => ({ output: 'x' }) },
    options: { maxConsecutiveErrors: 2 },
  });
  assert.equal(result.answer, 'done');
});

for (const [how, replies] of Object.entries({
  answered: ['FINAL(done)'],
  'at a limit': [cell('look'), 'no answer'],
  failed: [new Error('a bug')],
})) {
  test(`a run that has ended has no timer and no listener: ${how}`, async () => {
    const open = new Set<() => void>();
    const { signal } = new AbortController();
    const keeper = new Keeper(() => () => {});
    await ask(
      {
        runId: 'r1',
        question: 'What?',
        context: textContext('one'),
        options: { ...javascriptOptions, maxIterations: 1, timeoutSeconds: 100 },
        model: new ScriptedModel(replies),
        signal,
      },
      {
        createEnvironment: (context, _, calls) =>
          new ScriptedEnvironment(context, calls, { look: () => ({ output: 'x' }) }),
        share: sharedText,
        prepareLanguage: async () => null,
        parses: () => true,
        loadParsers: async () => {},
        sha256: (text) => createHash('sha256').update(text).digest('hex'),
        clock: {
          now: Date.now,
          after: (_, callback) => {
            open.add(callback);
            return () => void open.delete(callback);
          },
        },
        reportBug: () => {},
        emit: () => {},
      },
      keeper,
    );
    await keeper.dispose();
    assert.equal(open.size, 0);
    assert.equal(listeners(signal), 0);
  });
}

test('work that is over leaves no listener at the signal that could have stopped it', async () => {
  const { signal } = new AbortController();
  await unlessStopped(Promise.resolve(1), signal);
  await unlessStopped(Promise.reject(new Error('x')), signal).catch(() => undefined);
  const gate = new Gate(1);
  const first = deferred<void>();
  const passes = [gate.pass(signal, () => first.promise), gate.pass(signal, async () => {})];
  await turn();
  assert.equal(listeners(signal), 1);
  first.resolve();
  await Promise.all(passes);
  const ledger = new Ledger({ maxCostUsd: 1, maxTokens: null });
  const price = { input: 1, cachedInput: 1, output: 1 };
  const worst = { run: '', model: 'm', inputTokens: 600_000, outputTokens: 1, price };
  const held = await ledger.reserve(worst, signal);
  const waiting = ledger.reserve(worst, signal);
  await turn();
  assert.equal(listeners(signal), 1);
  held.release();
  (await waiting).release();
  assert.equal(listeners(signal), 0);
});

test('work that is over in time leaves no listener and no timer, and overdue work is waited for no more', async () => {
  const stop = new AbortController();
  const open = new Set<() => void>();
  const hold = (_: number, callback: () => void) => {
    open.add(callback);
    return () => void open.delete(callback);
  };
  assert.equal(await unlessOverdue(Promise.resolve(1), stop.signal, 9, hold), 1);
  assert.deepEqual([listeners(stop.signal), open.size], [0, 0]);
  const waiting = unlessOverdue(new Promise<number>(() => {}), stop.signal, 9, hold);
  assert.equal(listeners(stop.signal), 1);
  stop.abort();
  for (const callback of open) callback();
  assert.equal(await waiting, null);
  const late = deferred<number>();
  const inTime = unlessOverdue(late.promise, stop.signal, 9, hold);
  late.resolve(2);
  assert.equal(await inTime, 2);
  assert.deepEqual([listeners(stop.signal), open.size], [0, 0]);
});

test('one who waits at a gate and is stopped goes at once; the others keep their order', async () => {
  const gate = new Gate(1);
  const open = deferred<void>();
  const stop = new AbortController();
  const { signal } = new AbortController();
  const order: string[] = [];
  const passes = [gate.pass(signal, () => open.promise)];
  const stopped = gate.pass(stop.signal, async () => void order.push('stopped'));
  for (const name of ['a', 'b']) passes.push(gate.pass(signal, async () => void order.push(name)));
  await turn();
  stop.abort();
  await assert.rejects(stopped, Cancelled);
  await assert.rejects(
    gate.pass(AbortSignal.abort(), async () => {}),
    Cancelled,
  );
  open.resolve();
  await Promise.all(passes);
  assert.deepEqual(order, ['a', 'b']);
});

test('a limit of one follow-up never refuses the call of another that waits for the same', async (t) => {
  const keeper = new Keeper(after);
  t.after(() => keeper.dispose());
  class DearSubModel extends ScriptedModel {
    override facts(name = '') {
      const each = name === javascriptOptions.subModel ? 1 : 0;
      const price = { input: each, cachedInput: each, output: each };
      return { price, window: null, maxOutput: 1_000 };
    }
  }
  const cells: Record<string, CellCode> = {
    note: () => ({ output: 'noted', final: 'noted' }),
    call: async (query) => {
      const text = await query({ prompt: 'same' }).catch((error: Error) => error.name);
      return { output: text, final: text };
    },
  };
  await runScripted({ model: new ScriptedModel([cell('note')]), cells, keeper, runId: 'first' });
  const held = deferred<void>();
  const follow = (runId: string, maxCostUsd: number) => {
    const model = new DearSubModel([cell('call'), 'FINAL(at the limit)'], () => 'reply');
    model.tokens = usage(10, 10);
    return runScripted({
      ...{ model, keeper, runId, follows: 'first', options: { maxCostUsd } },
      onBudget: async () => {
        await held.promise;
        return { kind: 'finish' };
      },
    });
  };
  const poor = follow('poor', 0.0001);
  for (let at = 0; at < 5; at += 1) await turn();
  const rich = follow('rich', 1_000);
  for (let at = 0; at < 20; at += 1) await turn();
  held.resolve();
  assert.equal((await poor).result.answer, 'LimitRefused');
  const { result } = await rich;
  assert.deepEqual([result.status, result.answer, result.limit], ['answered', 'reply', null]);
});
