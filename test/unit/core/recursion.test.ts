import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled, KeyRefused } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { ModelRequest } from '../../../src/core/model.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

const child = (prompt: string, context: string | string[] | Record<string, string>) => ({
  name: 'rlm_query' as const,
  prompt,
  context,
});
/** Replies of root and children by the question that their first message asks. */
const byQuestion =
  (replies: Record<string, string[]>) =>
  ({ messages }: ModelRequest): string => {
    const question = /^Question: (.*)/.exec(messages[1]?.content ?? '')?.[1] ?? '';
    const reply = replies[question]?.shift();
    if (reply === undefined) throw new Error(`no reply left for ${question}`);
    return reply;
  };
const told = (events: readonly RunEvent[]) =>
  events.flatMap((event) => {
    switch (event.type) {
      case 'model.delta':
      case 'coverage':
        return [];
      case 'call.started':
        return [`${event.run || 'root'} call ${event.call} ${event.kind} to ${event.model}`];
      case 'call.finished':
        return [`${event.run || 'root'} call ${event.call} ${event.status}: ${event.response}`];
      case 'run.started':
        return [`${event.run || 'root'} asks ${event.question} of ${event.context.chars}`];
      case 'run.finished':
        return [`${event.run || 'root'} ${event.status}, ${event.usage.inputTokens} tokens in`];
      default:
        return [`${event.run || 'root'} ${event.type}`];
    }
  });

test('a child run has its own loop over the context it is given: the trajectory of a tree', async () => {
  const reply = byQuestion({
    'What is it?': [cell('delegate'), cell('submit')],
    'How long?': [cell('ask'), cell('answer')],
  });
  const model = new ScriptedModel(Array(4).fill(reply), () => 'seven');
  let answer = '';
  const { result, events } = await runScripted({
    model,
    options: { maxDepth: 2, rootModel: 'big', subModel: 'little' },
    cells: {
      delegate: async (call) => {
        answer = await call(child('How long?', { 'a.txt': 'part one', 'b.txt': 'two' }));
        return { output: answer };
      },
      ask: async (call) => ({ output: await call({ prompt: 'Measure.' }) }),
      answer: () => ({ final: 'seven long' }),
      submit: () => ({ final: 'It is seven long.' }),
    },
  });
  assert.equal(answer, 'seven long');
  assert.deepEqual(told(events), [
    'root asks What is it? of 14',
    'root iteration.started',
    'root model.replied',
    'root cell.started',
    'root call 1 rlm to big',
    '1 asks How long? of 11',
    '1 iteration.started',
    '1 model.replied',
    '1 cell.started',
    '1 call 1 llm to little',
    '1 call 1 ok: seven',
    '1 cell.finished',
    '1 iteration.started',
    '1 model.replied',
    '1 cell.started',
    '1 cell.finished',
    '1 answer',
    '1 answered, 300 tokens in',
    'root call 1 ok: seven long',
    'root cell.finished',
    'root iteration.started',
    'root model.replied',
    'root cell.started',
    'root cell.finished',
    'root answer',
    'root answered, 500 tokens in',
  ]);
  assert.equal(result.depth, 1);
  assert.equal(result.iterations, 2);
  assert.deepEqual(result.calls, { llm: 1, rlm: 1, memo: 0 });
  assert.match(
    model.requests[1]?.messages[1]?.content ?? '',
    /an object of 2 paths, 11 characters/,
  );
});

test('at the depth limit rlm_query is llm_query, with its context, and the model is told', async () => {
  const model = new ScriptedModel([cell('delegate'), 'FINAL(ok)'], (prompt) => prompt);
  const { result } = await runScripted({
    model,
    cells: { delegate: async (call) => ({ output: await call(child('How?', ['a', 'b'])) }) },
  });
  assert.deepEqual(result.calls, { llm: 1, rlm: 0, memo: 0 });
  const shown = model.requests.at(-1)?.messages.at(-1)?.content ?? '';
  assert.match(shown, /How\?\n\na\n\nb/);
  assert.match(shown, /rlm_query ran as llm_query: the depth limit is reached here/);
});

test('a child that fails rejects its own call; the parent goes on', async () => {
  const reply = byQuestion({ 'What is it?': [cell('delegate'), 'FINAL(without)'] });
  const model = new ScriptedModel([
    reply,
    () => {
      throw new KeyRefused('example.com');
    },
    reply,
  ]);
  const { result, events } = await runScripted({
    model,
    options: { maxDepth: 2 },
    cells: {
      delegate: async (call) => ({
        output: await call(child('How?', 'x')).catch((error: Error) => error.message),
      }),
    },
  });
  assert.equal(result.answer, 'without');
  const output = events.flatMap((e) => (e.type === 'cell.finished' ? [e.output] : []));
  assert.match(output[0] ?? '', /The child run failed: example\.com refused/);
});

test("a child's own iteration limit ends that child alone, whose answer is returned", async () => {
  const reply = byQuestion({
    'What is it?': [cell('delegate'), cell('submit')],
    'How?': [cell('idle'), cell('idle'), 'As far as I know: so.'],
  });
  const model = new ScriptedModel(Array(5).fill(reply));
  let answer = '';
  const { result } = await runScripted({
    model,
    options: { maxDepth: 2, maxIterations: 2 },
    cells: {
      delegate: async (call) => {
        answer = await call(child('How?', 'x'));
        return {};
      },
      idle: () => ({ output: 'o' }),
      submit: () => ({ final: 'done' }),
    },
  });
  assert.equal(answer, 'As far as I know: so.');
  assert.deepEqual([result.status, result.answer], ['answered', 'done']);
});

