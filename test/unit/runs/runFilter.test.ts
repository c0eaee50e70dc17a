import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterRuns, parseFilter, suggestMarks } from '../../../src/runs/runFilter.ts';
import {
  answer,
  eventsOf,
  finished,
  idsOf,
  listed,
  makeStore,
  record,
  started,
} from './support.ts';

const runs = [
  listed('disk', { label: 'app.log' }),
  listed('slow', {
    question: 'Which requests are slow?',
    label: 'two words.log',
    answer: 'Those to /search.',
    status: 'failed',
    rootModel: 'qwen3-coder',
    subModel: 'qwen3-small',
  }),
  listed('stop', { status: 'cancelled', answer: '', pinned: true, label: 'docs' }),
];
const noTexts = async (): Promise<string> => {
  throw new Error('no text was to be read');
};
const find = async (text: string): Promise<string[]> =>
  idsOf(await filterRuns(runs, parseFilter(text), noTexts));

test('words are looked for in question, answer and file, in any case', async () => {
  assert.deepEqual(await find(''), ['disk', 'slow', 'stop']);
  assert.deepEqual(await find('SLOW'), ['slow']);
  assert.deepEqual(await find('disk full'), ['disk']);
  assert.deepEqual(await find('docs'), ['stop']);
  assert.deepEqual(await find('.log requests'), ['slow']);
  assert.deepEqual(await find('disk requests'), []);
});

test('a phrase in quotes is looked for as it stands', async () => {
  assert.deepEqual(await find('"disk was"'), ['disk']);
  assert.deepEqual(await find('"was disk"'), []);
  assert.deepEqual(await find('"disk wa'), ['disk'], 'as far as it is typed');
});

test('marks filter by status, pin, file and model; several of a kind widen', async () => {
  assert.deepEqual(await find('@failed'), ['slow']);
  assert.deepEqual(await find('@failed @stopped'), ['slow', 'stop']);
  assert.deepEqual(await find('@pinned'), ['stop']);
  assert.deepEqual(await find('@failed @pinned'), []);
  assert.deepEqual(await find('@file:app'), ['disk']);
  assert.deepEqual(await find('@file:"two words" @model:QWEN'), ['slow']);
  assert.deepEqual(await find('@model:4o-mini @answered disk'), ['disk']);
  assert.deepEqual(await find('@file:'), ['disk', 'slow', 'stop'], 'nothing is said yet');
});

test('an at sign that is no mark is a word', async () => {
  assert.deepEqual(parseFilter('@Override x@y').words, ['@override', 'x@y']);
});

test('question and answer are searched to their end, however long they are', async (t) => {
  const { store } = await makeStore(t);
  const long = (end: string): string => `${'filler '.repeat(1_000)}${end}`;
  const events = [started('r1', long('needle')), answer(long('thread')), finished()];
  await record(store, 'r1', eventsOf(...events));
  await record(store, 'r2', eventsOf(started('r2'), answer('needle'), finished()));
  const search = async (text: string): Promise<string[]> => {
    const read = (runId: string, sha256: string) => store.readText(runId, sha256);
    return idsOf(await filterRuns(await store.list(), parseFilter(text), read)).sort();
  };
  assert.deepEqual(await search('needle'), ['r1', 'r2']);
  assert.deepEqual(await search('needle thread'), ['r1']);
  assert.deepEqual(await search('elsewhere'), []);
  // A second time out of the index.
  assert.deepEqual(await search('needle thread'), ['r1']);
});

test('a long text that is gone is no reason not to find the rest', async () => {
  const run = listed('r1', { longTexts: ['f'.repeat(64)] });
  assert.deepEqual(await filterRuns([run], parseFilter('nowhere'), noTexts), []);
  assert.deepEqual(await filterRuns([run], parseFilter('disk'), noTexts), [run]);
});

test('what would narrow the list down is offered with how many it fits', async () => {
  const marks = suggestMarks(runs);
  assert.deepEqual(
    marks.map(({ mark, count }) => `${mark} ${count}`),
    [
      '@answered 1',
      '@stopped 1',
      '@failed 1',
      '@pinned 1',
      '@file:app.log 1',
      '@file:docs 1',
      '@file:"two words.log" 1',
      '@model:gpt-4o 2',
      '@model:gpt-4o-mini 2',
      '@model:qwen3-coder 1',
      '@model:qwen3-small 1',
    ],
  );
  for (const { mark } of marks) assert.notDeepEqual(await find(mark), [], mark);
});
