import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type * as z from 'zod/mini';
import type { RunEventBody, StoredEvent } from '../../../src/core/events.ts';
import type { eventShapes } from '../../../src/runs/eventShapes.ts';
import { RunTally } from '../../../src/runs/runSummary.ts';
import { parseEvent, parseIndex, parseOwner } from '../../../src/runs/storedShapes.ts';
import {
  answer,
  callFinished,
  callStarted,
  eventsOf,
  finished,
  iteration,
  makeStore,
  record,
  replied,
  started,
  wholeRun,
} from './support.ts';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
type Type = RunEventBody['type'];
type Written = { readonly [T in Type]: Extract<RunEventBody, { type: T }> };
type Read = { readonly [T in Type]: DeepReadonly<z.infer<(typeof eventShapes)[T]>> };
/** Compiles while every event that can be written fits the shape by which it is read. */
export const areRead = (events: Written): Read => events;

const recordings = new URL('../../fixtures/events/', import.meta.url);

test('events that runs have recorded pass', () => {
  for (const name of readdirSync(recordings)) {
    const lines = readFileSync(new URL(name, recordings), 'utf8').trim().split('\n');
    for (const line of lines) assert.deepEqual(parseEvent(line), JSON.parse(line), name);
  }
});

const cited = { path: '', startLine: 1, endLine: 1, verified: true, sha256: '' };
const quoted = { text: 'q', verified: false, place: null };
const wholeAnswer = { ...answer('a'), citations: [cited], quotes: [quoted] } as RunEventBody;
const end = finished();
const failedCell: RunEventBody = {
  type: 'cell.finished',
  iteration: 1,
  cell: 1,
  status: 'error',
  output: 'o',
  outputChars: 1,
  error: { name: 'E', message: 'm', line: 1 },
  durationMs: 1,
};

test('a record of an earlier version that says no language is one of JavaScript', () => {
  const [event] = eventsOf(started('r'));
  assert.ok(event?.type === 'run.started');
  const { language: _, ...options } = event.options;
  const old = parseEvent(JSON.stringify({ ...event, options }));
  const tally = new RunTally('r');
  assert.ok(old !== null);
  tally.add(old);
  assert.equal(tally.summary().language, 'javascript');
  const python = { ...event, options: { ...event.options, language: 'python' as const } };
  const other = new RunTally('r');
  other.add(python);
  assert.equal(other.summary().language, 'python');
});

/** A whole event, the path of one of its fields, and values that can't stand there. */
const damages: readonly [body: RunEventBody, field: string, values: readonly unknown[]][] = [
  [
    { type: 'coverage', ranges: [{ path: '', start: 0, end: 1 }] },
    'ranges',
    [[null], [{}], [{ path: '', start: -1, end: 1 }], [{ path: 1, start: 0, end: 1 }], {}, '[]'],
  ],
  [{ type: 'coverage', ranges: [] }, 'searchedRanges', [[null], {}, 1]],
  [{ type: 'coverage', ranges: [] }, 'coverage', ['1', null]],
  [wholeAnswer, 'citations', [[null], [1], [{ ...cited, startLine: '1' }], {}]],
  [wholeAnswer, 'citations.0.path', [null, 1, {}]],
  [wholeAnswer, 'quotes', [[null], [{ ...quoted, place: {} }], 'x']],
  [wholeAnswer, 'quotes.0.text', [null, 3]],
  [started('r'), 'context.sources', [null, [null], [{ path: '', chars: 1, lines: 1, origin: 1 }]]],
  [started('r'), 'context.kind', ['other', null, '__proto__']],
  [started('r'), 'models', [null, [], { root: 'r', sub: 's', provider: 'constructor' }]],
  [started('r'), 'options', [null, [], {}]],
  [started('r'), 'options.maxCostUsd', ['1', {}]],
  [started('r'), 'call', ['1', -1]],
  [{ ...started('r'), format: 1 } as RunEventBody, 'format', ['1', -1, null]],
  [{ ...started('r'), seed: 7 } as RunEventBody, 'seed', ['7', -1, 0.5]],
  [replied('r'), 'usage', [null, {}, []]],
  [replied('r'), 'usage.inputTokens', ['100', -1, 0.5, null, 1e300]],
  [replied('r'), 'costUsd', ['0', {}]],
  [callStarted(1), 'batch', ['1', {}]],
  [callFinished(1), 'error', ['x', [], { name: 1, message: '' }]],
  [failedCell, 'error', [{}, { name: 'E', message: 'm', line: 'x' }]],
  [failedCell, 'status', ['hasOwnProperty', 1]],
  [
    { ...failedCell, budgets: [{ turns: 1, subcalls: 2, costUsd: null, tokens: null, times: 3 }] },
    'budgets.0.times',
    [null, -1, '3'],
  ],
  [end, 'usage.models', [null, { m: null }, { m: { calls: 1 } }]],
  [end, 'status', ['running', null]],
  [end, 'limit', ['sky']],
  [iteration(1), 'run', ['1.', '../1', '1.2.x', 1]],
  [iteration(1), 'seq', [-1, 1.5, '1']],
  [iteration(1), 'refs', [[null], { text: {} }, { text: { sha256: '../x', chars: 1 } }]],
];

