import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sorted } from '../../../webview/sortedTable.ts';

const rows = [
  { name: 'call 10', cost: 2 },
  { name: 'call 9', cost: 3 },
  { name: 'Call 1', cost: 2 },
];
const columns = [
  { value: ({ name }: (typeof rows)[number]) => name },
  { value: ({ cost }: (typeof rows)[number]) => cost },
];

test('rows are sorted by a column, as numbers or words, and else stay as they are', () => {
  const names = (order: Parameters<typeof sorted>[2]) =>
    sorted(rows, columns, order).map(({ name }) => name);
  assert.deepEqual(names(null), ['call 10', 'call 9', 'Call 1']);
  assert.deepEqual(names({ column: 0, ascending: true }), ['Call 1', 'call 9', 'call 10']);
  assert.deepEqual(names({ column: 1, ascending: false }), ['call 9', 'call 10', 'Call 1']);
  assert.deepEqual(names({ column: 1, ascending: true }), ['call 10', 'Call 1', 'call 9']);
});
