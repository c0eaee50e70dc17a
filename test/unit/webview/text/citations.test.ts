import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Citation } from '../../../../src/core/events.ts';
import {
  findCitation,
  firstLineOf,
  labelOf,
  namesIn,
  trustOf,
} from '../../../../webview/text/citations.ts';

const source = (path: string, firstLine: number) => ({
  ...{ path, chars: 9, lines: 3 },
  origin: { uri: `file:///logs/${path || 'a.log'}`, firstLine },
});

test('a place is labelled as it was written', () => {
  assert.equal(labelOf({ path: 'a.log', startLine: 4, endLine: 9 }), 'a.log:L4-L9');
  assert.equal(labelOf({ path: '', startLine: 4, endLine: 4 }), 'L4');
});

test('a place in a selection is labelled with the lines of the editor', () => {
  assert.equal(firstLineOf('', [source('', 120)]), 120);
  assert.equal(firstLineOf('b', [source('a', 1), source('b', 7)]), 7);
  assert.equal(firstLineOf('c', [source('a', 3), source('b', 7)]), 1);
  assert.equal(labelOf({ path: '', startLine: 1, endLine: 3 }, 120), 'L120-L122');
});

test('a place finds its checked citation by the name of its text', () => {
  const checked = { path: '', startLine: 4, endLine: 9, verified: true, sha256: 'x' };
  const names = namesIn({
    ...{ kind: 'string', chars: 9, items: 1, lines: 3, label: 'a.log', sources: [source('', 1)] },
  });
  const find = (name: string, endLine = 9) =>
    findCitation({ path: names.find(name) ?? name, startLine: 4, endLine }, [checked]);
  for (const name of ['', 'a.log', 'logs/a.log']) assert.equal(find(name), checked, name);
  assert.equal(find('other.log'), undefined);
  assert.equal(find('', 8), undefined);
});

test('what was shown, what only exists and what is not there are told apart', () => {
  const place = { path: '', startLine: 1, endLine: 1, sha256: '' };
  const cases: [Citation | undefined, string][] = [
    [{ ...place, verified: true, shown: true }, 'shown'],
    [{ ...place, verified: true, shown: false }, 'unread'],
    [{ ...place, verified: false, shown: false }, 'missing'],
    // Earlier versions recorded no more.
    [{ ...place, verified: true }, 'there'],
    [{ ...place, verified: false }, 'missing'],
    [undefined, 'missing'],
  ];
  for (const [citation, trust] of cases) assert.equal(trustOf(citation), trust);
});
