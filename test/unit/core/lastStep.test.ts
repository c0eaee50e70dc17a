// What a run without an answer leaves: the record says whether anybody submitted it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CellCode, runScripted, ScriptedModel } from './support.ts';

/** What the record says of the answer, of a run that ends in its second iteration. */
async function endOf(
  trial: Omit<Parameters<typeof runScripted>[0], 'model'> & {
    readonly replies: ConstructorParameters<typeof ScriptedModel>[0];
  },
) {
  const { result, events } = await runScripted({
    ...trial,
    model: new ScriptedModel(trial.replies),
  });
  const answer = events.find((event) => event.type === 'answer');
  return { status: result.status, text: answer?.text, step: answer?.step ?? false };
}

const looks = 'First I look.\n```repl\nlook\n```';
const looksAgain = 'Another look.\n```repl\nlook\n```';
const look: CellCode = () => ({});
const drafts: CellCode = () => ({ candidate: 'It was the disk.' });
const once = { maxIterations: 1 };

test('a run that is stopped has its last step, which is no answer', async () => {
  const stop = new AbortController();
  const stops: CellCode = () => {
    stop.abort();
    return {};
  };
  const end = await endOf({
    replies: [looks, '```repl\nstop\n```'],
    cells: { look, stop: stops },
    signal: stop.signal,
  });
  assert.deepEqual(end, { status: 'cancelled', text: 'First I look.', step: true });
});

test('what code has drafted is an answer, whatever the model says after it', async () => {
  const stop = new AbortController();
  const stops: CellCode = () => {
    stop.abort();
    return {};
  };
  const end = await endOf({
    replies: [looks, 'Now I check it.\n```repl\ncheck\n```', '```repl\nstop\n```'],
    cells: { look: drafts, check: look, stop: stops },
    signal: stop.signal,
  });
  assert.deepEqual(end, { status: 'cancelled', text: 'It was the disk.', step: false });
});

test('what is said beside more code when the answer is asked for is a step too', async () => {
  const end = await endOf({ replies: [looks, looksAgain], cells: { look }, options: once });
  assert.deepEqual(end, { status: 'limit', text: 'Another look.', step: true });
});

test('prose and FINAL are answers when the answer is asked for', async () => {
  for (const reply of ['It was the disk.', 'FINAL(It was the disk.)']) {
    const end = await endOf({ replies: [looks, reply], cells: { look }, options: once });
    assert.deepEqual(end, { status: 'limit', text: 'It was the disk.', step: false });
  }
});
