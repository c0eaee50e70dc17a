import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareShapes, isAccepted, panelShapes } from '../../../src/protocol/pageShapes.ts';

const selection = { run: '1.2', iteration: 1, cell: null, call: 3 };
const place = { path: 'a.log', startLine: 1, endLine: 2 };

test('what a page of a run says is what it may say', () => {
  const right: [name: string, params: unknown][] = [
    ['events', { since: 0 }],
    ['text', { sha256: 'a' }],
    ['stop', {}],
    ['openCitation', place],
    ['openRange', { path: '', start: 0, end: 5 }],
    ['copyAnswer', { text: '' }],
    ['select', { selection: null }],
    ['select', { selection }],
  ];
  for (const [name, params] of right)
    assert.equal(isAccepted(panelShapes, name, params), true, name);
});

test('anything else is not', () => {
  const wrong: [name: string, params: unknown][] = [
    ['events', { since: -1 }],
    ['events', { since: '0' }],
    ['events', null],
    ['text', { sha256: 1 }],
    ['stop', null],
    ['stop', 'now'],
    ['openCitation', { ...place, startLine: 1.5 }],
    ['openCitation', { ...place, path: { toString: 'a' } }],
    ['openRange', { path: '', start: 0, end: Number.NaN }],
    ['copyAnswer', { text: ['a'] }],
    ['insertAnswer', []],
    ['showRun', {}],
    ['select', {}],
    ['select', { selection: { ...selection, cell: '1' } }],
    ['toString', {}],
    ['__proto__', {}],
    ['other', {}],
  ];
  for (const [name, params] of wrong)
    assert.equal(isAccepted(panelShapes, name, params), false, JSON.stringify([name, params]));
});

test('the page that compares says which side it means', () => {
  assert.equal(isAccepted(compareShapes, 'runs', {}), true);
  assert.equal(isAccepted(compareShapes, 'openCitation', { ...place, side: 1 }), true);
  assert.equal(isAccepted(compareShapes, 'openCitation', place), false);
  assert.equal(isAccepted(compareShapes, 'showRun', { side: 'left' }), false);
});