test('children count toward the sub-calls of the tree, and identical ones are paid once', async () => {
  const reply = byQuestion({
    'What is it?': [cell('delegate'), 'FINAL(enough)'],
    'How?': ['FINAL(so)'],
  });
  const model = new ScriptedModel(Array(3).fill(reply));
  const { result } = await runScripted({
    model,
    options: { maxDepth: 2, maxSubcalls: 1 },
    cells: {
      delegate: async (call) => {
        const [one, two] = await Promise.all([call(child('How?', 'x')), call(child('How?', 'x'))]);
        const other = await call(child('How?', 'y')).catch((error: Error) => error.name);
        return { output: `${one} ${two} ${other}` };
      },
    },
  });
  assert.deepEqual(result.calls, { llm: 0, rlm: 1, memo: 1 });
  assert.deepEqual([result.status, result.limit], ['limit', 'subcalls']);
});

test('grandchildren come only as deep as the limit allows', async () => {
  const asked: string[] = [];
  const model = new ScriptedModel(
    Array(9).fill(({ messages }: ModelRequest) => {
      const first = messages[1]?.content ?? '';
      return messages.length > 2 ? 'FINAL(done)' : `${first.slice(0, 0)}${cell('deeper')}`;
    }),
    (prompt) => {
      asked.push(prompt);
      return 'leaf';
    },
  );
  const { result, events } = await runScripted({
    model,
    options: { maxDepth: 3 },
    cells: { deeper: async (call) => ({ output: await call(child('Deeper?', 'x')) }) },
  });
  assert.equal(result.depth, 2);
  assert.deepEqual([...new Set(events.map(({ run }) => run))], ['', '1', '1.1']);
  assert.deepEqual(asked, ['Deeper?\n\nx']);
});

test('stopping the tree ends its children', async () => {
  const stop = new AbortController();
  const model = new ScriptedModel([
    cell('delegate'),
    () => {
      stop.abort();
      throw new Error('aborted by the server');
    },
  ]);
  const { result, events } = await runScripted({
    model,
    signal: stop.signal,
    options: { maxDepth: 2 },
    cells: {
      delegate: async (call) => ({
        output: await call(child('How?', 'x')).catch((error: Error) => error.name),
      }),
    },
  });
  assert.equal(result.status, 'cancelled');
  const ended = events.flatMap((e) => (e.type === 'run.finished' ? [`${e.run}:${e.status}`] : []));
  assert.deepEqual(ended, ['1:cancelled', ':cancelled']);
});

test('when the time is up children just end, and the root alone is asked for its answer', async () => {
  const slow = ({ signal }: ModelRequest) =>
    new Promise<string>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Cancelled()));
    });
  const model = new ScriptedModel([cell('delegate'), slow, 'FINAL(in time)']);
  const { result, events } = await runScripted({
    model,
    options: { maxDepth: 2, timeoutSeconds: 0.1 },
    cells: {
      delegate: async (call) => ({
        output: await call(child('How?', 'x')).catch((error: Error) => error.name),
      }),
    },
  });
  assert.deepEqual([result.status, result.limit, result.answer], ['limit', 'time', 'in time']);
  const ended = events.flatMap((e) => (e.type === 'run.finished' ? [`${e.run}:${e.status}`] : []));
  assert.deepEqual(ended, ['1:cancelled', ':limit']);
});

test('children are numbered among themselves, and each names the call that started it', async () => {
  const reply = byQuestion({
    'What is it?': [cell('delegate')],
    one: ['FINAL(1)'],
    two: ['FINAL(2)'],
  });
  const { events } = await runScripted({
    model: new ScriptedModel(Array(3).fill(reply), () => 'yes'),
    options: { maxDepth: 2 },
    cells: {
      delegate: async (call) => {
        await call({ prompt: 'A plain one.' });
        await call(child('one', 'text'));
        return { final: await call(child('two', 'text')) };
      },
    },
  });
  const starts = events.flatMap((event) =>
    event.type === 'run.started' ? [[event.run, event.question, event.call]] : [],
  );
  assert.deepEqual(starts, [
    ['', 'What is it?', null],
    ['1', 'one', 2],
    ['2', 'two', 3],
  ]);
});

test('each model is asked with its own effort: roots, those of children too, and sub-models', async () => {
  const reply = byQuestion({
    'What is it?': [cell('delegate'), 'FINAL(done)'],
    'How long?': [cell('ask'), 'FINAL(seven)'],
  });
  const model = new ScriptedModel(Array(4).fill(reply), () => 'seven');
  await runScripted({
    model,
    options: { maxDepth: 2, reasoningEffort: { root: 'high', sub: 'low' } },
    cells: {
      delegate: async (call) => ({ output: await call(child('How long?', 'a')) }),
      ask: async (call) => ({ output: await call({ prompt: 'Measure.' }) }),
    },
  });
  assert.deepEqual(
    model.requests.map(({ reasoningEffort }) => reasoningEffort),
    ['high', 'high', 'low', 'high', 'high'],
  );
  const plain = new ScriptedModel(['FINAL(done)']);
  await runScripted({ model: plain, cells: {} });
  assert.equal('reasoningEffort' in (plain.requests[0] ?? {}), false);
});
