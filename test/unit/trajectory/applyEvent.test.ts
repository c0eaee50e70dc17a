import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { StoredEvent } from '../../../src/core/events.ts';
import {
  activityOf,
  countCalls,
  isDirect,
  replyOf,
  secondsHeld,
  stateOf,
} from '../../../src/trajectory/activity.ts';
import { applyEvent, emptyTrajectory } from '../../../src/trajectory/applyEvent.ts';
import { known, spentBy, spentIn } from '../../../src/trajectory/costs.ts';
import type { RunModel, Trajectory } from '../../../src/trajectory/model.ts';
import { deepRun, manyCalls } from '../../support/longRecordings.ts';
import {
  fixtureFolder,
  type Recording,
  recordings,
  toJsonLines,
} from '../../support/sampleEvents.ts';

function play(events: readonly StoredEvent[]): Trajectory {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  return model;
}

function rootOf(model: Trajectory): RunModel {
  const run = model.runs.get('');
  assert.ok(run, 'the model has a root run');
  return run;
}

test('a raised limit of money is the budget from then on, and is told where it happened', () => {
  const { events } = recordings.answered();
  const at = events.findIndex(({ type }) => type === 'cell.finished') + 1;
  const before = events.slice(0, at);
  const seq = (before.at(-1)?.seq ?? 0) + 1;
  const run = rootOf(
    play([...before, { seq, at: 1, run: '', type: 'budget.raised', maxCostUsd: 2.5 }]),
  );
  assert.equal(run.options.maxCostUsd, 2.5);
  assert.deepEqual(run.iterations[0]?.notices, [{ kind: 'raised', maxCostUsd: 2.5 }]);
});

test('a request without a reply is in the costs, and of its iteration; so is what caches took', () => {
  const { events } = recordings.answered();
  const started = ['run.started', 'iteration.started'].flatMap((type, at) => {
    const event = events.find((each) => each.type === type);
    return event === undefined ? [] : [{ ...event, seq: at + 1 }];
  });
  const place = { at: 1, run: '', iteration: 1, purpose: 'iteration', durationMs: 9 } as const;
  const tokens = { inputTokens: 900, cachedInputTokens: 100, outputTokens: 30 };
  const model = play([
    ...started,
    {
      ...place,
      seq: 3,
      type: 'model.failed',
      usage: { ...tokens, estimated: true },
      costUsd: 0.25,
    },
    {
      ...place,
      seq: 4,
      type: 'model.replied',
      text: 'Yes.',
      usage: { ...tokens, cacheWriteTokens: 700, estimated: false },
      costUsd: 0.5,
    },
  ]);
  const run = rootOf(model);
  assert.equal(known(spentBy(model.costs.values())), 0.75);
  const [iteration] = run.iterations;
  assert.ok(iteration);
  assert.equal(known(spentIn(iteration, model.runs)), 0.75);
  const [row] = model.costs.values();
  assert.deepEqual(
    [row?.calls, row?.inputTokens, row?.cachedInputTokens, row?.cacheWriteTokens, row?.estimated],
    [2, 1_800, 200, 700, true],
  );
});

test('what streamed of a request without a reply is no part of the next', () => {
  const { events } = recordings.answered();
  const place = { at: 1e15, run: '', iteration: 1 } as const;
  const started = ['run.started', 'iteration.started'].flatMap((type, at) => {
    const event = events.find((each) => each.type === type);
    return event === undefined ? [] : [{ ...event, seq: at + 1 }];
  });
  const usage = { inputTokens: 9, cachedInputTokens: 0, outputTokens: 1, estimated: true };
  const failed = { purpose: 'iteration', usage, costUsd: 0.1, durationMs: 9 } as const;
  const model = play([
    ...started,
    { ...place, seq: 0, type: 'model.delta', text: 'abc' },
    { ...place, ...failed, seq: 3, type: 'model.failed' },
    { ...place, seq: 0, type: 'model.delta', text: 'The answer' },
  ]);
  assert.equal(rootOf(model).iterations[0]?.streaming, 'The answer');
});

