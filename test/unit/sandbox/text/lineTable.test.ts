import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineTable } from '../../../../src/sandbox/text/lineTable.ts';
import { TextItem } from '../../../../src/sandbox/text/textItem.ts';
import { sharedText } from '../../../../src/sources/decode.ts';

const items = [
  new TextItem('a', sharedText('first\n  same\nthird\n')),
  new TextItem('b', sharedText('same\nlast\n')),
];

function find(table: LineTable, line: string): number[][] {
  return table.find(line, 0, line.length, 9).map(({ item, line: number }) => [item, number]);
}

test('lines are found by their content in all items, in order', () => {
  const table = new LineTable(items);
  assert.deepEqual(find(table, 'same'), [
    [0, 1],
    [1, 0],
  ]);
  assert.deepEqual(find(table, 'last'), [[1, 1]]);
  assert.deepEqual(find(table, 'lost'), []);
});

test('of more lines than the table takes the first are found', () => {
  for (const [most, same, last] of [
    [5, 2, 1],
    [4, 2, 0],
    [3, 1, 0],
    [1, 0, 0],
  ] as const) {
    const table = new LineTable(items, most);
    assert.equal(find(table, 'first').length, 1);
    assert.equal(find(table, 'same').length, same);
    assert.equal(find(table, 'last').length, last);
  }
});
