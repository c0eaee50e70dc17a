import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../../src/core/events.ts';
import type { RunOptions } from '../../../../src/core/options.ts';
import {
  answeredIn,
  cell,
  modelOf,
  run,
  type Script,
  StatelessModel,
  type Went,
  wrongs,
} from './support.ts';

const limits = { timeout: 900_000 };

/** Cuts a run off at every event, and sees to it that it goes on to the same answer. */
async function resumeEverywhere(
  whole: Went,
  model: () => StatelessModel,
  options: Partial<RunOptions>,
  step: number,
): Promise<void> {
  assert.deepEqual(
    [whole.result.status, wrongs(whole)],
    ['answered', []],
    whole.result.reason ?? '',
  );
  for (let at = 2; at < whole.events.length; at += step) {
    const events = whole.events.slice(0, at);
    const went = await run({ model: model(), options, resumes: { events } });
    const twice = went.asked.filter((key) => answeredIn(events).has(key));
    const where = `cut behind event ${at}: ${went.result.reason}`;
    assert.deepEqual(
      [went.result.answer, twice, wrongs(went)],
      [whole.result.answer, [], []],
      where,
    );
    assert.equal(went.result.coverage, whole.result.coverage, where);
  }
}

const has = (events: readonly RunEvent[], type: RunEvent['type'], part: string) =>
  events.some((event) => event.type === type && JSON.stringify(event).includes(part));

const long: Script = {
  'What is it?': {
    turns: [
      cell("let n = 1; print('a'.repeat(9000))"),
      cell("n += 1; print('b'.repeat(9000))"),
      cell("n += 1; print('c'.repeat(9000))"),
      cell('n += 1; print(history.length > 0, n)'),
      cell('FINAL(n + ";" + history.length)'),
    ],
  },
};

test(
  'a conversation that was compacted is compacted again, with the same summary',
  limits,
  async () => {
    const model = () => new StatelessModel(long, undefined, 9_000);
    const options = { maxOutputTokens: 500 };
    const whole = await run({ model: model(), options });
    assert.ok(has(whole.events, 'model.replied', '"compaction"'));
    await resumeEverywhere(whole, model, options, 1);
  },
);

const refusing: Script = {
  'What is it?': {
    turns: [
      cell(`const got = await llm_query_batched(['a', 'b', 'c', 'd']);
print(got.join('|'), budget().subcalls)`),
      cell('FINAL(got.filter((reply) => reply.startsWith("reply")).length)'),
    ],
    last: 'Unsure.',
  },
};

test(
  'calls that were refused are refused again, and end the run no more once the limit is raised',
  limits,
  async () => {
    const options = { maxSubcalls: 2 };
    const ended = await run({ model: modelOf(refusing), options });
    assert.deepEqual([ended.result.status, ended.result.limit], ['limit', 'subcalls']);
    const went = await run({ model: modelOf(refusing), resumes: { events: ended.events } });
    assert.deepEqual([went.result.answer, went.asked.length, wrongs(went)], ['2', 1, []]);
    assert.ok(!has(went.events, 'notice', 'printed something else'));
    assert.equal(went.result.calls.llm, 2);
  },
);

test('a flood of refused calls is refused again', limits, async () => {
  const script: Script = {
    'What is it?': {
      turns: [
        cell(`const got = await Promise.allSettled(Array.from({ length: 180 }, (_, n) => llm_query('q' + n)));
print(got.filter(({ status }) => status === 'rejected').length)`),
        cell('FINAL(got.length)'),
      ],
      last: 'Unsure.',
    },
  };
  const ended = await run({ model: modelOf(script), options: { maxSubcalls: 3 } });
  assert.equal(ended.result.limit, 'subcalls');
  const went = await run({ model: modelOf(script), resumes: { events: ended.events } });
  assert.deepEqual([went.result.answer, wrongs(went)], ['180', []]);
  assert.ok(!has(went.events, 'notice', 'printed something else'));
});

const deep: Script = {
  'What is it?': {
    turns: [
      cell(`const both = await rlm_query_batched([{question: 'One?', context: 'x'}, {question: 'Two?', context: 'y'}]);
print(both.join())`),
      cell('FINAL(both.join())'),
    ],
  },
  'One?': {
    turns: [cell("const r = await rlm_query('Deep?', 'zz'); print(r)"), 'FINAL(one is done)'],
  },
  'Two?': { turns: [cell("const r = await llm_query('two'); print(r)"), cell('FINAL(r)')] },
  'Deep?': {
    turns: [cell("const r = await llm_query('deep'); print(r)"), cell('FINAL(r + context.length)')],
  },
};

test('children of children go on, cut off or stopped', limits, async () => {
  const options = { maxDepth: 3 };
  const whole = await run({ model: modelOf(deep), options });
  await resumeEverywhere(whole, () => modelOf(deep), options, 3);
  for (let at = 4; at < whole.events.length - 6; at += 6) {
    const stop = new AbortController();
    const stopped = await run({
      ...{ model: modelOf(deep), options, signal: stop.signal },
      onEvent: ({ seq }) => seq === at && stop.abort(),
    });
    const went = await run({ model: modelOf(deep), options, resumes: { events: stopped.events } });
    const twice = went.asked.filter((key) => answeredIn(stopped.events).has(key));
    assert.deepEqual(
      [went.result.answer, twice, wrongs(went)],
      [whole.result.answer, [], []],
      `${at}`,
    );
    // And is stopped again, and goes on once more.
    const events = went.events.slice(0, -5);
    const again = await run({ model: modelOf(deep), options, resumes: { events } });
    assert.deepEqual([again.result.answer, wrongs(again)], [whole.result.answer, []], `${at}`);
  }
});

test('the time of all parts counts, and that of a replay does not', limits, async () => {
  const whole = await run({ model: modelOf(deep), options: { maxDepth: 3 } });
  const start = whole.events[0]?.at ?? 0;
  // As if it had taken 50 seconds by then.
  const events = whole.events
    .slice(0, -4)
    .map((event) => ({ ...event, at: start + (event.at - start) + event.seq * 2_000 }));
  const options = { maxDepth: 3, timeoutSeconds: 10 };
  const late = await run({
    model: modelOf({
      ...deep,
      'What is it?': { turns: deep['What is it?']?.turns ?? [], last: 'late' },
    }),
    options,
    resumes: { events },
  });
  assert.deepEqual([late.result.status, late.result.limit], ['limit', 'time']);
  const went = await run({
    model: modelOf(deep),
    options: { ...options, timeoutSeconds: 10_000 },
    resumes: { events },
  });
  assert.equal(went.result.status, 'answered');
  assert.ok(went.result.durationMs > 50_000);
});
