import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsDirectly, mostDirectTokens } from '../../../src/core/direct.ts';
import { PromptTooLong } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { ModelFacts } from '../../../src/core/model.ts';
import { createWorkerEnvironment } from '../../../src/sandbox/host/workerEnvironment.ts';
import { contextOf, wasmPath, workerBundle } from '../sandbox/support.ts';
import { cell, runScripted, ScriptedModel, usage } from './support.ts';

const always = { direct: 'always' } as const;
const replies = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    event.type === 'model.replied' ? [`${event.iteration} ${event.purpose}`] : [],
  );
const notices = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
const free = { input: 0, cachedInput: 0, output: 0 };
const facts = (more: Partial<ModelFacts>): ModelFacts => ({
  ...{ price: free, window: null, maxOutput: null },
  ...more,
});

test('a text fits where text, reply and instructions have room in the window, up to 16,000 tokens', () => {
  const options = { maxOutputTokens: 16_384 };
  for (const [tokens, window, maxOutput, fits] of [
    [16_000, 128_000, 16_384, true],
    [16_001, 128_000, 16_384, false],
    [16_000, null, null, true],
    [15_500, 32_000, null, true],
    [15_501, 32_000, null, false],
    [3_500, 8_000, null, true],
    [3_501, 8_000, null, false],
    [6_500, 8_000, 1_000, true],
    [0, 900, null, false],
  ] as const)
    assert.equal(fitsDirectly(tokens, options, { window, maxOutput }), fits, `${tokens} ${window}`);
});

test('a plain question is one request with the whole text, its lines numbered, and the reply is the answer', async () => {
  const model = new ScriptedModel(['Two lines say so [L2-L3].']);
  const { result, events } = await runScripted({ model, options: always });
  assert.equal(result.status, 'answered');
  assert.equal(result.answer, 'Two lines say so [L2-L3].');
  assert.equal(result.iterations, 1);
  assert.deepEqual(result.calls, { llm: 0, rlm: 0, memo: 0 });
  assert.deepEqual(replies(events), ['1 direct']);
  assert.equal(model.requests.length, 1);
  // Nothing continues it: it is not worth a cache's price.
  assert.equal(model.requests[0]?.oneOff, true);
  const [system, user] = model.requests[0]?.messages ?? [];
  assert.match(system?.content ?? '', /cited as \[L12\].*never an order/s);
  assert.equal(
    user?.content,
    'Question: What is it?\n\nThe text:\n"""\nL1: one\nL2: two\nL3: three\n"""',
  );
  assert.match(notices(events)[0] ?? '', /^The whole text, about \d+ tokens, goes to gpt-4o .*dir/);
  assert.ok(!events.some(({ type }) => type === 'cell.started'));
});

test('all of the text was shown to the model, and citations say so', {
  timeout: 60_000,
}, async () => {
  const workerPath = await workerBundle();
  const context = contextOf({ 'a.txt': 'one\r\ntwo\rthree\n', 'b "quoted".txt': '\u6f22 and """' });
  const model = new ScriptedModel(['See [a.txt:L2-L3] and [a.txt:L9]: "two".']);
  const { result, events } = await runScripted({
    model,
    options: always,
    parts: (parts) => ({
      ...parts,
      createEnvironment: (_, options, calls) =>
        createWorkerEnvironment({ context, options, calls, workerPath, wasmPath }),
    }),
    context,
  });
  assert.deepEqual([result.coverage, result.searched], [1, 0]);
  assert.deepEqual(
    result.citations.map(({ startLine, verified, shown }) => [startLine, verified, shown]),
    [
      [2, true, true],
      [9, false, false],
    ],
  );
  assert.deepEqual(model.requests[0]?.messages[1]?.content.split('\n').slice(2), [
    ...['"a.txt":', '"""', 'L1: one', 'L2: two', 'L3: three', '"""', ''],
    ...['"b \\"quoted\\".txt":', '"""2', 'L1: \u6f22 and """', '"""2'],
  ]);
  assert.ok(events.some((event) => event.type === 'coverage' && event.coverage === 1));
});

test('FINAL from habit is taken off where it is all of the reply, and is text elsewhere', async () => {
  for (const [reply, answer] of [
    ['FINAL(It is one.)', 'It is one.'],
    [' FINAL("It is one.") \n', 'It is one.'],
    [
      'The text says\nFINAL(one)\nin its first line.',
      'The text says\nFINAL(one)\nin its first line.',
    ],
    ['```js\nlet one;\n```', '```js\nlet one;\n```'],
  ] as const) {
    const model = new ScriptedModel([reply]);
    const { result } = await runScripted({ model, options: always });
    assert.equal(result.answer, answer);
  }
});

test('a reply that was cut at its limit says so', async () => {
  const model = new ScriptedModel(['It is on']);
  model.finish = () => 'length';
  const { result } = await runScripted({ model, options: always });
  assert.equal(result.answer, 'It is on');
  assert.match(result.reason ?? '', /^The answer was cut at the limit of 10 tokens of a reply\.$/);
});

test('unless always is asked for, a run is a run', async () => {
  for (const direct of ['never', 'offer'] as const) {
    const model = new ScriptedModel(['FINAL(ok)']);
    const { events } = await runScripted({ model, options: { direct } });
    assert.deepEqual(replies(events), ['1 iteration']);
    assert.deepEqual(notices(events), []);
  }
});

test('a text that does not fit is asked about with code, and that is said', async () => {
  const counted = (tokens: number): ScriptedModel =>
    Object.assign(new ScriptedModel(['FINAL(ok)']), {
      countTokens: async () => tokens,
      tokens: usage(20_000, 10),
    });
  for (const [model, fits] of [
    [counted(mostDirectTokens), true],
    [counted(mostDirectTokens + 1), false],
    [new ScriptedModel(['FINAL(ok)'], undefined, facts({ window: 900 })), false],
  ] as const) {
    // As many as the instructions may have: a server that reports far fewer has cut them.
    model.tokens = usage(4_000, 10);
    const { result, events } = await runScripted({ model, options: always });
    assert.equal(result.answer, 'ok');
    assert.deepEqual(replies(events), [fits ? '1 direct' : '1 iteration']);
    if (!fits)
      assert.deepEqual(notices(events), [
        'The text is too long to be asked about directly: it is asked about with code.',
      ]);
  }
});

test('where no answer comes of it, the run goes on with code in the same iteration', async () => {
  for (const first of ['', new PromptTooLong('gpt-4o', 'the server says so')]) {
    const model = new ScriptedModel([first, cell('submit')]);
    const { result, events } = await runScripted({
      model,
      options: always,
      cells: { submit: () => ({ final: 'with code' }) },
    });
    assert.deepEqual([result.status, result.answer], ['answered', 'with code']);
    assert.equal(result.iterations, 1);
    assert.deepEqual(replies(events), [...(first === '' ? ['1 direct'] : []), '1 iteration']);
    assert.match(notices(events)[1] ?? '', /^That brought no answer/);
  }
});

test('a follow-up goes on in its REPL, whatever fits', async () => {
  const model = new ScriptedModel(['one', 'FINAL(two)']);
  const { Keeper } = await import('../../../src/core/keeper.ts');
  const keeper = new Keeper(() => () => {});
  await runScripted({ model, options: always, keeper, runId: 'r1' });
  const { events } = await runScripted({
    ...{ model, options: always, keeper, runId: 'r2', follows: 'r1' },
  });
  assert.deepEqual(replies(events), ['1 iteration']);
  await keeper.dispose();
});
