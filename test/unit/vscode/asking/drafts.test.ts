import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drafts } from '../../../../src/vscode/asking/drafts.ts';

/** An editor's store, in memory. */
function store(initial: Readonly<Record<string, unknown>> = {}) {
  const values = new Map(Object.entries(initial));
  return {
    get: (key: string, otherwise?: unknown) => (values.has(key) ? values.get(key) : otherwise),
    update: async (key: string, value: unknown) => void values.set(key, value),
  } as ConstructorParameters<typeof Drafts>[0];
}

test('what was typed about a text is offered for that text, by the next window too', async () => {
  const memory = store();
  await new Drafts(memory).keep('a.log', 'Why did it\nfail?');
  await new Drafts(memory).keep('b.log', 'Who called?');
  assert.equal(new Drafts(memory).of('a.log'), 'Why did it\nfail?');
  assert.equal(new Drafts(memory).of('b.log'), 'Who called?');
  assert.equal(new Drafts(memory).of('c.log'), null);
});

test('once it is asked, or taken out of the box, nothing is left of it', async () => {
  const drafts = new Drafts(store());
  for (const left of ['', ' \n ']) {
    await drafts.keep('a.log', 'Why?');
    await drafts.keep('a.log', left);
    assert.equal(drafts.of('a.log'), null);
  }
});

test('the latest of a text takes the place of the one before; a score of texts are kept', async () => {
  const drafts = new Drafts(store());
  for (let number = 1; number <= 22; number += 1) await drafts.keep(`${number}.log`, `Q${number}`);
  await drafts.keep('22.log', 'Another');
  assert.equal(drafts.of('22.log'), 'Another');
  assert.deepEqual([drafts.of('2.log'), drafts.of('3.log')], [null, 'Q3']);
});

test('what somebody else has put into the store is no draft', () => {
  for (const value of ['one', [1], [['a']], [['a', 1]], null])
    assert.equal(new Drafts(store({ 'rlm.drafts': value })).of('a'), null);
});
