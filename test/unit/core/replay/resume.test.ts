import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../../src/core/events.ts';
import { answeredIn, cell, run, type Script, StatelessModel, wrongs } from './support.ts';

const limits = { timeout: 600_000 };

/** Batches, a child with calls of its own, an error, labels, chance, a compaction. */
const javascript: Script = {
  'What is it?': {
    turns: [
      cell(`const parts = lines(1, 5).split('\\n');
const replies = await llm_query_batched(parts.map((part) => 'Read ' + part));
print(replies.join('|'), Math.random(), new Date(0).getTime(), budget().subcalls);
${'// '.padEnd(1_200, 'long ')}`),
      `${cell('const notes = []; notes.push(await llm_query("alone")); print(notes.length)')}

${cell(`const order = [];
await Promise.all(['a', 'b', 'c'].map(async (name) => order.push(await llm_query(name))));
const found = await rlm_query('What of the part?', 'one\\ntwo');
const again = await llm_query('alone');
print(order.join(), found, again === notes[0]);`)}`,
      `${cell('notes.push("before"); missing.call()')}\n\n${cell('print("never")')}`,
      cell(`const labels = await classify(parts, ['odd', 'even']);
try { await llm_query('fails') } catch (error) { notes.push(error.message) }
print(JSON.stringify(labels), notes);`),
      `${cell('answer.content = [replies.length, order.length, found, labels.join(), notes.join()].join(";")')}

FINAL_VAR(answer.content)`,
    ],
  },
  'What of the part?': {
    turns: [
      cell(`const halves = await llm_query_batched(['half 1', 'half 2']);
print(halves.join())`),
      cell('FINAL(halves.join("+") + context.length)'),
    ],
  },
};

const sub = (prompt: string): string => {
  if (prompt === 'fails') throw new Error('it failed');
  const numbers = [...prompt.matchAll(/^(?:\[|Item |)(\d+)[\]:.)]/gm)].map(([, number]) => number);
  if (/odd/.test(prompt)) return numbers.map((number) => `${number}: odd`).join('\n');
  return `reply to ${prompt}`;
};

const modelOf = (script: Script) => new StatelessModel(script, sub);

test(
  'a run that is cut off at any event goes on to the same answer, and pays nothing twice',
  limits,
  async (t) => {
    const whole = await run({ model: modelOf(javascript) });
    assert.deepEqual(
      wrongs(whole).filter((wrong) => !/it failed/.test(wrong)),
      [],
    );
    assert.equal(whole.result.status, 'answered', whole.result.reason ?? '');
    const end = whole.events.findIndex(
      ({ type, run: path }) => type === 'run.finished' && path === '',
    );
    t.diagnostic(`${whole.events.length} events`);
    for (let at = 1; at <= end; at += 1) {
      const events: RunEvent[] = whole.events.slice(0, at);
      const went = await run({ model: modelOf(javascript), resumes: { events } });
      const where = `cut behind event ${at}, ${JSON.stringify(events.at(-1)).slice(0, 200)}`;
      const twice = went.asked.filter((key) => answeredIn(events).has(key));
      assert.deepEqual(twice, [], where);
      assert.equal(went.result.answer, whole.result.answer, `${where}: ${went.result.reason}`);
      assert.equal(went.result.status, 'answered', where);
      assert.deepEqual(
        wrongs(went).filter((wrong) => !/it failed/.test(wrong)),
        [],
        where,
      );
      assert.equal(
        went.events.filter(({ type }) => type === 'iteration.started').length,
        whole.events.filter(({ type }) => type === 'iteration.started').length,
        where,
      );
    }
  },
);
