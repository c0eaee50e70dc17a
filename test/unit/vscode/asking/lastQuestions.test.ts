import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LastQuestions } from '../../../../src/vscode/asking/lastQuestions.ts';

/** An editor's store, in memory. */
function store(initial: Readonly<Record<string, unknown>> = {}) {
  const values = new Map(Object.entries(initial));
  return {
    get: (key: string, otherwise?: unknown) => (values.has(key) ? values.get(key) : otherwise),
    update: async (key: string, value: unknown) => void values.set(key, value),
  } as ConstructorParameters<typeof LastQuestions>[0];
}

test('the newest question comes first, and each once', async () => {
  const last = new LastQuestions(store());
  assert.deepEqual(last.all, []);
  for (const question of ['one', 'two', 'one', 'three']) await last.add(question);
  assert.deepEqual(last.all, ['three', 'one', 'two']);
});

test('a dozen are kept, also by the next window', async () => {
  const memory = store();
  for (let number = 1; number <= 15; number += 1)
    await new LastQuestions(memory).add(`question ${number}`);
  const { all } = new LastQuestions(memory);
  assert.equal(all.length, 12);
  assert.deepEqual([all[0], all.at(-1)], ['question 15', 'question 4']);
});

test('one that is too long to keep leaves the others alone', async () => {
  const last = new LastQuestions(store());
  await last.add('short');
  await last.add('x'.repeat(5_000));
  assert.deepEqual(last.all, ['short']);
});

test('what somebody else has put into the store is no question', () => {
  const of = (value: unknown) => new LastQuestions(store({ 'rlm.lastQuestions': value })).all;
  assert.deepEqual(of('one'), []);
  assert.deepEqual(of(['one', 2, null]), ['one']);
});
