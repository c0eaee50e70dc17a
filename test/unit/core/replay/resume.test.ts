import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scripts } from './scripts.ts';
import { answeredIn, modelOf, run, type Script, type Went, wrongs } from './support.ts';

const limits = { timeout: 900_000 };
const { javascript } = scripts;

/** Goes on behind so many events of a record: to this answer, with nothing asked twice. */
async function resumeAt(
  whole: Went,
  at: number,
  script: Script,
  answer = whole.result.answer,
): Promise<Went> {
  const events = whole.events.slice(0, at);
  const went = await run({ model: modelOf(script), resumes: { events } });
  const where = `cut behind event ${at}, ${JSON.stringify(events.at(-1)).slice(0, 200)}`;
  const answered = answeredIn(events);
  const twice = went.asked.filter((key) => answered.has(key));
  assert.deepEqual(twice, [], where);
  assert.equal(went.result.status, 'answered', `${where}: ${went.result.reason}`);
  assert.equal(went.result.answer, answer, where);
  assert.deepEqual(wrongs(went), [], where);
  const begun = went.events.flatMap((event) =>
    event.type === 'iteration.started' && event.run === '' ? [event.iteration] : [],
  );
  assert.deepEqual(begun, [1, 2, 3, 4, 5], where);
  return went;
}

let whole: Promise<Went> | undefined;
async function wholeRun(): Promise<Went> {
  whole ??= run({ model: modelOf(javascript) });
  const went = await whole;
  assert.deepEqual(wrongs(went), []);
  assert.equal(went.result.status, 'answered', went.result.reason ?? '');
  return went;
}

test(
  'cut off at any event, a run goes on to the same answer and pays nothing twice',
  limits,
  async () => {
    const went = await wholeRun();
    for (let at = 1; at < went.events.length; at += 1) await resumeAt(went, at, javascript);
  },
);

test(
  'stopped at any event, a run goes on to the same answer, its children too',
  limits,
  async () => {
    const { events, result } = await wholeRun();
    for (let at = 2; at < events.length - 2; at += 3) {
      const stop = new AbortController();
      const stopped = await run({
        model: modelOf(javascript),
        signal: stop.signal,
        onEvent: ({ seq }) => seq === at && stop.abort(),
      });
      assert.deepEqual(wrongs(stopped), [], `stopped at event ${at}`);
      if (stopped.result.status === 'answered') continue;
      assert.equal(stopped.result.status, 'cancelled');
      await resumeAt(stopped, stopped.events.length, javascript, result.answer);
    }
  },
);

test('cut off again while it goes on, a run comes to the same answer', limits, async () => {
  const went = await wholeRun();
  for (let at = 8; at < went.events.length; at += 17) {
    const once = await resumeAt(went, at, javascript);
    for (let again = at + 1; again < once.events.length; again += 11)
      await resumeAt(once, again, javascript);
  }
});

const raised = [
  { maxIterations: 2 },
  { maxTokens: 2_500 },
  { maxCostUsd: 0.014 },
  { maxConsecutiveErrors: 1 },
];
for (const options of raised)
  test(
    `ended at its limit, a run goes on with a raised one: ${JSON.stringify(options)}`,
    limits,
    async () => {
      const question = javascript['What is it?'] ?? { turns: [] };
      const script: Script = { ...javascript, 'What is it?': { ...question, last: 'Unsure.' } };
      const ended = await run({ model: modelOf(script), options });
      assert.deepEqual([ended.result.status, wrongs(ended)], ['limit', []]);
      const same = await run({
        model: modelOf(script),
        options,
        resumes: { events: ended.events },
      });
      const { status, answer } = same.result;
      assert.deepEqual(
        [status, answer, same.asked, wrongs(same)],
        ['limit', ended.result.answer, [], []],
      );
      const went = await run({ model: modelOf(script), resumes: { events: same.events } });
      const twice = went.asked.filter((key) => answeredIn(ended.events).has(key));
      assert.deepEqual([went.result.status, twice, wrongs(went)], ['answered', [], []]);
      assert.equal(went.result.answer, (await wholeRun()).result.answer);
    },
  );

test('in Python too, a run that is cut off goes on to the same answer', limits, async () => {
  const language = 'python';
  const went = await run({ model: modelOf(scripts.python), options: { language } });
  assert.deepEqual([went.result.status, wrongs(went)], ['answered', []]);
  for (let at = 1; at < went.events.length; at += 4) await resumeAt(went, at, scripts.python);
});
