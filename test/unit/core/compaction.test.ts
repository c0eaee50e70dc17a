import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PromptTooLong, ServerFailed } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { ModelFacts, ModelRequest } from '../../../src/core/model.ts';
import { cell, runScripted, ScriptedModel, usage } from './support.ts';

const free = { input: 0, cachedInput: 0, output: 0 };
const purposes = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'model.replied' ? [event.purpose] : []));
const notices = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
const cells = { look: () => ({ output: 'o'.repeat(3_000) }) };
const look = cell('look');
/** Takes 8,000 tokens, of which 1,000 are for replies: compacted from 5,950 on. */
const narrow: ModelFacts = { price: free, window: 8_000, maxOutput: 1_000 };

type Entry = string | Error;

/**
 * A model whose server counts a third of the characters, and which writes the next of `summaries` when
 * it is asked for one.
 */
function counting(replies: readonly Entry[], summaries: readonly Entry[], facts = narrow) {
  const script = [...replies];
  const toSay = [...summaries];
  const model: ScriptedModel = new ScriptedModel(
    Array(50).fill((request: ModelRequest) => {
      const chars = request.messages.reduce((sum, { content }) => sum + content.length, 0);
      model.tokens = usage(Math.ceil(chars / 3), 10);
      const next = (isCompaction(request) ? toSay : script).shift();
      if (next === undefined) throw new Error('the script has run out');
      if (next instanceof Error) throw next;
      return next;
    }),
    () => '',
    facts,
  );
  return model;
}

const isCompaction = ({ messages }: Pick<ModelRequest, 'messages'>) =>
  /Your window is nearly full/.test(messages.at(-1)?.content ?? '');
const looks = (count: number): string[] => Array(count).fill(look);
const unknown = { price: free, window: null, maxOutput: null };

test('near the window a summary replaces the middle, and the history can be read', async () => {
  const model = counting([...looks(6), 'FINAL(done)'], ['SUMMARY of it']);
  const { result, events, environment } = await runScripted({ model, cells });
  assert.equal(result.answer, 'done');
  const at = model.requests.findIndex(isCompaction);
  assert.ok(at > 2 && at < 7, `${at}`);
  const asked = model.requests[at]?.messages ?? [];
  // The request of before, and the question at its end: what the server took already it takes again.
  const before = model.requests[at - 1]?.messages ?? [];
  assert.deepEqual(asked.slice(0, -1), before.slice(0, -1));
  assert.ok(asked.at(-1)?.content.startsWith(`${before.at(-1)?.content}\n\n`));
  const after = model.requests[at + 1]?.messages ?? [];
  assert.deepEqual(
    after.map(({ role }) => role),
    ['system', 'user', 'assistant', 'user', 'assistant', 'user'],
  );
  assert.deepEqual(after.slice(0, 2), model.requests[0]?.messages);
  assert.equal(after[2]?.content, 'SUMMARY of it');
  assert.match(after[3]?.content ?? '', /readable in the REPL as history/);
  assert.match(after[5]?.content ?? '', new RegExp(`^Turn ${at}\\n`));
  assert.equal(environment?.history.length, 2 + 2 * at);
  assert.match(notices(events).join(), /messages were replaced by a summary.* as history\./);
  assert.equal(purposes(events).filter((purpose) => purpose === 'compaction').length, 1);
  assert.equal(result.usage.models['gpt-4o']?.calls, 8);
  // Each request was well within the window, whatever was sent.
  for (const { messages } of model.requests) {
    assert.ok(messages.reduce((sum, { content }) => sum + content.length, 0) / 3 < 7_000);
  }
  // What is streamed of a summary would look like the iteration's reply.
  const streamed = events.flatMap((event) => (event.type === 'model.delta' ? [event.text] : []));
  assert.ok(!streamed.includes('SUMMARY of it'));
});

test('it is compacted again and again, and the summary before is part of the next', async () => {
  const model = counting([...looks(14), 'FINAL(done)'], ['FIRST', 'SECOND', 'THIRD', 'FOURTH']);
  const { result, environment } = await runScripted({ model, cells });
  assert.equal(result.answer, 'done');
  const asked = model.requests.filter(isCompaction);
  assert.ok(asked.length >= 2, `${asked.length}`);
  assert.ok(asked[1]?.messages.some(({ content }) => content === 'FIRST'));
  const after = model.requests[model.requests.lastIndexOf(asked[1] as ModelRequest) + 1];
  assert.deepEqual(
    after?.messages.filter(({ content }) => content === 'FIRST' || content === 'SECOND').length,
    1,
  );
  const all = environment?.history.map(({ content }) => content) ?? [];
  assert.ok(all.filter((content) => content === look).length > 8);
});

test('an unknown window is learnt from a refusal: compacted once, and asked again', async () => {
  const refusal = new PromptTooLong('m', 'it has 9 tokens');
  const model = counting([...looks(2), refusal, 'FINAL(done)'], ['SUMMARY'], unknown);
  const { result, events } = await runScripted({ model, cells });
  assert.equal(result.answer, 'done');
  assert.deepEqual(purposes(events), ['iteration', 'iteration', 'compaction', 'iteration']);
  const again = counting([...looks(2), refusal, refusal, 'best'], ['SUMMARY'], unknown);
  const ended = await runScripted({ model: again, cells });
  assert.deepEqual(
    [ended.result.status, ended.result.error?.name, ended.result.answer],
    ['failed', 'PromptTooLong', 'best'],
  );
});

test('a summary that can not be had does not end the run: the middle is left out', async () => {
  const model = counting([...looks(6), 'FINAL(done)'], [new ServerFailed('s', 'it broke')]);
  const { result, events } = await runScripted({ model, cells });
  assert.equal(result.answer, 'done');
  assert.match(notices(events).join(), /messages were left out/);
});

test('a child run is compacted too', async () => {
  const script = [cell('ask'), ...looks(6), 'FINAL(child)', 'FINAL(root)'];
  const model = counting(script, ['SUMMARY']);
  const { result, events } = await runScripted({
    model,
    options: { maxDepth: 2 },
    cells: {
      ...cells,
      ask: async (call) => ({ output: await call({ name: 'rlm_query', prompt: 'And?' }) }),
    },
  });
  assert.equal(result.answer, 'root');
  const compacted = events.find(
    (event) => event.type === 'model.replied' && event.purpose === 'compaction',
  );
  assert.equal(compacted?.run, '1');
});

test('variables are told when they are made, and again after a summary took the place of that', async () => {
  const model = counting([...looks(6), 'FINAL(done)'], ['SUMMARY of it']);
  const variables = [{ name: 'kept', type: 'Array', size: '3 items' }];
  const made = { look: () => ({ output: 'o'.repeat(3_000), variables }) };
  await runScripted({ model, cells: made });
  const at = model.requests.findIndex(isCompaction);
  const tells = model.requests.flatMap((request, index) =>
    /^Variables: kept \(Array, 3 items\)$/m.test(request.messages.at(-1)?.content ?? '')
      ? [index]
      : [],
  );
  // After the first turn, and after the first one behind the summary.
  assert.deepEqual(tells, [1, at + 2]);
});
