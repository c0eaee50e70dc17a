import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import { type CellCode, cell, runScripted, ScriptedModel } from './support.ts';

const price = { input: 1, cachedInput: 1, output: 1 };
const ofType = <Type extends RunEvent['type']>(events: readonly RunEvent[], type: Type) =>
  events.flatMap((event) => (event.type === type ? [event as RunEvent & { type: Type }] : []));
const notices = (events: readonly RunEvent[]) => ofType(events, 'notice').map(({ text }) => text);
const charsOf = (events: readonly RunEvent[]) =>
  events.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
const refused: (prompt: string, more?: object) => CellCode =
  (prompt, more = {}) =>
  async (query) => ({
    output: await query({ prompt, ...more }).catch((error: Error) => error.name),
  });

const long = `${'x'.repeat(9_000)}end`;

const refusals: Readonly<Record<string, Parameters<typeof runScripted>[0]>> = {
  PromptTooLong: {
    model: new ScriptedModel([cell('ask'), 'FINAL(yes)'], undefined, {
      price,
      window: 100_000,
      maxOutput: 100,
    }),
    cells: { ask: refused('x'.repeat(999_000)) },
  },
  CallRefused: {
    model: new ScriptedModel([cell('ask'), 'FINAL(yes)'], undefined, {
      price: null,
      window: null,
      maxOutput: null,
    }),
    cells: { ask: refused(long, { model: 'another' }) },
  },
  'CallRefused without sub-calls': {
    model: new ScriptedModel([cell('ask'), 'FINAL(yes)']),
    cells: { ask: refused(long) },
    options: { maxDepth: 0 },
  },
  'LimitRefused for the number of calls': {
    model: new ScriptedModel([cell('ask'), 'FINAL(yes)']),
    cells: { ask: refused(long) },
    options: { maxSubcalls: 0 },
  },
  'LimitRefused for money': {
    model: new ScriptedModel([cell('ask'), 'FINAL(yes)'], undefined, {
      price,
      window: null,
      maxOutput: 10,
    }),
    cells: { ask: refused('x'.repeat(900_000)) },
    options: { maxCostUsd: 0.5 },
  },
};

for (const [name, trial] of Object.entries(refusals)) {
  test(`a refused call keeps its head, its length and its hash: ${name}`, async () => {
    const { events } = await runScripted(trial);
    const [start, ...more] = ofType(events, 'call.started');
    const [end] = ofType(events, 'call.finished');
    assert.ok(start !== undefined && end !== undefined && more.length === 0);
    assert.equal(end.error?.name, name.split(' ')[0]);
    const prompt = start.prompt[0]?.repeat(
      start.promptChars - (start.promptChars === 9_003 ? 3 : 0),
    );
    assert.equal(start.prompt, prompt?.slice(0, 512));
    const whole = start.promptChars === 9_003 ? long : prompt;
    assert.equal(
      start.promptSha256,
      createHash('sha256')
        .update(whole ?? '')
        .digest('hex'),
    );
    const isLimit = end.error?.name === 'LimitRefused';
    assert.equal(ofType(events, 'limit.reached').length, isLimit ? 1 : 0);
  });
}

test('a call that was answered is recorded whole, and so is one that is found again', async () => {
  const prompt = 'x'.repeat(9_000);
  const ask: CellCode = async (query) => ({
    final: `${await query({ prompt })} ${await query({ prompt })}`,
  });
  const { events } = await runScripted({ model: new ScriptedModel([cell('ask')]), cells: { ask } });
  assert.deepEqual(
    ofType(events, 'call.started').map((event) => event.prompt),
    [prompt, prompt],
  );
});

test('identical calls of which one is refused are refused alike: short, and counted', async () => {
  const prompt = 'x'.repeat(200_000);
  const ask: CellCode = async (query) => ({
    output: (
      await Promise.all(
        Array.from({ length: 500 }, () => query({ prompt }).catch(({ name }: Error) => name)),
      )
    ).join(' '),
  });
  const { events, result } = await runScripted({
    model: new ScriptedModel([cell('ask'), 'FINAL(best)'], undefined, {
      price,
      window: 10_000,
      maxOutput: 100,
    }),
    cells: { ask },
    options: { maxSubcalls: 30, maxCostUsd: null },
  });
  const starts = ofType(events, 'call.started');
  assert.deepEqual([...new Set(starts.map((start) => start.prompt.length))], [512]);
  const names = ofType(events, 'call.finished').map(({ error }) => error?.name);
  assert.deepEqual(
    [names.filter((name) => name === 'PromptTooLong').length, names.length],
    [30, 130],
  );
  assert.deepEqual([result.status, result.limit, result.answer], ['limit', 'subcalls', 'best']);
  assert.deepEqual([result.calls.llm, result.calls.memo], [0, 0]);
});

