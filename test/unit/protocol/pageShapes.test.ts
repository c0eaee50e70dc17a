import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reader } from '../../../src/protocol/channel.ts';
import { readCompareParams, readPanelParams } from '../../../src/protocol/pageShapes.ts';

function isAccepted(read: Reader, name: string, params: unknown): boolean {
  try {
    read(name, params);
    return true;
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return false;
  }
}

const selection = { run: '1.2', iteration: 1, cell: null, call: 3 };
const place = { path: 'a.log', startLine: 1, endLine: 2 };

test('what a page of a run says is what it may say', () => {
  const right: [name: string, params: unknown][] = [
    ['events', { since: 0 }],
    ['text', { sha256: 'a' }],
    ['findTexts', { text: '(', matchCase: true }],
    ['stop', {}],
    ['openCitation', place],
    ['openRange', { path: '', start: 0, end: 5 }],
    ['copyAnswer', { text: '' }],
    ['select', { selection: null }],
    ['select', { selection }],
  ];
  for (const [name, params] of right)
    assert.equal(isAccepted(readPanelParams, name, params), true, name);
});

test('what a request has besides does not reach who answers it', () => {
  assert.deepEqual(readPanelParams('showRun', { runId: 'r', path: '/etc' }), { runId: 'r' });
});

test('anything else is not', () => {
  const wrong: [name: string, params: unknown][] = [
    ['events', { since: -1 }],
    ['events', { since: '0' }],
    ['events', null],
    ['text', { sha256: 1 }],
    ['findTexts', { text: 'a' }],
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
    assert.equal(isAccepted(readPanelParams, name, params), false, JSON.stringify([name, params]));
});

test('the page that compares says which side it means', () => {
  assert.equal(isAccepted(readCompareParams, 'runs', {}), true);
  assert.equal(isAccepted(readCompareParams, 'openCitation', { ...place, side: 1 }), true);
  assert.equal(isAccepted(readCompareParams, 'openCitation', place), false);
  assert.equal(isAccepted(readCompareParams, 'showRun', { side: 'left' }), false);
});

const whole: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  events: { since: 0 },
  text: { sha256: 'ab' },
  openCitation: { path: 'a', startLine: 1, endLine: 2 },
  openRange: { path: 'a', start: 0, end: 9 },
  copyAnswer: { text: 'x' },
  insertAnswer: { text: 'x' },
  showRun: { runId: 'r' },
};
const neither = [undefined, null, {}, [], -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, true];

for (const [name, params] of Object.entries(whole)) {
  test(`every field of a request is looked at: ${name}`, () => {
    assert.equal(isAccepted(readPanelParams, name, params), true);
    for (const [field, right] of Object.entries(params)) {
      for (const wrong of [...neither, typeof right === 'string' ? 1 : '1'])
        assert.equal(
          isAccepted(readPanelParams, name, { ...params, [field]: wrong }),
          false,
          `${field}: ${String(wrong)}`,
        );
    }
  });
}
