import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred } from '../../../../src/core/deferred.ts';
import type { RunEvent } from '../../../../src/core/events.ts';
import { scripts } from './scripts.ts';
import { cell, modelOf, run, type Script, StatelessModel, wrongs } from './support.ts';

const limits = { timeout: 900_000 };

/** Each is changed in the record, as if the cells had done something else then. */
const changes: Readonly<
  Record<string, { readonly change: (event: RunEvent) => RunEvent; readonly says: RegExp }>
> = {
  'asks for what is not recorded': {
    change: (event) =>
      event.type === 'call.started' && event.call === 6
        ? { ...event, promptSha256: '0'.repeat(64) }
        : event,
    says: /^Cell 1 of iteration 2 asked a model for something else than it had when/,
  },
  'is another one': {
    change: (event) =>
      event.type === 'cell.started' && event.iteration === 2 ? { ...event, code: 'other' } : event,
    says: /^Cell 1 of iteration 2 was read otherwise when/,
  },
  'is not in the reply': {
    change: (event) =>
      event.type === 'model.replied' && event.iteration === 2 && event.run === ''
        ? { ...event, text: 'No code.' }
        : event,
    says: /^Cell 2 of iteration 2 was not there when/,
  },
  'fails where it had not': {
    change: (event) =>
      event.type === 'cell.finished' && event.iteration === 3 && event.cell === 1
        ? { ...event, status: 'ok', error: null }
        : event,
    says: /^Cell 1 of iteration 3 ended with status error in place of ok when/,
  },
  'waits for a reply that never came': {
    change: (event) =>
      event.type === 'call.finished' && event.call === 7 && event.run === ''
        ? { ...event, status: 'cancelled', error: { name: 'Cancelled', message: 'Stopped.' } }
        : event,
    says: /^Cell 2 of iteration 2 waited for a reply that never came when/,
  },
};

for (const language of ['javascript', 'python'] as const)
  test(`nothing is paid on a state that is not the recorded one: ${language}`, limits, async () => {
    const script = scripts[language];
    const whole = await run({ model: modelOf(script), options: { language } });
    const cutOff = whole.events.slice(0, -3);
    for (const [what, { change, says }] of Object.entries(changes)) {
      const events = cutOff.map(change);
      const went = await run({ model: modelOf(script), resumes: { events } });
      const { status, reason, error } = went.result;
      assert.deepEqual([status, error?.name, went.asked], ['failed', 'ReplayDiverged', []], what);
      assert.match(reason ?? '', says, what);
      const added = went.events.slice(events.length).map(({ type }) => type);
      assert.deepEqual(
        added.filter((type) => type !== 'call.finished'),
        ['run.resumed', 'run.finished'],
        what,
      );
    }
  });

test('a cell that prints something else is told of, and the run goes on', limits, async () => {
  const script = scripts.javascript;
  const whole = await run({ model: modelOf(script) });
  const events = whole.events
    .slice(0, -3)
    .map((event) =>
      event.type === 'cell.finished' && event.iteration === 2 && event.cell === 1
        ? { ...event, output: 'something else' }
        : event,
    );
  const went = await run({ model: modelOf(script), resumes: { events } });
  assert.deepEqual([went.result.answer, wrongs(went)], [whole.result.answer, []]);
  const notices = went.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  assert.match(notices.join('\n'), /^Cell 1 of iteration 2 printed something else/m);
  const again = await run({
    model: modelOf(script),
    resumes: { events: went.events.slice(0, -2) },
  });
  const said = again.events.filter(
    (event) => event.type === 'notice' && /printed/.test(event.text),
  );
  assert.equal(said.length, 1);
});

const racing: Script = {
  'What is it?': {
    turns: [
      cell(`const order = [];
const slow = llm_query('slow').then((reply) => order.push(reply));
const quick = llm_query('quick').then((reply) => order.push(reply));
await Promise.all([slow, quick]);
print(order.join());`),
      cell('FINAL(order.join())'),
    ],
  },
};

test('replies come in the order in which they had come', limits, async () => {
  const quick = deferred<void>();
  const model = new StatelessModel(racing, async (prompt) => {
    if (prompt === 'slow') await quick.promise;
    return `reply to ${prompt}`;
  });
  const whole = await run({
    model,
    onEvent: ({ type }) => type === 'call.finished' && quick.resolve(),
  });
  assert.equal(whole.result.answer, 'reply to quick,reply to slow');
  const events = whole.events.slice(0, -3);
  const went = await run({ model: modelOf(racing), resumes: { events } });
  assert.equal(went.result.answer, 'reply to quick,reply to slow');
  assert.ok(!went.events.some((event) => event.type === 'notice' && /printed/.test(event.text)));
});

test('code that asks in another order than it had is not held up', limits, async () => {
  const asking = (first: string, second: string): Script => ({
    'What is it?': {
      turns: [
        cell(`const one = await llm_query('${first}'); const two = await llm_query('${second}');`),
        cell('FINAL(one + two)'),
      ],
    },
  });
  const whole = await run({ model: modelOf(asking('a', 'b')) });
  const code = asking('b', 'a')['What is it?']?.turns[0] ?? '';
  const events = whole.events.slice(0, -3).map((event) => {
    if (event.type === 'model.replied' && event.iteration === 1) return { ...event, text: code };
    const swapped = code.split('\n').slice(2, -1).join('\n');
    return event.type === 'cell.started' && event.iteration === 1
      ? { ...event, code: swapped }
      : event;
  });
  const went = await run({ model: modelOf(asking('b', 'a')), resumes: { events } });
  assert.equal(went.result.answer, 'reply to breply to a');
});

test('what cannot go on is refused in a sentence, and nothing is recorded', limits, async () => {
  const whole = await run({ model: modelOf(scripts.javascript) });
  const { events } = whole;
  const newer = events.map((event) =>
    event.type === 'run.started' ? { ...event, format: 2 } : event,
  );
  const cases: readonly [what: Parameters<typeof run>[0], name: string, says: RegExp][] = [
    [{ model: modelOf({}), resumes: { events } }, 'AlreadyAnswered', /rlm fork.*--follow-up-of/],
    [{ model: modelOf({}), resumes: { events: newer } }, 'NewerRecord', /has format 2/],
    [{ model: modelOf({}), resumes: { events: [] } }, 'NoRecord', /no run/],
    [
      { model: modelOf({}), question: 'Else?', resumes: { events: events.slice(0, 9) } },
      'OtherQuestion',
      /its own question/,
    ],
    [{ model: modelOf({}), forks: { events, iterations: 6 } }, 'NoSuchIteration', /from 1 to 5/],
    [{ model: modelOf({}), forks: { events, iterations: 0 } }, 'NoSuchIteration', /from 1 to 5/],
    [{ model: modelOf({}), forks: { events: newer, iterations: 1 } }, 'NewerRecord', /format 2/],
  ];
  for (const [asked, name, says] of cases) {
    const went = await run(asked);
    assert.deepEqual(
      [went.result.status, went.result.error?.name, went.asked],
      ['failed', name, []],
    );
    assert.match(went.result.reason ?? '', says);
    assert.equal(went.events.length, asked.resumes?.events.length ?? 0);
  }
});
