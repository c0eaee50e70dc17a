import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recording } from '../../../../src/core/recording.ts';
import { scripts } from './scripts.ts';
import { answeredIn, cell, modelOf, run, type Script, wrongs } from './support.ts';

const limits = { timeout: 900_000 };

const asks: Readonly<Record<'javascript' | 'python', Script>> = {
  javascript: {
    'And then?': {
      turns: [
        cell("const once = await llm_query('alone'); notes.push(once);"),
        cell('FINAL([notes.length, found, once].join(";"))'),
      ],
    },
    'At last?': { turns: [cell('FINAL("kept " + notes.length)')] },
  },
  python: {
    'And then?': {
      turns: [
        cell("once = llm_query('alone')\nnotes.append(once)"),
        cell('FINAL(";".join([str(len(notes)), found, once]))'),
      ],
    },
    'At last?': { turns: [cell('FINAL("kept " + str(len(notes)))')] },
  },
};

for (const language of ['javascript', 'python'] as const)
  test(`a follow-up goes on in a REPL that is rebuilt: ${language}`, limits, async () => {
    const options = { language };
    const first = await run({ model: modelOf(scripts[language]), options });
    const followed: Recording = { events: first.events };
    const second = await run({
      ...{ model: modelOf(asks[language]), options, runId: 'r2', question: 'And then?' },
      ...{ follows: 'r1', followed },
    });
    assert.deepEqual([second.result.status, wrongs(second)], ['answered', []]);
    // Paid by the first run: it is asked about no more.
    assert.equal(second.asked.length, 2);
    assert.equal(second.result.answer, '5;reply to half 1+reply to half 27;reply to alone');
    assert.equal(second.events[0]?.seq, 1);
    const third = await run({
      ...{ model: modelOf(asks[language]), options, runId: 'r3', question: 'At last?' },
      ...{ follows: 'r2', followed: { events: second.events, followed } },
    });
    assert.deepEqual([third.result.answer, wrongs(third)], ['kept 5', []]);
    const cutOff = second.events.slice(0, -6);
    const went = await run({
      ...{ model: modelOf(asks[language]), options, runId: 'r2', question: 'And then?' },
      resumes: { events: cutOff, followed },
    });
    const twice = went.asked.filter((key) => answeredIn(cutOff).has(key));
    assert.deepEqual([went.result.answer, twice, wrongs(went)], [second.result.answer, [], []]);
  });

test(
  'where the REPL cannot be had, the earlier question and answer are carried on',
  limits,
  async () => {
    const first = await run({ model: modelOf(scripts.javascript) });
    const events = first.events.map((event) =>
      event.type === 'call.started' ? { ...event, promptSha256: '0'.repeat(64) } : event,
    );
    const model = modelOf({ 'And then?': { turns: ['FINAL(It is so.)'] } });
    const went = await run({
      ...{ model, runId: 'r2', question: 'And then?', follows: 'r1', followed: { events } },
    });
    assert.deepEqual([went.result.answer, wrongs(went)], ['It is so.', []]);
    const told = model.conversations[0]?.[1]?.content ?? '';
    assert.match(told, /Asked before: What is it\?/);
    assert.ok(told.includes(first.result.answer));
    const notices = went.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
    assert.match(notices.join('\n'), /REPL begins empty\. Cell 1 of iteration 1 asked a model/);
  },
);