test('that a price is unknown is known before the first request', () => {
  const [started] = recordings.answered().events;
  assert.ok(started);
  const notice = { seq: 2, at: 1, run: '', type: 'notice', text: 'Unknown.' } as const;
  assert.equal(rootOf(play([started, notice])).unpriced, false);
  assert.equal(rootOf(play([started, { ...notice, unpriced: 'm' }])).unpriced, true);
});

/** The events up to and with the first that `stop` accepts. */
function until(recording: Recording, stop: (event: StoredEvent) => boolean): StoredEvent[] {
  const { events } = recording;
  return events.slice(0, events.findIndex(stop) + 1);
}

test('the recordings on disk are those that the generator makes', () => {
  for (const [name, make] of Object.entries(recordings)) {
    const kept = readFileSync(new URL(`${name}.jsonl`, fixtureFolder), 'utf8');
    assert.equal(kept, toJsonLines(make()), `${name}: run node test/support/sampleEvents.ts`);
  }
});

test('a whole run becomes its head, iterations, cells, groups of calls, answer and end', () => {
  const run = rootOf(play(recordings.answered().events));
  assert.match(run.question.text, /^Which services failed/);
  assert.equal(run.context.label, 'platform.log');
  assert.equal(run.state, 'answered');
  assert.deepEqual(
    run.iterations.map(({ number, cells }) => [number, cells.map(({ status }) => status)]),
    [
      [1, ['ok']],
      [2, ['error', 'skipped']],
      [3, ['ok']],
      [4, ['ok']],
    ],
  );
  const [group] = run.iterations[2]?.cells[0]?.groups ?? [];
  assert.equal(group?.calls.length, 12);
  assert.equal(group?.pending, 0);
  assert.equal(group?.memo, 1);
  assert.equal(group?.model, 'gpt-5-mini');
  assert.match(run.answer?.text ?? '', /Three services failed/);
  assert.equal(run.answer?.citations.length, 4);
  assert.deepEqual(run.shares, { read: 0.63, searched: 0.9 });
  assert.equal(run.searchedRanges.length, 1);
  assert.match(run.iterations[2]?.replies[0]?.thoughts?.text ?? '', /^Three services stand out/);
  assert.match(run.calls[0]?.thoughts?.text ?? '', /^The last WARN/);
  assert.equal(run.ranges.length, 3);
  assert.deepEqual(run.iterations[2]?.notices.length, 1);
});

test('events that come again change nothing', () => {
  const { events } = recordings.answered();
  const once = play(events);
  const twice = play(events);
  for (const event of events) applyEvent(twice, event);
  assert.deepEqual(twice, once);
});

test('a record without its stream makes the same run as the live one', () => {
  const { events } = recordings.answered();
  const stored = play(events.filter(({ type }) => type !== 'model.delta'));
  const plain = ({ runs }: Trajectory) =>
    JSON.parse(JSON.stringify([...runs], (key, value) => (key === 'revision' ? undefined : value)));
  assert.deepEqual(plain(stored), plain(play(events)));
});

test('unknown types and events of unknown runs are passed over', () => {
  const { events } = recordings.demo();
  const model = play(events);
  const before = JSON.stringify([...model.runs]);
  const at = 1_800_000_000_000;
  const later = { seq: 900, at, run: '', type: 'weather', sky: 'clear' } as unknown as StoredEvent;
  applyEvent(model, { seq: 901, at, run: '7', type: 'notice', text: 'lost' });
  applyEvent(model, { seq: 902, at, run: '7', type: 'iteration.started', iteration: 1 });
  assert.equal(JSON.stringify([...model.runs]), before);
  assert.doesNotThrow(() => applyEvent(play(events), later));
});

