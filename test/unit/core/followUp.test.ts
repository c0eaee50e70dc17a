import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SandboxFailed } from '../../../src/core/errors.ts';
import { Keeper } from '../../../src/core/keeper.ts';
import { after, cell, runScripted, ScriptedModel } from './support.ts';

function openKeeper(t: TestContext): Keeper {
  const keeper = new Keeper(after);
  t.after(() => keeper.dispose());
  return keeper;
}

test('a follow-up is told what was asked before and runs in the same REPL, with its own calls and events', async (t) => {
  const keeper = openKeeper(t);
  const cells = {
    note: () => ({ output: 'noted', final: 'Three lines.' }),
    more: async (call: (request: { prompt: string }) => Promise<string>) => ({
      output: await call({ prompt: 'Which?' }),
      final: 'The first.',
    }),
  };
  const first = await runScripted({
    model: new ScriptedModel([cell('note')]),
    cells,
    keeper,
    runId: 'first',
    variables: { found: 'x' },
  });
  assert.ok(keeper.has('first') && !first.environment?.disposed);
  const model = new ScriptedModel([cell('more')], () => 'that one');
  const { result, events, environment } = await runScripted({
    ...{ model, keeper, runId: 'second', follows: 'first', question: 'Which of them?' },
    options: { cellSeconds: 7, maxSubcalls: 1 },
  });
  assert.equal(environment, undefined);
  assert.deepEqual(first.environment?.executed, ['note', 'more']);
  assert.equal(result.answer, 'The first.');
  assert.deepEqual(result.calls, { llm: 1, rlm: 0, memo: 0 });
  assert.equal(result.usage.models['gpt-4o-mini']?.calls, 1);
  const [started] = events;
  assert.ok(started?.type === 'run.started');
  assert.deepEqual([started.seq, started.follows, started.runId], [1, 'first', 'second']);
  // The sandbox is the first run's, with its limits.
  assert.equal(started.options.cellSeconds, 60);
  const told = model.requests[0]?.messages[1]?.content ?? '';
  assert.match(
    told,
    /^Asked before: What is it\?\n\nAnswered:\n"""\nThree lines\.\n"""\n\nThe REPL is still the same, with its variables: found \(string\)\. Now a follow-up about the same text\.\n\nQuestion: Which of them\?\n\nContext: a string, 14 characters/,
  );
  // A follow-up of the follow-up knows both.
  const third = new ScriptedModel(['FINAL(done)']);
  await runScripted({ model: third, keeper, runId: 'third', follows: 'second' });
  const knows = third.requests[0]?.messages[1]?.content ?? '';
  assert.ok(knows.indexOf('What is it?') < knows.indexOf('Which of them?'));
  assert.match(knows, /"""\nThe first\.\n"""/);
});

test('what a repeated sub-call was shown counts as read by the follow-up too', async (t) => {
  const keeper = openKeeper(t);
  const ask = async (call: (request: { prompt: string }) => Promise<string>) => ({
    output: await call({ prompt: 'two' }),
  });
  const first = await runScripted({
    model: new ScriptedModel([cell('ask'), 'FINAL(done)']),
    cells: { ask },
    keeper,
    runId: 'first',
  });
  const covered = first.environment?.covered ?? [];
  const before = covered.filter((text) => text === 'two').length;
  const { result } = await runScripted({
    model: new ScriptedModel([cell('ask'), 'FINAL(done)']),
    keeper,
    runId: 'second',
    follows: 'first',
  });
  assert.equal(result.calls.memo, 1);
  assert.deepEqual([before, covered.filter((text) => text === 'two').length], [1, 2]);
});

test('what a sub-call brought is not paid again by a follow-up', async (t) => {
  const keeper = openKeeper(t);
  const ask = async (call: (request: { prompt: string }) => Promise<string>) => ({
    final: await call({ prompt: 'Same?' }),
  });
  const cells = { ask };
  let asked = 0;
  const sub = () => `reply ${++asked}`;
  const model = () => new ScriptedModel([cell('ask')], sub);
  await runScripted({ model: model(), cells, keeper, runId: 'a' });
  const { result } = await runScripted({ model: model(), keeper, runId: 'b', follows: 'a' });
  assert.equal(result.answer, 'reply 1');
  assert.deepEqual(result.calls, { llm: 0, rlm: 0, memo: 1 });
});

test('long answers are cut in what a follow-up is told', async (t) => {
  const keeper = openKeeper(t);
  await runScripted({
    model: new ScriptedModel([`FINAL(${'x'.repeat(9_000)})`]),
    keeper,
    runId: 'a',
  });
  const model = new ScriptedModel(['FINAL(y)']);
  await runScripted({ model, keeper, runId: 'b', follows: 'a' });
  const told = model.requests[0]?.messages[1]?.content ?? '';
  assert.match(told, /x\n\.\.\. 5,000 more characters\n"""/);
  assert.ok(told.length < 5_000);
});

test('a run whose REPL is gone fails with a sentence, and its record says so', async (t) => {
  const { result, events, bugs } = await runScripted({
    model: new ScriptedModel([]),
    keeper: openKeeper(t),
    follows: 'nobody',
  });
  assert.deepEqual([result.status, result.error?.name], ['failed', 'FollowUpGone']);
  assert.match(result.reason ?? '', /can no longer be followed up/);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['run.started', 'run.finished'],
  );
  assert.deepEqual(bugs, []);
});

test('a run that was stopped can be followed up, one whose sandbox failed can not', async (t) => {
  const keeper = openKeeper(t);
  const stop = new AbortController();
  const stopped = await runScripted({
    model: new ScriptedModel([
      () => {
        stop.abort();
        return cell('never');
      },
    ]),
    cells: { never: () => ({}) },
    signal: stop.signal,
    keeper,
    runId: 'stopped',
  });
  assert.equal(stopped.result.status, 'cancelled');
  assert.ok(keeper.has('stopped'));
  const model = new ScriptedModel(['FINAL(y)']);
  await runScripted({ model, keeper, runId: 'b', follows: 'stopped' });
  assert.match(model.requests[0]?.messages[1]?.content ?? '', /There was no answer\./);
  const failed = await runScripted({
    model: new ScriptedModel([cell('break')]),
    cells: {
      break: () => {
        throw new SandboxFailed('it broke');
      },
    },
    keeper,
    runId: 'failed',
  });
  assert.equal(failed.result.status, 'failed');
  assert.ok(!keeper.has('failed') && failed.environment?.disposed);
});
