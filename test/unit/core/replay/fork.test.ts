import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../../src/core/events.ts';
import { whyNotFollowed, whyNotForked } from '../../../../src/core/recording.ts';
import { scripts } from './scripts.ts';
import {
  answeredIn,
  cell,
  modelOf,
  rootKey,
  run,
  type Script,
  type Went,
  wrongs,
} from './support.ts';

const limits = { timeout: 900_000 };
const question = 'What is it?';

/** The script with other turns behind the first ones. */
function turningAfter(script: Script, iteration: number, ...others: readonly string[]): Script {
  const { turns = [] } = script[question] ?? {};
  return { ...script, [question]: { turns: [...turns.slice(0, iteration), ...others] } };
}

const costOf = (events: readonly RunEvent[]) =>
  events.reduce(
    (sum, event) =>
      event.type === 'model.replied' || event.type === 'call.finished'
        ? sum + (event.costUsd ?? 0)
        : sum,
    0,
  );

async function forked(language: 'javascript' | 'python', last: string) {
  const script = scripts[language];
  const whole = await run({ model: modelOf(script), options: { language } });
  const model = modelOf(turningAfter(script, 2, cell(last)));
  const went = await run({
    model,
    runId: 'r2',
    options: { language, subModel: 'other', maxIterations: 9 },
    forks: { events: whole.events, iterations: 2, remark: 'Only the first part.' },
  });
  return { whole, went, model };
}

function checkFork(whole: Went, went: Went, costUsd: number): void {
  assert.deepEqual([went.result.status, wrongs(went)], ['answered', []], went.result.reason ?? '');
  const [start] = went.events;
  assert.ok(start?.type === 'run.started');
  assert.equal(start.runId, 'r2');
  assert.deepEqual([start.forks?.runId, start.forks?.iteration], ['r1', 2]);
  const twice = went.asked.filter((key) => answeredIn(whole.events).has(key));
  assert.deepEqual(twice, [rootKey(question, 3, 'iteration')], 'only what comes after is asked');
  assert.equal(costOf(went.events).toFixed(6), (went.result.costUsd ?? -1).toFixed(6));
  assert.equal(went.result.costUsd?.toFixed(6), costUsd.toFixed(6));
}

test(
  'a fork takes the first iterations over, and goes on with a remark and another model',
  limits,
  async () => {
    const last =
      "FINAL([replies.length, found, await llm_query('alone'), await llm_query('new', {model: 'other'})].join(';'))";
    const { whole, went, model } = await forked('javascript', last);
    checkFork(whole, went, 0.003);
    const found = 'reply to half 1+reply to half 27';
    // The one was paid for another model: it is asked again of this one.
    assert.equal(went.result.answer, `5;${found};reply to alone;reply to new`);
    const told = model.conversations.at(-1)?.at(-1)?.content ?? '';
    assert.match(told, /Only the first part\.$/);
  },
);

test('in Python too', limits, async () => {
  const { whole, went } = await forked(
    'python',
    'FINAL(f\'{len(replies)};{found};{llm_query("new")}\')',
  );
  checkFork(whole, went, 0.002);
  assert.equal(went.result.answer, '5;reply to half 1+reply to half 27;reply to new');
});

test('an answer that a fork has taken over does not end it', limits, async () => {
  const script = scripts.javascript;
  const whole = await run({ model: modelOf(script) });
  const went = await run({
    model: modelOf(turningAfter(script, 5, cell('FINAL("longer: " + answer.content.length)'))),
    runId: 'r2',
    forks: { events: whole.events, iterations: 5 },
  });
  assert.deepEqual([went.result.status, wrongs(went)], ['answered', []]);
  assert.match(went.result.answer, /^longer: \d+$/);
});

test('a fork that is cut off goes on, and so does a fork of a fork', limits, async () => {
  const script = turningAfter(
    scripts.javascript,
    2,
    cell("const more = await llm_query_batched(['x', 'y']); print(more)"),
    cell('FINAL(more.join() + found)'),
  );
  const whole = await run({ model: modelOf(scripts.javascript) });
  const one = await run({
    model: modelOf(script),
    runId: 'r2',
    options: { subModel: 'other' },
    forks: { events: whole.events, iterations: 2 },
  });
  assert.deepEqual([one.result.status, wrongs(one)], ['answered', []]);
  const added = one.events.findIndex(
    (event) => event.type === 'iteration.started' && event.iteration === 3,
  );
  for (let at = added - 3; at < one.events.length; at += 1) {
    const events = one.events.slice(0, at);
    const went = await run({
      ...{ model: modelOf(script), runId: 'r2', options: { subModel: 'other' } },
      resumes: { events },
    });
    const twice = went.asked.filter((key) => answeredIn(events).has(key));
    assert.deepEqual(
      [went.result.answer, twice, wrongs(went)],
      [one.result.answer, [], []],
      `${at}`,
    );
  }
  const two = await run({
    model: modelOf(turningAfter(script, 3, cell('FINAL(more.length + found)'))),
    runId: 'r3',
    forks: { events: one.events, iterations: 3 },
  });
  assert.deepEqual([two.result.answer, wrongs(two)], ['2reply to half 1+reply to half 27', []]);
});

test('a run that was one direct question has nothing to fork, but can be followed up', () => {
  const of = (body: object, seq: number) => ({ seq, at: 1, run: '', ...body }) as RunEvent;
  const events = [
    of({ type: 'run.started', format: 1, runId: 'r1', question, options: {} }, 1),
    of({ type: 'iteration.started', iteration: 1 }, 2),
    of({ type: 'model.replied', iteration: 1, purpose: 'direct', text: 'Two.' }, 3),
  ];
  assert.equal(whyNotForked(events, 1)?.name, 'AskedDirectly');
  assert.equal(whyNotForked(events, 2)?.name, 'NoSuchIteration');
  assert.equal(whyNotFollowed(events), null);
});