test('a reply streams in, starts anew after a restart, and gives way to the whole of it', () => {
  const [started] = recordings.answered().events;
  assert.ok(started);
  const at = started.at;
  const model = play([started, { seq: 2, at, run: '', type: 'iteration.started', iteration: 1 }]);
  const delta = { seq: 0, run: '', type: 'model.delta', iteration: 1 } as const;
  applyEvent(model, { ...delta, at: at + 10, text: 'I lo' });
  applyEvent(model, { ...delta, at: at + 20, text: 'ok' });
  assert.equal(rootOf(model).iterations[0]?.streaming, 'I look');
  applyEvent(model, { ...delta, at: at + 30, text: 'Again', restart: true });
  assert.equal(rootOf(model).iterations[0]?.streaming, 'Again');
  assert.deepEqual(activityOf(rootOf(model)), { kind: 'writing' });
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false };
  const replied = { type: 'model.replied', iteration: 1, purpose: 'iteration' } as const;
  const rest = { usage, costUsd: null, durationMs: 40 };
  applyEvent(model, { seq: 3, at: at + 40, run: '', ...replied, text: 'Again.', ...rest });
  assert.equal(rootOf(model).iterations[0]?.streaming, '');
  assert.equal(rootOf(model).iterations[0]?.replies[0]?.text, 'Again.');
  applyEvent(model, { ...delta, at: at + 35, text: 'overtaken' });
  assert.equal(rootOf(model).iterations[0]?.streaming, '', 'a late delta is not shown');
});

test('a run whose only reply had the whole text before it is known as a plain question', () => {
  const [started] = recordings.answered().events;
  assert.ok(started);
  const { at } = started;
  const model = play([started, { seq: 2, at, run: '', type: 'iteration.started', iteration: 1 }]);
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false };
  const reply = { run: '', type: 'model.replied', iteration: 1, usage, costUsd: 0 } as const;
  const replied = { ...reply, at, text: 'It is one.', durationMs: 1 } as const;
  assert.equal(isDirect(rootOf(model)), false);
  applyEvent(model, { ...replied, seq: 3, purpose: 'direct' });
  assert.equal(isDirect(rootOf(model)), true);
  // It brought nothing, and code was asked for.
  applyEvent(model, { ...replied, seq: 4, purpose: 'iteration' });
  assert.equal(isDirect(rootOf(model)), false);
  const [iteration] = rootOf(model).iterations;
  assert.equal(iteration && replyOf(iteration)?.purpose, 'iteration');
});

test('a wait that a server asked for is counted down to its end', () => {
  const [started] = recordings.answered().events;
  assert.ok(started);
  const { at } = started;
  const model = play([started]);
  assert.equal(secondsHeld(model, at), 0);
  const notice = { run: '', type: 'notice', text: 'refused' } as const;
  applyEvent(model, { ...notice, seq: 2, at, until: at + 20_000 });
  applyEvent(model, { ...notice, seq: 3, at });
  assert.equal(secondsHeld(model, at), 20);
  assert.equal(secondsHeld(model, at + 18_500), 2);
  assert.equal(secondsHeld(model, at + 20_000), 0);
});

test('what a run does at the moment is read off its last iteration', () => {
  const recording = recordings.answered();
  const doing = (stop: (event: StoredEvent) => boolean) =>
    activityOf(rootOf(play(until(recording, stop))));
  assert.deepEqual(
    doing(({ type }) => type === 'run.started'),
    { kind: 'preparing' },
  );
  assert.deepEqual(
    doing(({ type }) => type === 'iteration.started'),
    { kind: 'asking' },
  );
  assert.deepEqual(
    doing(({ type }) => type === 'cell.started'),
    { kind: 'executing', cell: 1 },
  );
  assert.deepEqual(
    doing((event) => event.type === 'call.started' && event.call === 12),
    { kind: 'waiting', calls: 12 },
  );
  assert.deepEqual(
    doing((event) => event.type === 'call.finished' && event.call === 3),
    { kind: 'waiting', calls: 9 },
  );
  assert.deepEqual(
    doing(({ type }) => type === 'answer'),
    { kind: 'finishing' },
  );
});

test('a run without an end that no window runs was interrupted', () => {
  const run = rootOf(play(until(recordings.answered(), ({ type }) => type === 'cell.started')));
  assert.equal(stateOf(run, true), 'running');
  assert.equal(stateOf(run, false), 'interrupted');
});