test('a call that waits for its twin is recorded as soon as that one goes on', async () => {
  const ask: CellCode = async (query) => ({
    final: (await Promise.all([query({ prompt: 'p' }), query({ prompt: 'p' })])).join(' '),
  });
  const { events } = await runScripted({ model: new ScriptedModel([cell('ask')]), cells: { ask } });
  const calls = events.flatMap((event) =>
    event.type === 'call.started' || event.type === 'call.finished'
      ? [`${event.type} ${event.call}`]
      : [],
  );
  assert.deepEqual(calls.slice(0, 2), ['call.started 1', 'call.started 2']);
  assert.equal(calls.length, 4);
});

test('refused calls count: a loop of them ends the run at its limit of calls', async () => {
  const prompt = 'x'.repeat(200_000);
  const loop: CellCode = async (query) => {
    for (let at = 0; at < 2_000; at += 1) await query({ prompt: `${prompt}${at}` }).catch(() => {});
    return { output: 'done' };
  };
  const { events, result } = await runScripted({
    model: new ScriptedModel([cell('loop'), 'FINAL(best)'], undefined, {
      price,
      window: 10_000,
      maxOutput: 100,
    }),
    cells: { loop },
    options: { maxSubcalls: 30, maxCostUsd: null },
  });
  assert.deepEqual([result.status, result.limit, result.answer], ['limit', 'subcalls', 'best']);
  const names = ofType(events, 'call.finished').map(({ error }) => error?.name);
  assert.deepEqual(
    [names.filter((name) => name === 'PromptTooLong').length, names.length],
    [30, 130],
  );
  assert.ok(notices(events).includes('1,870 more calls were refused and not recorded.'));
  assert.equal(result.calls.llm, 0);
  assert.ok(charsOf(events) < 300_000, `${charsOf(events)}`);
});

test('in a long record prompts, outputs and errors keep their ends, what was paid all of it', async () => {
  const text = (mark: string) => `${mark}${'x'.repeat(30_000)}${mark}`;
  const talk: CellCode = async (query) => {
    const reply = await query({ prompt: text('P') });
    await query({ name: 'rlm_query', prompt: text('Q'), context: text('C') });
    return {
      output: `${reply}${text('O')}`,
      outputChars: 60_005,
      status: 'error',
      error: { name: 'Error', message: text('E'), line: 1 },
    };
  };
  const reply = ({ messages }: { messages: readonly { content: string }[] }) =>
    messages[1]?.content.startsWith('Question: Q')
      ? 'FINAL(part)'
      : `${text('T')}\n${cell('talk')}`;
  const model = new ScriptedModel([reply, reply, 'FINAL(done)'], () => text('R'));
  const { events, result } = await runScripted({
    ...{ model, cells: { talk }, options: { maxDepth: 2, maxOutputChars: 50_000 } },
    recordLimits: { whole: 20_000, most: 1_000_000 },
  });
  assert.equal(result.answer, 'done');
  const [first, second] = ofType(events, 'call.started');
  const [asked, child] = ofType(events, 'call.finished');
  for (const start of [first, second]) {
    assert.match(
      start?.prompt ?? '',
      /^[PQ]x+\n\.\.\. 27,954 characters are not kept in this record \.\.\.\nx+[PQ]$/,
    );
    assert.equal(start?.promptChars, 30_002);
  }
  assert.equal(asked?.response, text('R'));
  assert.equal(child?.response, 'part');
  const [end] = ofType(events, 'cell.finished');
  assert.match(end?.output ?? '', /^Rx+\n\.\.\. .*\nx+O$/);
  assert.match(end?.error?.message ?? '', /^Ex+\n\.\.\. .*\nx+E$/);
  const [replied] = ofType(events, 'model.replied');
  assert.ok(replied?.text.startsWith(text('T')));
  assert.equal(
    ofType(events, 'run.started')[1]?.question.length,
    ofType(events, 'call.started')[1]?.prompt.length,
  );
  const said = notices(events).filter((notice) => notice.startsWith('The record of this run'));
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /only the beginning and the end of long prompts, outputs and errors/);
});

test('models get whole what the record keeps shortened', async () => {
  const prompt = 'x'.repeat(30_000);
  const got: string[] = [];
  const model = new ScriptedModel([cell('ask')], (sent) => {
    got.push(sent);
    return 'reply';
  });
  const ask: CellCode = async (query) => ({ final: await query({ prompt }) });
  await runScripted({ model, cells: { ask }, recordLimits: { whole: 0, most: 1_000_000 } });
  assert.deepEqual(got, [prompt]);
});

test('a record that is full ends the run with its best answer and a sentence', async () => {
  const loop: CellCode = async (query, signal) => {
    for (let at = 0; !signal.aborted; at += 1) await query({ prompt: `${at}` });
    return { output: '' };
  };
  const { events, result } = await runScripted({
    model: new ScriptedModel([cell('loop'), 'FINAL(best)'], () => 'y'.repeat(3_000)),
    cells: { loop },
    options: { maxSubcalls: 100_000 },
    recordLimits: { whole: 50_000, most: 100_000 },
  });
  assert.deepEqual(
    [result.status, result.answer, result.error?.name],
    ['failed', 'best', 'RecordFull'],
  );
  assert.match(result.reason ?? '', /The record of this run has reached .* it ends here\./);
  assert.ok(charsOf(events) < 130_000, `${charsOf(events)}`);
});
