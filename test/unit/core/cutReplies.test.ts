import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cell, runScripted, ScriptedModel } from './support.ts';

/** The third prompt is the second again; replies to odd prompts are cut. */
function askFour(...root: string[]) {
  const model = new ScriptedModel([cell('ask'), ...root], (prompt) => `reply to ${prompt}`);
  model.finish = (text) => (/reply to [13]/.test(text) ? 'length' : 'stop');
  const prompts = ['1', '2', '1', '3'];
  return {
    model,
    cells: {
      ask: async (call: (request: { prompt: string }) => Promise<string>) => ({
        output: (await Promise.all(prompts.map((prompt) => call({ prompt })))).join(),
      }),
      quiet: () => ({ output: 'x' }),
      one: async (call: (request: { prompt: string }) => Promise<string>) => ({
        output: await call({ prompt: '3' }),
      }),
    },
  };
}

test('the model is told which replies of sub-models were cut, once paid ones too', async () => {
  const trial = askFour('FINAL(done)');
  const { events } = await runScripted(trial);
  const told = trial.model.requests.at(-1)?.messages.at(-1)?.content ?? '';
  assert.match(
    told,
    /\n3 replies of sub-models were cut at their limit of 10 tokens: calls 1, 3, 4 of the cell, counted in the order made\. Ask for shorter/,
  );
  assert.deepEqual(
    events.flatMap((event) => (event.type === 'notice' ? [event.text] : [])),
    ['3 replies of sub-models were cut at their limit of 10 tokens.'],
  );
  const finished = events.find((event) => event.type === 'cell.finished');
  assert.equal(finished?.output, 'reply to 1,reply to 2,reply to 1,reply to 3');
});

test('each cell is told of its own calls alone', async () => {
  const trial = askFour(`${cell('quiet')}\n${cell('one')}`, 'FINAL(done)');
  await runScripted(trial);
  const told = trial.model.requests.at(-1)?.messages.at(-1)?.content ?? '';
  assert.match(
    told,
    /A reply of a sub-model was cut at its limit of 10 tokens: call 1 of the cell/,
  );
  assert.equal(told.match(/was cut/g)?.length, 1);
});

test('a cut reply of the root model is told to the user and to the model', async () => {
  const model = new ScriptedModel([cell('quiet'), 'FINAL(done)']);
  model.finish = (text) => (text.includes('quiet') ? 'length' : 'stop');
  const { events } = await runScripted({ model, cells: { quiet: () => ({ output: 'x' }) } });
  assert.match(model.requests.at(-1)?.messages.at(-1)?.content ?? '', /Your reply was cut/);
  const notice = events.find((event) => event.type === 'notice');
  assert.equal(notice?.text, 'The reply of gpt-4o was cut at its limit of 10 tokens.');
});

test('the model is told which replies a content filter cut', async () => {
  const trial = askFour('FINAL(done)');
  trial.model.finish = (text) => (/reply to [13]/.test(text) ? 'filtered' : 'stop');
  const { events } = await runScripted(trial);
  const told = trial.model.requests.at(-1)?.messages.at(-1)?.content ?? '';
  assert.match(
    told,
    /\n3 replies of sub-models were cut by the server's content filter: calls 1, 3, 4 of the cell, counted in the order made\. What you were given is not whole\./,
  );
  assert.deepEqual(
    events.flatMap((event) => (event.type === 'notice' ? [event.text] : [])),
    ["3 replies of sub-models were cut by the server's content filter."],
  );
});

for (const [finish, reason] of [
  ['length', 'The answer was cut at the limit of 10 tokens of a reply.'],
  ['filtered', "The answer was cut by the server's content filter."],
] as const)
  test(`an answer in a reply that was cut (${finish}) is asked for again, then said to be cut`, async () => {
    const model = new ScriptedModel(['FINAL(There are', 'FINAL(There are']);
    model.finish = () => finish;
    const { result } = await runScripted({ model });
    assert.equal(model.requests.length, 2);
    assert.match(model.requests[1]?.messages.at(-1)?.content ?? '', /Your answer was cut/);
    assert.equal(result.answer, 'There are');
    assert.equal(result.reason, reason);
  });