test('an event with one bad field, however deep, is no event', () => {
  for (const [body, field, values] of damages) {
    const [event] = eventsOf(body);
    assert.notEqual(parseEvent(JSON.stringify(event)), null, `${body.type} as it should be`);
    for (const value of values) {
      const damaged = structuredClone(event) as unknown as Record<string, unknown>;
      const names = field.split('.');
      const last = names.pop() ?? '';
      let inside = damaged;
      for (const name of names) inside = inside[name] as Record<string, unknown>;
      inside[last] = value;
      const line = JSON.stringify(damaged);
      assert.equal(parseEvent(line), null, `${body.type}: ${field} = ${JSON.stringify(value)}`);
    }
  }
});

test('what no shape names passes as it is, what is no event does not', () => {
  const later = { seq: 1, at: 2, run: '1.2', type: 'later.thing', extra: [null] };
  assert.deepEqual(parseEvent(JSON.stringify(later)), later);
  const more = { ...eventsOf(iteration(1))[0], more: { a: 1 } };
  assert.deepEqual(parseEvent(JSON.stringify(more)), more);
  for (const line of ['', 'x', 'null', '1', '"x"', '[]', '{}', '{"type":"__proto__"}', '{"seq":'])
    assert.equal(parseEvent(line), null, line);
});

test('one bad field costs its line alone, and the run stays what it was', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  const read: RunEventBody = { type: 'coverage', ranges: [] };
  await record(store, 'r1', eventsOf(started('r1'), read, wholeAnswer, finished()));
  const file = path.join(folder, 'r1', 'events.jsonl');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"ranges":[]', '"ranges":[null]'));
  const events: StoredEvent[] = await store.read('r1');
  assert.deepEqual(
    events.map(({ type }) => type),
    ['run.started', 'answer', 'run.finished'],
  );
  const [summary] = await store.list();
  assert.equal(summary?.status, 'answered');
  assert.match(faults.join(), /^1 damaged line of run r1 /);
});

test('damaged entries of the index are read from their runs again', async (t) => {
  const { store, folder, reopen } = await makeStore(t);
  await record(store, 'r1', wholeRun('r1'));
  await record(store, 'r2', wholeRun('r2'));
  const [first, second] = await store.list();
  const file = path.join(folder, 'index.json');
  const text = await readFile(file, 'utf8');
  const damages = [
    text.replace('"tokens":132', '"tokens":"132"'),
    text.replace('"longTexts":[]', '"longTexts":[1]'),
    text.replace('"status":"answered"', '"status":"toString"'),
    text.replace('"r1":{', '"r1":null,"r3":{'),
  ];
  for (const damaged of damages) {
    assert.notEqual(damaged, text);
    await writeFile(file, damaged);
    assert.deepEqual(await reopen().store.list(), [first, second]);
  }
  assert.equal(parseIndex(text, 3).size, 2);
  for (const none of ['', '{}', 'null', '[]', '{"version":2,"runs":{}}', '{"version":3,"runs":[]}'])
    assert.equal(parseIndex(none, 3).size, 0);
});

test('a lock is read whole or not at all', () => {
  const owner = { pid: 1, start: '5', at: 7 };
  assert.deepEqual(parseOwner(JSON.stringify(owner)), owner);
  const none = ['', '{}', '[1]', '{"pid":0,"start":null,"at":1}', '{"pid":-5,"start":null,"at":1}'];
  for (const text of [...none, '{"pid":1,"start":5,"at":1}'])
    assert.equal(parseOwner(text), null, text);
});

test('a line that is too long is damaged, and nothing of it is kept', async (t) => {
  const { store, folder, faults } = await makeStore(t);
  await record(store, 'r1', eventsOf(started('r1'), finished()));
  const file = path.join(folder, 'r1', 'events.jsonl');
  const whole = await readFile(file, 'utf8');
  const [first = '', last = ''] = whole.split('\n');
  await writeFile(file, `${first}\n{"seq":2,"at":1,"run":"","type":"notice","text":"`);
  const piece = 'x'.repeat(8 * 1024 * 1024);
  for (let written = 0; written < 40; written++) await appendFile(file, piece);
  await appendFile(file, `"}\n${last}\n`);
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  const events = await store.read('r1');
  clearInterval(timer);
  assert.equal(events.length, 2);
  assert.match(faults.join(), /^1 damaged line of run r1 .*: 2\)/);
  // Of 320 MB that stand there.
  assert.ok(most - before < 240 * 1024 * 1024, `${Math.round((most - before) / 2 ** 20)} MB`);
});
