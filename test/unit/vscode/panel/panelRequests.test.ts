import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guards, isPlace } from '../../../../src/vscode/panel/panelRequests.ts';

const requests: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  events: { since: 0 },
  text: { sha256: 'ab' },
  openCitation: { path: 'a', startLine: 1, endLine: 2 },
  openRange: { path: 'a', start: 0, end: 9 },
  copyAnswer: { text: 'x' },
  insertAnswer: { text: 'x' },
  showRun: { runId: 'r' },
};
/** What no field of a request may be. */
const wrong = [undefined, null, {}, [], -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, true];

for (const [name, params] of Object.entries(requests)) {
  test(`a page's request is looked at in every field: ${name}`, () => {
    const guard = guards[name as keyof typeof guards];
    assert.ok(guard !== undefined);
    assert.equal(guard(params), true);
    for (const field of Object.keys(params)) {
      for (const value of wrong)
        assert.equal(guard({ ...params, [field]: value }), false, `${field}: ${String(value)}`);
      const swapped = typeof params[field] === 'string' ? 1 : '1';
      assert.equal(guard({ ...params, [field]: swapped }), false, field);
    }
    for (const none of [null, undefined, 'x', 5]) assert.equal(guard(none), false);
  });
}

test('a selection is looked at in every field', () => {
  const selection = { run: '', iteration: 1, cell: 1, call: null };
  const isTaken = (value: unknown) => guards.select?.({ selection: value });
  assert.equal(isTaken(selection), true);
  assert.equal(isTaken(null), true);
  for (const field of Object.keys(selection))
    assert.equal(isTaken({ ...selection, [field]: field === 'run' ? 1 : '1' }), false, field);
});

test('a place has both its lines', () => {
  assert.equal(isPlace({ path: 'a', startLine: 1, endLine: 1 }), true);
  assert.equal(isPlace({ path: 'a', startLine: 1 }), false);
  assert.equal(isPlace({ path: 'a', startLine: 1, endLine: '2' }), false);
});
