import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workerReaders } from '../../../src/protocol/sandboxShapes.ts';

const outcome = {
  status: 'ok',
  output: 'x',
  outputChars: 1,
  error: null,
  durationMs: 3,
  final: null,
  candidate: null,
  notes: [],
  variables: [{ name: 'a', type: 'number', size: '' }],
};
const range = { path: 'a', start: 0, end: 5 };
const share = { chars: 5, ranges: [range] };
const cover = { seen: share, searched: share, news: { seen: [range], shown: [], searched: [] } };
const state = {
  memory: { bytes: 16_384, pages: new Int32Array(1), slabs: [new SharedArrayBuffer(16_384)] },
  globals: { stackPointer: 1, guest: 4 },
};
const description = {
  ...{ kind: 'map', chars: 1, lines: 1, longestLine: 1, head: 'x', headPath: 'a' },
  items: [{ path: 'a', chars: 1, lines: 1 }],
};

test('what a worker sends is taken as it is', () => {
  const results: [name: string, result: unknown][] = [
    ['execute', outcome],
    ['execute', { ...outcome, error: { name: 'E', message: 'm', line: null } }],
    ['evaluate', { kind: 'text' }],
    ['evaluate', { kind: 'value', text: 'x' }],
    ['evaluate', { kind: 'failed', message: 'x' }],
    ['describe', description],
    ['holds', false],
    ['cover', cover],
    ['renew', true],
    ['remember', null],
    ['remember', 'history'],
  ];
  for (const [name, result] of results)
    assert.deepEqual(workerReaders.result(name, result, null), result, name);
  const events: [name: string, data: unknown][] = [
    ['ready', null],
    ['printed', 'x'],
    ['waiting', 0],
    ['saved', state],
    ['broken', 'why'],
  ];
  for (const [name, data] of events) assert.deepEqual(workerReaders.event(name, data), data, name);
});

const strange = [undefined, null, {}, [], -1, 1.5, Number.NaN, 'x', true, new Map(), new Array(2)];
/** Which of them a field may be. */
const fitting: Readonly<Record<keyof typeof outcome, (value: unknown) => boolean>> = {
  status: () => false,
  output: (value) => value === 'x',
  outputChars: () => false,
  error: (value) => value === null,
  durationMs: () => false,
  final: (value) => value === null || value === 'x',
  candidate: (value) => value === null || value === 'x',
  notes: (value) => Array.isArray(value) && value.length === 0,
  variables: (value) => Array.isArray(value) && value.length === 0,
};

for (const [field, fits] of Object.entries(fitting)) {
  test(`every field of an outcome is looked at: ${field}`, () => {
    for (const value of strange) {
      const read = () => workerReaders.result('execute', { ...outcome, [field]: value }, null);
      if (fits(value)) assert.deepEqual(read(), { ...outcome, [field]: value });
      else assert.throws(read, TypeError, String(value));
    }
  });
}

test('what no worker of ours sends is refused', () => {
  const results: [name: string, result: unknown, params?: unknown][] = [
    ['execute', null],
    ['execute', { ...outcome, status: 'skipped' }],
    ['execute', { ...outcome, notes: Array.from({ length: 22 }, () => '') }],
    ['evaluate', { kind: 'value' }],
    ['evaluate', { kind: 'other', text: 'x' }],
    ['describe', { ...description, headPath: 5 }],
    ['describe', { ...description, items: new Array(3) }],
    ['cite', [], ['one']],
    ['cite', [null, null], ['one']],
    ['cite', [5], ['one']],
    ['locate', [{ path: '', startLine: 0, endLine: 1 }], ['one']],
    ['locate', [{ path: '', startLine: 2, endLine: 1 }], ['one']],
    ['cover', { ...cover, news: { seen: [], shown: [] } }],
    ['cover', { ...cover, seen: { chars: 1, ranges: [{ path: '', start: 5, end: 1 }] } }],
    ['renew', false],
    ['remember', 5],
    ['toString', true],
    ['other', true],
  ];
  for (const [name, result, params = null] of results)
    assert.throws(() => workerReaders.result(name, result, params), TypeError, name);
  const events: [name: string, data: unknown][] = [
    ['ready', 5],
    ['printed', 5],
    ['waiting', -1],
    ['saved', { ...state, memory: new ArrayBuffer(8) }],
    ['saved', { ...state, memory: { ...state.memory, pages: [0] } }],
    ['saved', { ...state, memory: { ...state.memory, slabs: new Array(4e9) } }],
    ['saved', { ...state, globals: { stackPointer: -1 } }],
    [
      'saved',
      { ...state, globals: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n, n])) },
    ],
    ['broken', {}],
    ['open', '/'],
    ['__proto__', null],
  ];
  for (const [name, data] of events)
    assert.throws(() => workerReaders.event(name, data), TypeError, name);
});

test('a list that is only said to be long costs nothing', () => {
  const started = performance.now();
  for (const list of [new Array(4e9), [range, ...new Array(1e6)]])
    assert.throws(() =>
      workerReaders.result('cover', { ...cover, seen: { ...share, ranges: list } }, null),
    );
  assert.ok(performance.now() - started < 5_000);
});

test('everything that can be long is cut, and only known fields pass', () => {
  const read = workerReaders.result(
    'execute',
    {
      ...outcome,
      output: 'x'.repeat(1_000_000),
      notes: ['n'.repeat(5_000)],
      error: { name: 'E', message: 'm'.repeat(50_000), line: 1, extra: 1 },
      extra: 1,
    },
    null,
  );
  assert.deepEqual(read, {
    ...outcome,
    output: 'x'.repeat(200_200),
    notes: ['n'.repeat(2_000)],
    error: { name: 'E', message: 'm'.repeat(10_000), line: 1 },
  });
});

test('a call is made anew of what it may hold', () => {
  const call = { name: 'llm_query_batched', prompt: 'p', model: 'm', batch: 2 };
  assert.deepEqual(workerReaders.params('call', { ...call, path: '/etc' }), call);
});

test('a context given along is a string, an array or a map of strings', () => {
  const named = JSON.parse('{"__proto__": "p", "constructor": "c"}');
  for (const context of ['text', ['a', 'b'], { 'a.txt': 'b' }, named]) {
    const call = { name: 'rlm_query', prompt: 'p', context };
    assert.deepEqual(workerReaders.params('call', call), call);
  }
  for (const context of [5, null, [5], { a: 5 }, new Map([['a', 'b']]), new Array(4e9)]) {
    const call = { name: 'rlm_query', prompt: 'p', context };
    assert.throws(() => workerReaders.params('call', call), TypeError);
  }
});

test('what is no call at all is refused', () => {
  const wrong: readonly unknown[] = [
    null,
    {},
    { name: 'eval', prompt: 'p' },
    { name: 'llm_query', prompt: 5 },
    { name: 'llm_query', prompt: 'p', model: 5 },
    { name: 'llm_query', prompt: 'p', batch: 'x' },
  ];
  for (const call of wrong) assert.throws(() => workerReaders.params('call', call), TypeError);
});