test('limit, failure and stop keep what they say', () => {
  const limited = rootOf(play(recordings.limited().events));
  assert.deepEqual(limited.limit, { name: 'cost', value: 0.05 });
  assert.equal(limited.state, 'limit');
  assert.deepEqual(
    limited.iterations.at(-1)?.replies.map(({ purpose }) => purpose),
    ['iteration', 'answer'],
  );
  const failed = rootOf(play(recordings.failed().events));
  assert.equal(failed.end?.error?.name, 'KeyRefused');
  assert.equal(failed.iterations[0]?.askedAt, null, 'nothing is asked any more');
  assert.equal(rootOf(play(recordings.cancelled().events)).state, 'cancelled');
});

test('costs are kept by model and depth, memo hits and all', () => {
  const recording = recordings.answered();
  const model = play(recording.events);
  assert.deepEqual(
    [...model.costs.values()].map(({ model: name, depth, calls }) => [name, depth, calls]),
    [
      ['gpt-5', 0, 4],
      ['gpt-5-mini', 1, 16],
    ],
  );
  assert.ok(Math.abs(spentBy(model.costs.values()).usd - recording.spent) < 1e-9);
  const parts = rootOf(model).iterations.map((iteration) => spentIn(iteration, model.runs).usd);
  assert.ok(Math.abs(parts.reduce((sum, usd) => sum + usd) - recording.spent) < 1e-9);
});

test('an unknown price makes the sum unknown, never zero', () => {
  const events = recordings
    .demo()
    .events.map((event) => (event.type === 'model.replied' ? { ...event, costUsd: null } : event));
  assert.equal(known(spentBy(play(events).costs.values())), null);
});

test('a child run stands under the call that started it', () => {
  const model = play(recordings.nested().events);
  const call = rootOf(model).calls[0];
  assert.equal(call?.child, '1');
  assert.deepEqual(model.runs.get('1')?.parent, { run: '', call: 1 });
  assert.equal(model.costs.get('1 gpt-5')?.calls, 1);
  assert.deepEqual(countCalls(model), { calls: 1, children: 1 });
  const [, second] = rootOf(model).iterations;
  assert.ok(second);
  assert.ok(Math.abs(spentIn(second, model.runs).usd - 0.006) < 1e-9, 'the child is in its cost');
});

test('a child run is found by the call that its start names, at every depth', () => {
  const model = play(deepRun(3).events);
  assert.equal(model.runs.size, 1 + 2 + 4 + 8);
  for (const [path, { parent }] of model.runs) {
    if (parent === null) continue;
    assert.equal(parent.call, 2 * Number(path.split('.').at(-1)), 'every second call starts a run');
    assert.equal(model.runs.get(parent.run)?.calls[parent.call - 1]?.child, path);
  }
});

test('a child run of an earlier record, which names no call, is found by its question', () => {
  const events = recordings.nested().events.map((event) => {
    if (event.type !== 'run.started') return 'call' in event ? { ...event, call: 3 } : event;
    const { call: _, ...earlier } = event;
    return earlier;
  });
  assert.deepEqual(play(events).runs.get('1')?.parent, { run: '', call: 3 });
});

test('a change below gives everything above it a new revision, and nothing beside it', () => {
  const { events } = recordings.nested();
  const at = events.findIndex(({ type, run }) => type === 'model.replied' && run === '1');
  const model = play(events.slice(0, at));
  const seen = () => {
    const [first, second] = rootOf(model).iterations;
    const call = rootOf(model).calls[0];
    return { first: first?.revision, second: second?.revision, call: call?.revision };
  };
  const before = seen();
  const event = events[at];
  assert.ok(event);
  applyEvent(model, event);
  const after = seen();
  assert.equal(after.first, before.first);
  assert.notEqual(after.second, before.second);
  assert.notEqual(after.call, before.call);
});

test('texts that were cut say where the whole is', () => {
  const recording = recordings.answered();
  const prompt = rootOf(play(recording.events)).calls[0]?.prompt;
  assert.equal(prompt?.text.length, 512);
  assert.equal(recording.texts.get(prompt?.ref?.sha256 ?? '')?.length, prompt?.ref?.chars);
});

test('ten thousand events are taken in without growing slower', () => {
  const { events } = manyCalls(5_000);
  assert.ok(events.length > 10_000);
  const model = play(events);
  assert.equal(countCalls(model).calls, 5_000);
  assert.equal(rootOf(model).iterations[0]?.cells[0]?.groups.length, 1);
});
