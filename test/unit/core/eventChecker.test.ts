import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import { recordsOf, violationsOf } from '../../support/eventChecker.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

/** A root with an answered cell, two calls and a child that makes a call of its own. */
async function wholeRecord(): Promise<RunEvent[]> {
  const byRun = ({ messages }: { messages: readonly { content: string }[] }) =>
    messages[1]?.content.includes('Question: Part?') ? cell('ask') : cell('delegate');
  const { events } = await runScripted({
    model: new ScriptedModel([byRun, byRun]),
    options: { maxDepth: 2 },
    cells: {
      ask: async (call) => ({ final: await call({ prompt: 'Measure.' }) }),
      delegate: async (call) => {
        await call({ prompt: 'one' });
        return { final: await call({ name: 'rlm_query', prompt: 'Part?', context: 'text' }) };
      },
    },
  });
  return events.filter(({ type }) => type !== 'model.delta');
}

const numbered = (events: readonly RunEvent[]) =>
  events.map((event, index) => ({ ...event, seq: index + 1 }));
const at = (events: readonly RunEvent[], run: string, type: RunEvent['type']) =>
  events.findIndex((event) => event.run === run && event.type === type);
const without = (run: string, type: RunEvent['type']) => (events: RunEvent[]) =>
  numbered(events.toSpliced(at(events, run, type), 1));
const changed =
  (run: string, type: RunEvent['type'], change: Record<string, unknown>) => (events: RunEvent[]) =>
    events.with(at(events, run, type), {
      ...events[at(events, run, type)],
      ...change,
    } as RunEvent);
const moved = (run: string, type: RunEvent['type'], to: number) => (events: RunEvent[]) => {
  const from = at(events, run, type);
  const [event] = events.slice(from);
  return numbered(
    events.toSpliced(from, 1).toSpliced(to < 0 ? events.length : to, 0, event as RunEvent),
  );
};

/** Those that the root has, in another language. */
const optionsIn = (events: readonly RunEvent[], language: string) => {
  const [first] = events;
  return { options: { ...(first?.type === 'run.started' && first.options), language } };
};

const faults: Readonly<Record<string, [(events: RunEvent[]) => readonly RunEvent[], RegExp]>> = {
  'a number is missing': [(events) => events.toSpliced(5, 1), /should be number 6/],
  'a type is unknown': [changed('', 'coverage', { type: 'x' }), /no known type/],
  'a field is missing': [changed('', 'cell.started', { code: 5 }), /not the shape/],
  'a delta is numbered': [
    changed('', 'coverage', { type: 'model.delta', iteration: 1, text: '' }),
    /is numbered/,
  ],
  'the root has no end': [without('', 'run.finished'), /no end of its root.*no end of run root/],
  'a child writes another language': [
    (events) => changed('1', 'run.started', optionsIn(events, 'python'))(events),
    /another language than its parent/,
  ],
  'a language is still open': [
    (events) => changed('', 'run.started', optionsIn(events, 'auto'))(events),
    /before its language is settled/,
  ],
  'a child has no end': [without('1', 'run.finished'), /call\.finished leaves 1 open/],
  'a cell has no end': [without('1', 'cell.finished'), /run\.finished leaves a cell open/],
  'a call has no end': [without('1', 'call.finished'), /cell\.finished leaves call 1 open/],
  'a call has no start': [without('1', 'call.started'), /ends a call that does not go on/],
  'a cell has no start': [without('1', 'cell.started'), /call\.started has no cell/],
  'a run has no start': [without('1', 'run.started'), /has no run/],
  'something follows the end': [moved('', 'coverage', -1), /comes after the end of the root/],
  'something follows the end of a child': [moved('1', 'cell.started', -1), /after the end of/],
  'a reply is missing': [without('1', 'model.replied'), /its parts/],
  'a share is none': [changed('', 'run.finished', { coverage: 2 }), /a share of 2/],
  'a sum is wrong': [changed('', 'model.replied', { costUsd: 1 }), /cost 0; its parts 1/],
  'a cost is unknown in a part alone': [
    changed('1', 'call.finished', { costUsd: null }),
    /parts null/,
  ],
  'an answer is missing': [without('', 'answer'), /answered without an answer/],
  'a limit was not told': [
    changed('', 'run.finished', { status: 'limit', limit: 'cost' }),
    /told no limit/,
  ],
  'an end has no error': [changed('', 'run.finished', { status: 'failed' }), /without an error/],
};

test('the record of a whole tree has nothing wrong in it', async () => {
  const events = await wholeRecord();
  assert.deepEqual(violationsOf(events), []);
  assert.deepEqual(violationsOf(JSON.parse(JSON.stringify(events))), []);
  assert.deepEqual(recordsOf([...events, ...events]), [events, events]);
});

for (const [what, [spoil, sentence]] of Object.entries(faults)) {
  test(`it is said of a record that ${what}`, async () => {
    const violations = violationsOf(spoil(await wholeRecord()));
    assert.match(violations.join('; '), sentence);
  });
}

/** The record cut off within the child, and what comes when it goes on. */
async function resumedRecord(): Promise<RunEvent[]> {
  const events = await wholeRecord();
  const cut = at(events, '1', 'cell.started') + 1;
  const [start] = events;
  if (start?.type !== 'run.started') throw new Error('The record begins otherwise');
  const { options, models } = start;
  const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, estimated: false };
  const spent = { usage: { ...usage, models: {} }, costUsd: 0, durationMs: 0 };
  const resumed = { type: 'run.resumed', options, models, spent, call: null } as const;
  const again = events.filter(({ type }) => type === 'cell.started');
  const added = [{ ...start, ...resumed, run: '' } as RunEvent, ...again];
  return numbered([...events.slice(0, cut), ...added, ...events.slice(cut)]);
}

const resumedFaults: Readonly<
  Record<string, [(events: RunEvent[]) => readonly RunEvent[], RegExp]>
> = {
  'a cell begins again though nothing goes on': [
    without('', 'run.resumed'),
    /begins while another cell goes on/,
  ],
  'a child goes on that was not over': [
    (events) => {
      const event = events[at(events, '', 'run.resumed')] as RunEvent;
      const place = at(events, '', 'run.resumed') + 1;
      return numbered(events.toSpliced(place, 0, { ...event, run: '1' }));
    },
    /goes on, and was not over.*goes on for no call/,
  ],
  'what was kept was paid': [
    changed('', 'model.replied', { kept: true, costUsd: 1 }),
    /was paid, though it is kept/,
  ],
};

test('the record of a run that went on has nothing wrong in it', async () => {
  assert.deepEqual(violationsOf(await resumedRecord()), []);
});

for (const [what, [spoil, sentence]] of Object.entries(resumedFaults)) {
  test(`it is said of the record of a run that went on that ${what}`, async () => {
    assert.match(violationsOf(spoil(await resumedRecord())).join('; '), sentence);
  });
}

test('a record that was interrupted may lack ends', async () => {
  const events = await wholeRecord();
  const end = events.at(-1) as RunEvent;
  const cut = [...events.slice(0, 12), { ...end, seq: 13, status: 'interrupted' } as RunEvent];
  assert.deepEqual(violationsOf(cut), []);
});
